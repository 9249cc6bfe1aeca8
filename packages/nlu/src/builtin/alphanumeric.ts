/** AMAZON.AlphaNumeric: codes as written (`APQ123`) or spelled (`a p q one two three`). */
import { MAX_DIGITS } from './limits.ts'
import { match, ranked } from './matches.ts'
import type { Numbers } from './numbers.ts'
import { isJoined, type Tokens, tokenise } from './tokens.ts'
import type { BuiltinMatch } from './types.ts'

/** An unspelled word of small letters alone is no code by itself: the type is open for those. */
export function alphaNumericFinder(numbers: Numbers) {
  return (text: string): readonly BuiltinMatch[] => {
    const tokens = tokenise(text)
    const found: BuiltinMatch[] = []
    for (let at = 0; at < tokens.words.length; ) {
      const code = writtenAt(tokens, at)
      if (code && isCode(code.value)) found.push(match(tokens, at, code.end, [code.value]))
      const spelled = spelledAt(numbers, tokens, at)
      if (isSpelled(spelled)) found.push(match(tokens, at, spelled.end, [spelled.value]))
      at = Math.max(at + 1, code?.end ?? 0, spelled.end)
    }
    return ranked(found)
  }
}

interface Code {
  readonly end: number
  readonly value: string
}

interface Spelled extends Code {
  readonly pieces: number
}

const isCode = (value: string) => /\d/.test(value) || /^\p{Lu}{2,}$/u.test(value)

/** Letters and figures without a gap; dashes between them are left out. */
function writtenAt(tokens: Tokens, at: number): Code | undefined {
  let end = at
  let value = ''
  while (tokens.kinds[end] !== undefined && value.length < MAX_DIGITS) {
    const dash = end > at && tokens.words[end] === '-' && isJoined(tokens, end)
    if (!dash && (tokens.kinds[end] === 'symbol' || isIdeograph(tokens, end))) break
    if (!dash) value += written(tokens, end)
    end++
    if (!isJoined(tokens, end - 1)) break
  }
  return value && tokens.words[end - 1] !== '-' ? { end, value } : undefined
}

const isIdeograph = (tokens: Tokens, at: number) => /^[぀-ヿ㐀-鿿]/.test(tokens.words[at] ?? '')

const written = (tokens: Tokens, at: number) =>
  tokens.text.slice(tokens.starts[at], tokens.ends[at]).replace('.', '')

/** Single letters and numbers, three signs at least: `a n a 102`, `n seventeen`. */
function spelledAt(numbers: Numbers, tokens: Tokens, at: number): Spelled {
  let end = at
  let value = ''
  let pieces = 0
  while (value.length < MAX_DIGITS) {
    const letter = tokens.kinds[end] === 'word' && /^[a-z]$/.test(tokens.words[end] ?? '')
    const number = letter ? undefined : numberAt(numbers, tokens, end)
    if (!letter && !number) break
    value += letter ? written(tokens, end) : (number?.value ?? '')
    end = letter ? end + 1 : (number?.end ?? end + 1)
    pieces++
  }
  return { end, value, pieces }
}

const isSpelled = ({ pieces, value }: Spelled) => pieces > 1 && value.length > 2

function numberAt(numbers: Numbers, tokens: Tokens, at: number): Code | undefined {
  const row = numbers.row(tokens, at)
  const count = numbers.count(tokens, at)[0]
  if (!count || (row && row.end >= count.end)) return row
  return { end: count.end, value: String(count.value) }
}
