/** Spans of a text as the tagger sees them: what covers each word, and whether it begins or ends there. */
import { placesIn } from '../builtin/builtin.ts'
import { type Reading, wordSpan } from '../reading.ts'
import type { Locale } from '../types.ts'

/** Tags of each word. */
export type SpanTags = readonly (readonly number[])[]

export function placeTags(locale: Locale, { text, words }: Reading): SpanTags {
  const tags: number[][] = words.tokens.map(() => [])
  for (const { kind, start, end } of placesIn(locale, text)) {
    const span = wordSpan(words, start, end)
    if (span) mark(tags, kind, span.from, span.to)
  }
  return tags
}

/** Of the values by their types, without those that are hidden. */
export function valueTags(
  { words, hits }: Reading,
  hidden?: (from: number, to: number) => boolean,
): SpanTags {
  const tags: number[][] = words.tokens.map(() => [])
  for (const { type, from, to } of hits) if (!hidden?.(from, to)) mark(tags, type, from, to)
  return tags
}

function mark(tags: readonly number[][], kind: number, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const tag = kind * 4 + (at > from ? 1 : 0) + (at < to - 1 ? 2 : 0)
    const here = tags[at]
    if (here && !here.includes(tag)) here.push(tag)
  }
}
