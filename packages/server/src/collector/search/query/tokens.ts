/** The tokens of a query's text, with their places. */
export type Token =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'must'; readonly at: number }
  | { readonly kind: 'phrase'; readonly at: number; readonly text: string }
  /** `pattern` has the wildcards of a glob, quoted ones behind `\`; undefined when there is none. */
  | {
      readonly kind: 'word'
      readonly at: number
      readonly text: string
      readonly pattern: string | undefined
    }
  /** A field's name and its colon. */
  | { readonly kind: 'field'; readonly at: number; readonly name: string }
  /** `[a TO b}`, or `>=a`. */
  | {
      readonly kind: 'range'
      readonly at: number
      readonly from: RangeEnd | undefined
      readonly to: RangeEnd | undefined
    }

export interface RangeEnd {
  readonly value: string
  readonly inclusive: boolean
}

export class QuerySyntax extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(`${message} at ${at}`)
    this.at = at
  }
}

/** @throws QuerySyntax */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at] ?? ''
    if (/\s/.test(character)) {
      at++
      continue
    }
    const [token, end] = tokenAt(text, at, tokens.at(-1)?.kind === 'field')
    tokens.push(token)
    at = end
  }
  return tokens
}

function tokenAt(text: string, at: number, isValue: boolean): [Token, number] {
  const character = text[at] ?? ''
  const two = text.slice(at, at + 2)
  if (character === '(') return [{ kind: 'open', at }, at + 1]
  if (character === ')') return [{ kind: 'close', at }, at + 1]
  if (two === '&&') return [{ kind: 'and', at }, at + 2]
  if (two === '||') return [{ kind: 'or', at }, at + 2]
  if (character === '"') return phrase(text, at)
  if (isValue && (character === '[' || character === '{')) return range(text, at)
  if (isValue && (character === '<' || character === '>')) return comparison(text, at)
  if (isValue && character === '/') refuse('regular expressions are not supported', at)
  if (!isValue && character === '!') return [{ kind: 'not', at }, at + 1]
  // A sign stands right before what it belongs to.
  const hasOperand = /[^\s)]/.test(text[at + 1] ?? ' ')
  if (!isValue && character === '-' && hasOperand) return [{ kind: 'not', at }, at + 1]
  if (!isValue && character === '+' && hasOperand) return [{ kind: 'must', at }, at + 1]
  return word(text, at, isValue)
}

function phrase(text: string, at: number): [Token, number] {
  let content = ''
  for (let next = at + 1; next < text.length; next++) {
    const character = text[next] ?? ''
    if (character === '"') {
      if (text[next + 1] === '~') refuse('a distance behind a phrase is not supported', next + 1)
      return [{ kind: 'phrase', at, text: content }, next + 1]
    }
    if (character === '\\') next++
    content += text[next] ?? ''
  }
  return refuse('expected `"` to end the phrase that begins', at)
}

function range(text: string, at: number): [Token, number] {
  const end = closeOf(text, at)
  const ends = splitRange(text.slice(at + 1, end))
  if (!ends) refuse('expected `[from TO to]`', at)
  const bound = (value: string, inclusive: boolean) =>
    value === '*' ? undefined : { value: unquoted(value), inclusive }
  const [from, to] = ends
  const token: Token = {
    kind: 'range',
    at,
    from: bound(from, text[at] === '['),
    to: bound(to, text[end] === ']'),
  }
  return [token, end + 1]
}

function closeOf(text: string, at: number): number {
  let quoted = false
  for (let next = at + 1; next < text.length; next++) {
    if (text[next] === '"') quoted = !quoted
    if (!quoted && (text[next] === ']' || text[next] === '}')) return next
  }
  return refuse('expected `]` or `}` to end the range that begins', at)
}

function splitRange(inside: string): [string, string] | undefined {
  const at = inside.indexOf(' TO ')
  if (at < 0) return undefined
  const [from, to] = [inside.slice(0, at).trim(), inside.slice(at + 4).trim()]
  return from === '' || to === '' || to.includes(' TO ') ? undefined : [from, to]
}

function comparison(text: string, at: number): [Token, number] {
  const inclusive = text[at + 1] === '='
  const start = at + (inclusive ? 2 : 1)
  const isQuoted = text[start] === '"'
  let value = ''
  let end = start
  if (isQuoted) {
    const [token, after] = phrase(text, start)
    value = token.kind === 'phrase' ? token.text : ''
    end = after
  } else {
    while (end < text.length && !/[\s()]/.test(text[end] ?? '')) end++
    value = text.slice(start, end)
  }
  if (value === '') refuse(`expected a value behind \`${text.slice(at, start)}\``, at)
  const bound = { value, inclusive }
  const isLower = text[at] === '>'
  return [
    { kind: 'range', at, from: isLower ? bound : undefined, to: isLower ? undefined : bound },
    end,
  ]
}

/** A word ends at a blank, a parenthesis or a quote; outside of a value also behind a colon, as a field's name. */
function word(text: string, at: number, isValue: boolean): [Token, number] {
  let [content, pattern, isPattern, next] = ['', '', false, at]
  for (; next < text.length; next++) {
    const character = text[next] ?? ''
    if (/[\s()"]/.test(character)) break
    if (character === ':' && !isValue && content !== '') {
      return [{ kind: 'field', at, name: content }, next + 1]
    }
    if (character === '\\' && next + 1 < text.length) {
      next++
      content += text[next]
      pattern += `\\${text[next]}`
      continue
    }
    if (character === '*' || character === '?') isPattern = true
    if (character === '~' || character === '^')
      refuse(`\`${character}\` is not supported; write \`\\${character}\``, next)
    content += character
    pattern += character
  }
  if (content === '') refuse(`unexpected \`${text[at]}\``, at)
  if (!isPattern && !isValue) {
    if (content === 'AND' || content === 'OR' || content === 'NOT') {
      const kind = ({ AND: 'and', OR: 'or', NOT: 'not' } as const)[content]
      return [{ kind, at }, next]
    }
  }
  return [{ kind: 'word', at, text: content, pattern: isPattern ? pattern : undefined }, next]
}

const unquoted = (value: string) => (/^".*"$/.test(value) ? value.slice(1, -1) : value)

function refuse(message: string, at: number): never {
  throw new QuerySyntax(message, at)
}
