/** How words are written: capitals, digits, what punctuation precedes. */
import type { Reading } from '../reading.ts'

/** One small number a word; `uncased`: as if the text were all in capitals, or without any. */
export function wordShapes({ text, words }: Reading, uncased = false): Int32Array {
  const telling = !uncased && tellsCase(text)
  const shapes = new Int32Array(words.tokens.length)
  let end = 0
  for (const [at, token] of words.tokens.entries()) {
    const mark = markBetween(text, end, token.start)
    end = token.end
    shapes[at] = shapeOf(text, token.start, token.end, telling) * MARKS + mark
  }
  return shapes
}

/** An utterance all in capitals, or without any, says nothing by them. */
const tellsCase = (text: string) => /\p{Ll}/u.test(text) && /\p{Lu}/u.test(text)

const MARKS = 4

/** 0 for blanks alone, 1 for a comma, 2 for other punctuation, 3 for none at all. */
function markBetween(text: string, from: number, to: number): number {
  if (from >= to) return from === 0 ? 0 : 3
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x2c) return 1
    if (unit > 0x20 && unit < 0x80) return 2
  }
  return 0
}

const LOWER = 1
const CAPITAL = 2
const CAPITALS = 3
const MIXED = 4
const OTHER = 5
const UNTOLD = 6
const DIGITS = 8

function shapeOf(text: string, start: number, end: number, telling: boolean): number {
  const first = text.charCodeAt(start)
  if (first >= 0x30 && first <= 0x39) return DIGITS + Math.min(end - start, 5)
  const word = text.slice(start, end)
  const lower = word.toLowerCase()
  if (lower === word.toUpperCase()) return OTHER
  if (!telling) return UNTOLD
  if (lower === word) return LOWER
  if (word === word.toUpperCase() && word.length > 1) return CAPITALS
  return lower.slice(1) === word.slice(1) ? CAPITAL : MIXED
}
