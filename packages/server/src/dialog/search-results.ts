import type { Json } from '../kernel/json.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { LIMITS } from './limits.ts'

/** A Kendra Query response as request attributes (spec/lex-runtime.md §4.7 K5). */
export function resultAttributes(response: Json): Readonly<Record<string, string>> {
  const counts = new Map<string, number>()
  const attributes: Record<string, string> = {}
  for (const item of itemsOf(response)) {
    const type = String(item['Type'] ?? '')
    const number = (counts.get(type) ?? 0) + 1
    counts.set(type, number)
    if (number > LIMITS.searchResults) continue
    for (const [name, value] of namedTexts(type, item)) {
      if (value !== undefined) attributes[`${PREFIX}${name}-${number}`] = value
    }
  }
  return attributes
}

export const resultCount = (response: Json): number => itemsOf(response).length

const PREFIX = 'x-amz-lex:kendra-search-response-'

function namedTexts(type: string, item: JsonObject): [string, string | undefined][] {
  const excerpt = textOf(item['DocumentExcerpt'])
  switch (type) {
    case 'QUESTION_ANSWER':
      return [
        [
          'question_answer-question',
          additional(item, 'QuestionText') ?? textOf(item['DocumentTitle']),
        ],
        ['question_answer-answer', additional(item, 'AnswerText') ?? excerpt],
      ]
    case 'DOCUMENT':
      return [
        ['document', excerpt],
        [
          'document-link',
          typeof item['DocumentURI'] === 'string' ? item['DocumentURI'] : undefined,
        ],
      ]
    case 'ANSWER':
      return [['answer', additional(item, 'AnswerText') ?? excerpt]]
    default:
      return []
  }
}

function itemsOf(response: Json): readonly JsonObject[] {
  const items = isObject(response) ? response['ResultItems'] : undefined
  return Array.isArray(items) ? items.filter(isObject) : []
}

function additional({ AdditionalAttributes: list }: JsonObject, key: string): string | undefined {
  if (!Array.isArray(list)) return undefined
  const found = list.filter(isObject).find(one => one['Key'] === key)?.['Value']
  return isObject(found) ? textOf(found['TextWithHighlightsValue']) : undefined
}

const textOf = (value: Json | undefined): string | undefined =>
  isObject(value) && typeof value['Text'] === 'string' ? value['Text'] : undefined
