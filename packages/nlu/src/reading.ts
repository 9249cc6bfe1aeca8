/** An utterance read against a bot: its words and every listed or built-in value in it. */
import { findListed, type Gazetteer } from './gazetteer/gazetteer.ts'
import { LIMITS } from './limits.ts'
import { customValue, patternValue, type SlotType } from './slot-type.ts'
import { type Words, wordsOf } from './text/words.ts'
import type { Locale, SlotValue } from './types.ts'

export interface Reading {
  readonly text: string
  readonly words: Words
  /** Values that a list, a pattern or a grammar vouches for, longest first at each word. */
  readonly hits: readonly Hit[]
  /** Numbers of the hits that begin at a word. */
  readonly hitsAt: readonly (readonly number[])[]
  /** Words that are part of a value. */
  readonly covered: ReadonlySet<number>
}

export interface Hit {
  readonly type: number
  /** Words, end exclusive. */
  readonly from: number
  readonly to: number
  /** UTF-16 offsets, end exclusive. */
  readonly start: number
  readonly end: number
  readonly value: SlotValue
  /** It shares its stems with a listed value, no more. */
  readonly inflected?: boolean
}

export interface ReadingContext {
  readonly locale: Locale
  readonly types: readonly SlotType[]
  readonly gazetteer: Gazetteer
}

export function read(context: ReadingContext, text: string, now: number): Reading {
  const words = wordsOf(text, context.locale)
  const hits: Hit[] = []
  listedHits(context, text, words, hits)
  for (const [type, slotType] of context.types.entries()) {
    if (slotType.builtin) builtinHits(slotType, type, { text, words, now, hits })
    if (slotType.pattern) patternHits(slotType, type, { text, words, now, hits })
  }
  if (hits.length > 1)
    hits.sort((first, second) => second.to - second.from - (first.to - first.from))
  const hitsAt: number[][] = words.tokens.map(() => [])
  const covered = new Set<number>()
  for (const [index, { from, to }] of hits.entries()) {
    hitsAt[from]?.push(index)
    for (let at = from; at < to; at++) covered.add(at)
  }
  return { text, words, hits, hitsAt, covered }
}

function listedHits(
  { types, gazetteer }: ReadingContext,
  text: string,
  words: Words,
  hits: Hit[],
): void {
  const found = new Map<number, { values: number[]; inflected: boolean }>()
  findListed(gazetteer, words, ({ type, value, from, to, inflected }) => {
    const key = (type * SPAN + from) * SPAN + to
    const known = found.get(key)
    if (!known) {
      if (found.size < LIMITS.hits) found.set(key, { values: [value], inflected })
    } else if (known.values.length < LIMITS.resolutions && !known.values.includes(value))
      known.values.push(value)
  })
  for (const [key, { values, inflected }] of found) {
    const to = key % SPAN
    const from = Math.floor(key / SPAN) % SPAN
    const type = Math.floor(key / SPAN / SPAN)
    const slotType = types[type]!
    const start = words.tokens[from]!.start
    const end = words.tokens[to - 1]!.end
    const resolutions = values.map(value => slotType.outline.values[value] ?? '')
    const value = customValue(slotType, text.slice(start, end), resolutions)
    if (value) hits.push({ type, from, to, start, end, value, inflected })
  }
}

// Tokens of an utterance and types of a bot stay below this.
const SPAN = 4096

interface Sources {
  readonly text: string
  readonly words: Words
  readonly now: number
  readonly hits: Hit[]
}

function builtinHits({ builtin }: SlotType, type: number, { text, words, now, hits }: Sources) {
  for (const { start, end, value, resolutions } of builtin?.find(text, now) ?? []) {
    if (hits.length >= LIMITS.hits) return
    const span = wordSpan(words, start, end)
    if (!span) continue
    const original = text.slice(start, end)
    hits.push({ type, ...span, start, end, value: { value, resolutions, original } })
  }
}

/** Patterns are tried on what stands between blanks, without punctuation at its edges. */
function patternHits({ pattern }: SlotType, type: number, { text, words, hits }: Sources): void {
  let chunks = 0
  for (const chunk of text.matchAll(/[^\s.,;:!?"()]\S{0,60}/gu)) {
    if (++chunks > LIMITS.patternChunks || hits.length >= LIMITS.hits || !pattern) return
    const original = chunk[0].replace(/[.,;:!?"()]+$/u, '')
    const value = patternValue(pattern, original)
    const span =
      value === undefined ? undefined : wordSpan(words, chunk.index, chunk.index + original.length)
    if (value === undefined || !span) continue
    const end = chunk.index + original.length
    hits.push({
      type,
      ...span,
      start: chunk.index,
      end,
      value: { value, resolutions: [value], original },
    })
  }
}

/** The words that a span of the text covers. */
export function wordSpan({ tokens }: Words, start: number, end: number) {
  let from = 0
  while (from < tokens.length && tokens[from]!.end <= start) from++
  let to = from
  while (to < tokens.length && tokens[to]!.start < end) to++
  return to > from ? { from, to } : undefined
}
