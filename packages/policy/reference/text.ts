/** Patterns, variables and ARNs (spec/iam.md §1.4, §2.5). */
import type { Context } from './question.ts'

/** One character of a pattern: `any` is `*`, `one` is `?`, everything else stands for itself. */
export type Token = 'any' | 'one' | { readonly literal: string }

/** The pattern of a text without variables. */
export function wildcards(text: string): Token[] {
  return [...text].map(character =>
    character === '*' ? 'any' : character === '?' ? 'one' : { literal: character },
  )
}

export function literals(text: string): Token[] {
  return [...text].map(character => ({ literal: character }))
}

/**
 * The tokens of a text with its variables filled in, what they hold being literal; undefined when a variable
 * has neither a single value nor a default.
 */
export function substitute(
  text: string,
  context: Context,
  plain: (text: string) => Token[],
): Token[] | undefined {
  const tokens: Token[] = []
  for (const part of partsOf(text)) {
    if (!part.startsWith('${') || !part.endsWith('}')) tokens.push(...plain(part))
    else {
      const filled = variableText(part.slice(2, -1), context)
      if (filled === undefined) return undefined
      tokens.push(...literals(filled))
    }
  }
  return tokens
}

/** Cuts a text into `${…}` and what stands between them; `${` without an end is plain text. */
function partsOf(text: string): string[] {
  const start = text.indexOf('${')
  const end = start < 0 ? -1 : text.indexOf('}', start)
  if (end < 0) return [text]
  return [text.slice(0, start), text.slice(start, end + 1), ...partsOf(text.slice(end + 1))]
}

function variableText(variable: string, context: Context): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable
  const comma = variable.indexOf(", '")
  const hasDefault = comma > 0 && variable.endsWith("'") && variable.length > comma + 3
  const key = hasDefault ? variable.slice(0, comma) : variable
  // What cannot be the name of a key is no variable: the text stays.
  if (!isKeyName(key)) return `\${${variable}}`
  const value = context.get(key.toLowerCase())
  if (value === undefined) return hasDefault ? variable.slice(comma + 3, -1) : undefined
  return typeof value === 'string' ? value : undefined
}

function isKeyName(key: string): boolean {
  const name = key.split('/')[0] ?? ''
  return key !== '' && ![...name].some(character => ', \t\n\r${'.includes(character))
}

/** Whether the tokens match the whole text. */
export function fits(tokens: readonly Token[], text: string): boolean {
  return fitsFrom(tokens, 0, [...text], 0)
}

function fitsFrom(
  tokens: readonly Token[],
  t: number,
  text: readonly string[],
  c: number,
): boolean {
  const token = tokens[t]
  if (token === undefined) return c === text.length
  if (token === 'any') {
    for (let skipped = c; skipped <= text.length; skipped++) {
      if (fitsFrom(tokens, t + 1, text, skipped)) return true
    }
    return false
  }
  if (c === text.length) return false
  if (token !== 'one' && token.literal !== text[c]) return false
  return fitsFrom(tokens, t + 1, text, c + 1)
}

/** The six parts of an ARN; undefined for anything else. */
export function arnParts(text: string): string[] | undefined {
  const pieces = text.split(':')
  if (pieces.length < 6 || pieces[0] !== 'arn') return undefined
  return [...pieces.slice(0, 5), pieces.slice(5).join(':')]
}

/** The parts of a pattern, six at most; where variables exist, the colon inside `${…}` separates nothing. */
export function patternParts(text: string, variables: boolean): string[] {
  const parts: string[] = []
  let part = ''
  let insideVariable = false
  for (let i = 0; i < text.length; i++) {
    if (variables && !insideVariable && text.startsWith('${', i)) {
      insideVariable = text.includes('}', i)
    }
    if (text[i] === ':' && !insideVariable && parts.length < 5) {
      parts.push(part)
      part = ''
    } else part += text[i]
    if (text[i] === '}') insideVariable = false
  }
  return [...parts, part]
}
