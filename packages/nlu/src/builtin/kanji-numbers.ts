/** Japanese numbers: 三百二十一, 二〇二〇, 3万5千, 2.5. */
import { figures, type NumberReading, numberReading } from './numerals.ts'
import type { Tokens } from './tokens.ts'

const DIGITS = new Map([...'〇一二三四五六七八九'].map((char, value) => [char, value]))
DIGITS.set('零', 0)
const INNER = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
])
const OUTER = new Map([
  ['万', 10_000],
  ['億', 100_000_000],
  ['兆', 1_000_000_000_000],
])
const POINT = /^[点・]$/

/** A sign of a number: what follows another without a gap is the inside of one. */
export function isKanjiFigure(word: string): boolean {
  return DIGITS.has(word) || INNER.has(word) || OUTER.has(word)
}

/** What stands below the next of 万 億 兆, and what is closed already. */
interface Sum {
  total: number
  group: number
  /** Figures not yet multiplied. */
  pending: string | undefined
  inner: number
  outer: number
}

export function readKanjiNumber(tokens: Tokens, at: number): NumberReading[] {
  const sum: Sum = {
    total: 0,
    group: 0,
    pending: undefined,
    inner: Number.POSITIVE_INFINITY,
    outer: Number.POSITIVE_INFINITY,
  }
  const readings: NumberReading[] = []
  for (let place = at; place < tokens.words.length; place++) {
    const word = tokens.words[place] ?? ''
    const fraction = place > at && POINT.test(word) ? fractionAt(tokens, place + 1) : undefined
    if (fraction) {
      const text = `${numberReading(place, sumOf(sum)).text}.${fraction.text}`
      readings.push({ end: fraction.end, value: Number(text), text })
      break
    }
    if (!addTo(sum, word, figures(tokens, place))) break
    readings.push(numberReading(place + 1, sumOf(sum)))
  }
  return readings.reverse()
}

const sumOf = (sum: Sum) => sum.total + sum.group + Number(sum.pending ?? 0)

function addTo(sum: Sum, word: string, run: string | undefined): boolean {
  const digit = DIGITS.get(word)
  if (run !== undefined || digit !== undefined) {
    // A row of kanji figures is read by place, but 三十二 and 3 2 are not such rows.
    if (sum.pending !== undefined && (run !== undefined || sum.pending.length > 14)) return false
    if (sum.pending !== undefined && sum.group > 0) return false
    sum.pending = (sum.pending ?? '') + (run ?? String(digit))
    return true
  }
  const inner = INNER.get(word)
  if (inner !== undefined) return multiplyInner(sum, inner)
  const outer = OUTER.get(word)
  return outer !== undefined && multiplyOuter(sum, outer)
}

function multiplyInner(sum: Sum, inner: number): boolean {
  if (inner >= sum.inner) return false
  sum.group += Number(sum.pending ?? 1) * inner
  sum.pending = undefined
  sum.inner = inner
  return true
}

function multiplyOuter(sum: Sum, outer: number): boolean {
  const counted = sum.group + Number(sum.pending ?? 0)
  if (outer >= sum.outer || counted === 0) return false
  sum.total += counted * outer
  sum.group = 0
  sum.pending = undefined
  sum.inner = Number.POSITIVE_INFINITY
  sum.outer = outer
  return true
}

function fractionAt(tokens: Tokens, at: number): { end: number; text: string } | undefined {
  const run = figures(tokens, at)
  if (run !== undefined) return { end: at + 1, text: run }
  let text = ''
  let end = at
  for (let digit = DIGITS.get(tokens.words[end] ?? ''); digit !== undefined && text.length < 15; ) {
    text += digit
    digit = DIGITS.get(tokens.words[++end] ?? '')
  }
  return text ? { end, text } : undefined
}
