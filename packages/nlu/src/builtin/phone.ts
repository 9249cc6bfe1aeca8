/** AMAZON.PhoneNumber: the figures with their leading plus, whatever stands between them. */
import { type Lexicon, lexicon, lookUp } from './lexicon.ts'
import { MAX_PHONE_DIGITS, MIN_PHONE_DIGITS } from './limits.ts'
import { match, ranked } from './matches.ts'
import type { Numbers } from './numbers.ts'
import { figures } from './numerals.ts'
import { type Tokens, tokenise } from './tokens.ts'
import type { BuiltinMatch } from './types.ts'

export function phoneFinder(numbers: Numbers, plusWords: readonly string[]) {
  const plus = lexicon(['+', ...plusWords].map(word => [word, true] as const))
  return (text: string): readonly BuiltinMatch[] => {
    const tokens = tokenise(text)
    const found: BuiltinMatch[] = []
    for (let at = 0; at < tokens.words.length; ) {
      const run = runAt(numbers, plus, tokens, at)
      found.push(...run.readings.map(({ end, value }) => match(tokens, at, end, [value])))
      at = Math.max(at + 1, run.end)
    }
    return ranked(found)
  }
}

interface Run {
  readonly end: number
  /** The whole run and its beginnings that are numbers too. */
  readonly readings: readonly { readonly end: number; readonly value: string }[]
}

function runAt(numbers: Numbers, plus: Lexicon<true>, tokens: Tokens, at: number): Run {
  const sign = lookUp(plus, tokens, at)[0]
  const opening = sign?.end ?? at
  let end = at
  let value = sign ? '+' : ''
  const readings: Run['readings'][number][] = []
  for (let place = opening; ; ) {
    const open = tokens.words[place] === '(' ? place + 1 : place
    const piece = pieceAt(numbers, tokens, open)
    if (!piece) break
    const close = tokens.words[piece.end] === ')' ? piece.end + 1 : piece.end
    value += piece.value
    end = close
    readings.push({ end, value })
    place = afterMark(tokens, close)
  }
  return { end, readings: readings.filter(reading => isBearable(reading.value)) }
}

function isBearable(value: string): boolean {
  const digits = value.startsWith('+') ? value.length - 1 : value.length
  return digits >= MIN_PHONE_DIGITS && digits <= MAX_PHONE_DIGITS
}

const afterMark = (tokens: Tokens, at: number) =>
  ['-', '.', '/', '·'].includes(tokens.words[at] ?? '') ? at + 1 : at

/** A run of figures, or figures in words: `double five`, `eight hundred`, `trente-quatre`. */
function pieceAt(numbers: Numbers, tokens: Tokens, at: number) {
  const run = figures(tokens, at)
  if (run !== undefined) return { end: at + 1, value: run }
  if (tokens.kinds[at] !== 'word') return undefined
  const count = numbers.count(tokens, at).find(({ value }) => value < 1000)
  const row = numbers.row(tokens, at)
  if (count && (!row || count.end > row.end)) return { end: count.end, value: String(count.value) }
  return row
}
