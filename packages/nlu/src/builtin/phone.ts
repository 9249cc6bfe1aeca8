/** AMAZON.PhoneNumber: the figures with their leading plus, whatever stands between them. */
import { isKanjiFigure } from './kanji-numbers.ts'
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
  let end = at
  let value = sign ? '+' : ''
  const readings: Run['readings'][number][] = []
  for (let place = sign?.end ?? at; ; ) {
    const open = tokens.words[place] === '(' ? place + 1 : place
    const piece = pieceAt(numbers, tokens, open)
    if (!piece) break
    end = tokens.words[piece.end] === ')' ? piece.end + 1 : piece.end
    // A run that is too long is read to its end all the same, lest its rest be taken for a number.
    if (value.length <= MAX_PHONE_DIGITS) value += piece.value
    if (isBearable(value)) readings.push({ end, value })
    place = afterMark(tokens, end)
  }
  return { end, readings }
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
  const digit = numbers.digit(tokens, at)
  if (isKanjiFigure(tokens.words[at] ?? '')) return digit
  const count = numbers.count(tokens, at).find(({ value }) => PIECES.has(value))
  const isAmount = count && count.end > (digit?.end ?? at)
  return isAmount ? { end: count.end, value: String(count.value) } : digit
}

/** What is said of a number at once: up to two figures, or round hundreds. */
const PIECES: ReadonlySet<number> = new Set([
  ...Array.from({ length: 100 }, (_, value) => value),
  ...Array.from({ length: 9 }, (_, index) => (index + 1) * 100),
])
