/** Lower-cased NFKC text that remembers where each of its units came from (spec/nlu.md §5.1). */
import { LIMITS } from '../limits.ts'

export interface NormalisedText {
  readonly text: string
  /** Offset in the original of the piece that a unit of `text` came from. */
  start(unit: number): number
  /** End in the original of the piece that a unit of `text` came from. */
  end(unit: number): number
}

export function normalise(original: string): NormalisedText {
  const input =
    original.length > LIMITS.utteranceUnits ? original.slice(0, LIMITS.utteranceUnits) : original
  // Only ASCII is sure to keep its length, unit by unit.
  if (isAscii(input)) return { text: input.toLowerCase(), start: identity, end: next }
  const starts: number[] = []
  const ends: number[] = []
  let text = ''
  for (const [from, to] of pieces(input)) {
    const piece = fold(input.slice(from, to))
    if (text.length + piece.length > LIMITS.normalisedUnits) break
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(from)
      ends.push(to)
    }
    text += piece
  }
  return {
    text,
    start: unit => starts[unit] ?? input.length,
    end: unit => ends[unit] ?? input.length,
  }
}

/** The text alone: what values, synonyms and literal words are compared by. */
export const normalisedText = (original: string): string => normalise(original).text

/** `Mañana` and `manana` alike: for comparisons of second choice. */
export function withoutMarks(text: string): string {
  return isAscii(text) ? text : text.normalize('NFD').replace(LATIN_MARKS, '$1').normalize('NFC')
}

export function isAscii(text: string): boolean {
  for (let unit = 0; unit < text.length; unit++) if (text.charCodeAt(unit) > 127) return false
  return true
}

const identity = (unit: number) => unit
const next = (unit: number) => unit + 1

const APOSTROPHES = /[\u2018\u2019\u02bc\u00b4\u0060\u2032\uff07]/g
// Marks on letters of other scripts (Japanese voicing marks, for one) tell words apart.
const LATIN_MARKS = /(\p{Script=Latin})\p{M}+/gu

function fold(piece: string): string {
  return piece.replace(APOSTROPHES, "'").normalize('NFKC').toLowerCase()
}

/** A code point with the marks that follow it, which NFKC may join into one letter. */
function* pieces(text: string): Generator<readonly [number, number]> {
  let from = 0
  while (from < text.length) {
    let to = from + codePointLength(text, from)
    while (to < text.length && isMark(text, to)) to += codePointLength(text, to)
    yield [from, to]
    from = to
  }
}

const codePointLength = (text: string, at: number) => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)

const MARK = /^\p{M}/u
const HALF_WIDTH_VOICING = /^[\uff9e\uff9f]/

function isMark(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 0x300) return false
  const point = text.slice(at, at + 2)
  return MARK.test(point) || HALF_WIDTH_VOICING.test(point)
}
