import type { Message, MessageType, Statement } from './bot.ts'
import { staticCard } from './cards.ts'
import { draw } from './draw.ts'
import { LIMITS } from './limits.ts'
import type { Card, MessageFormat, Words } from './session.ts'
import { escapeXml, substitute, type Values } from './substitute.ts'
import type { Talk } from './turn.ts'

/** What the user gets to read. */
export interface Said {
  readonly message: string | null
  readonly format: MessageFormat | null
  readonly card: Card | null
}

export const NOTHING: Said = { message: null, format: null, card: null }

/**
 * Chooses from the messages of a prompt or statement (spec/lex-runtime.md §2.8).
 * @returns undefined when none of them can be used
 */
export function say({ session, turn }: Talk, statement: Statement | undefined): Said | undefined {
  if (!statement) return undefined
  const values: Values = {
    slots: session.current?.slots ?? {},
    attributes: session.attributes ?? {},
    requestAttributes: turn.requestAttributes ?? {},
  }
  const { seed, outputMode } = turn.event
  const messages: Message[] = []
  for (const group of groupsOf(statement.messages)) {
    const usable = usableMessages(group, values, turn.requestAttributes, outputMode)
    const chosen = usable[draw(seed, messages.length, usable.length)]
    if (!chosen) return undefined
    messages.push(chosen)
  }
  if (messages.length === 0) return undefined
  return { ...together(messages), card: staticCard(statement.responseCard, values) }
}

/** What a function or PutSession wants said, with the bot's own words for what it left open (§2.10). */
export function sayWords(
  talk: Talk,
  { message, card }: Words,
  statement: Statement | undefined,
): Said | undefined {
  if (!message) {
    const said = say(talk, statement)
    return said && { ...said, card: card ?? said.card }
  }
  const own = card ?? say(talk, statement)?.card ?? null
  return { message: message.text, format: message.format, card: own }
}

/** Messages without a group are one group; groups in ascending order. */
function groupsOf(messages: readonly Message[]): readonly (readonly Message[])[] {
  const known = grouped.get(messages)
  if (known) return known
  const groups = Map.groupBy(messages, ({ groupNumber = 1 }) => groupNumber)
  const made = [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
  grouped.set(messages, made)
  return made
}

/** Of definitions, which never change: every turn that says something asks. */
const grouped = new WeakMap<readonly Message[], readonly (readonly Message[])[]>()

function usableMessages(
  messages: readonly Message[],
  values: Values,
  requestAttributes: Readonly<Record<string, string>> | null,
  outputMode: 'Text' | 'Voice',
): Message[] {
  const accepted = acceptedTypes(requestAttributes)
  const filled = messages.flatMap(message => {
    if (accepted && !accepted.has(message.contentType)) return []
    const asText = message.contentType === 'SSML' ? escapeXml : undefined
    const content = substitute(message.content, values, asText)
    return content === undefined ? [] : [{ ...message, content }]
  })
  if (outputMode === 'Text') return filled
  const spoken = filled.filter(({ contentType }) => contentType === 'SSML')
  return spoken.length > 0
    ? spoken
    : filled.filter(({ contentType }) => contentType === 'PlainText')
}

function acceptedTypes(
  attributes: Readonly<Record<string, string>> | null,
): ReadonlySet<string> | undefined {
  const list = attributes?.['x-amz-lex:accept-content-types']
  return list === undefined ? undefined : new Set(list.split(',').map(type => type.trim()))
}

function together(messages: readonly Message[]): { message: string; format: MessageFormat } {
  const [first, ...more] = messages
  if (first && more.length === 0) return { message: cut(first.content), format: first.contentType }
  const parts = messages.map(({ contentType, content }, group) => part(contentType, group, content))
  return { message: JSON.stringify({ messages: parts }), format: 'Composite' }
}

const part = (type: MessageType, group: number, value: string) => ({ type, group, value })

/** At most so many characters, never half of one. */
export function cut(text: string, characters: number = LIMITS.messageCharacters): string {
  return text.length <= characters ? text : [...text].slice(0, characters).join('')
}
