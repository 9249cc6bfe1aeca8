/** What the slot tagger sees at each word (spec/nlu.md §5.7). */
import { LIMITS } from '../limits.ts'
import type { Reading } from '../reading.ts'
import { combine, SEED, step } from '../text/hash.ts'
import { wordShapes } from './shapes.ts'

/** Features of word i: `features[starts[i]]` … `features[starts[i + 1] - 1]`. */
export interface TagFeatures {
  readonly starts: Int32Array
  readonly features: Int32Array
}

export interface TagInput {
  readonly reading: Reading
  /** The slot that was asked for, or -1. */
  readonly asked: number
  /** Values that are kept from the tagger, so that it learns to do without lists. */
  readonly hidden?: (from: number, to: number) => boolean
  /** Capitals are kept from it, so that it learns to do without them. */
  readonly uncased?: boolean
}

export function tagFeatures({ reading, asked, hidden, uncased }: TagInput): TagFeatures {
  const { words } = reading
  const count = words.tokens.length
  const view: View = {
    words: padded(words.wordIds),
    shapes: padded(wordShapes(reading, uncased)),
    values: valueTags(reading, hidden),
    asked,
    out: [],
  }
  const starts = new Int32Array(count + 1)
  for (let at = 0; at < count; at++) {
    wordFeatures(view, at + PAD)
    view.out.push(combine(STEM, words.stemIds[at] ?? 0))
    shapeFeatures(view, at + PAD)
    spellingFeatures(view, words.tokens[at]?.plain ?? '')
    valueFeatures(view, at)
    placeFeatures(view, at, count)
    starts[at + 1] = view.out.length
  }
  return { starts, features: new Int32Array(view.out) }
}

interface View {
  /** Two strangers on either side, so that neighbours always exist. */
  readonly words: Int32Array
  readonly shapes: Int32Array
  readonly values: readonly (readonly number[])[]
  readonly asked: number
  readonly out: number[]
}

const PAD = 2

function padded(ids: Int32Array): Int32Array {
  const all = new Int32Array(ids.length + 2 * PAD)
  all.fill(OUTSIDE)
  all.set(ids, PAD)
  return all
}

const OUTSIDE = 0x5eed

// Each kind of feature is hashed with a number of its own.
const BIAS = 1
const FIRST_WORD_KIND = 2
const FIRST_SHAPE_KIND = 20
const PREFIX = 30
const SUFFIX = 31
const LENGTH = 32
const STEM = 33
const VALUE = 40
const VALUE_LEFT = 41
const VALUE_RIGHT = 42
const VALUE_BEFORE = 43
const VALUE_AFTER = 44
const VALUE_PAIR = 46
const NO_VALUE = 45
const PLACE = 50
const ASKED = 60

function wordFeatures({ words, out }: View, at: number): void {
  const own = words[at]!
  const left = words[at - 1]!
  const left2 = words[at - 2]!
  const right = words[at + 1]!
  const right2 = words[at + 2]!
  out.push(
    BIAS,
    combine(FIRST_WORD_KIND, own),
    combine(FIRST_WORD_KIND + 1, left),
    combine(FIRST_WORD_KIND + 2, left2),
    combine(FIRST_WORD_KIND + 3, right),
    combine(FIRST_WORD_KIND + 4, right2),
    combine(combine(FIRST_WORD_KIND + 7, left), own),
    combine(combine(FIRST_WORD_KIND + 8, own), right),
    combine(combine(FIRST_WORD_KIND + 9, left2), left),
    combine(combine(FIRST_WORD_KIND + 10, right), right2),
    combine(combine(combine(FIRST_WORD_KIND + 11, left2), left), own),
    combine(combine(combine(FIRST_WORD_KIND + 5, own), right), right2),
    combine(combine(FIRST_WORD_KIND + 6, left), right),
  )
}

function shapeFeatures({ words, shapes, out }: View, at: number): void {
  const own = shapes[at]!
  const left = shapes[at - 1]!
  const right = shapes[at + 1]!
  out.push(
    combine(FIRST_SHAPE_KIND, own),
    combine(FIRST_SHAPE_KIND + 1, left),
    combine(FIRST_SHAPE_KIND + 2, right),
    combine(combine(FIRST_SHAPE_KIND + 3, words[at - 1]!), own),
    combine(combine(FIRST_SHAPE_KIND + 4, own), words[at + 1]!),
    combine(combine(FIRST_SHAPE_KIND + 5, left), own),
    combine(combine(FIRST_SHAPE_KIND + 6, own), right),
  )
}

const LONGEST_AFFIX = 4
const LONGEST_LENGTH = 8

function spellingFeatures({ out }: View, word: string): void {
  out.push(combine(LENGTH, Math.min(word.length, LONGEST_LENGTH)))
  const longest = Math.min(LONGEST_AFFIX, word.length - 1)
  let prefix = SEED
  let suffix = SEED
  for (let length = 1; length <= longest; length++) {
    prefix = step(prefix, word.charCodeAt(length - 1))
    suffix = step(suffix, word.charCodeAt(word.length - length))
    out.push(combine(PREFIX, prefix), combine(SUFFIX, suffix))
  }
}

function valueFeatures({ values, words, out }: View, at: number): void {
  const here = values[at] ?? []
  const next = values[at + 1] ?? []
  if (here.length === 0) out.push(NO_VALUE)
  for (const tag of here) {
    out.push(
      combine(VALUE, tag),
      combine(combine(VALUE_LEFT, tag), words[at + PAD - 1]!),
      combine(combine(VALUE_RIGHT, tag), words[at + PAD + 1]!),
    )
  }
  if (here.length * next.length <= LIMITS.valuePairs)
    for (const tag of here)
      for (const other of next) out.push(combine(combine(VALUE_PAIR, tag), other))
  for (const tag of values[at - 1] ?? []) out.push(combine(VALUE_BEFORE, tag))
  for (const tag of next) out.push(combine(VALUE_AFTER, tag))
}

function placeFeatures({ out, asked, words }: View, at: number, count: number): void {
  if (at === 0) out.push(combine(PLACE, 1))
  if (at === count - 1) out.push(combine(PLACE, 2))
  if (asked < 0) return
  out.push(combine(ASKED, asked), combine(combine(ASKED, asked), words[at + PAD]!))
  if (count <= 3) out.push(combine(combine(ASKED, asked), -count))
}

/** Per word, the values that cover it: type, and whether it begins or ends there. */
function valueTags(reading: Reading, hidden: TagInput['hidden']): number[][] {
  const tags: number[][] = reading.words.tokens.map(() => [])
  for (const { type, from, to } of reading.hits) {
    if (hidden?.(from, to)) continue
    for (let at = from; at < to; at++) {
      const tag = type * 4 + (at > from ? 1 : 0) + (at < to - 1 ? 2 : 0)
      const here = tags[at]
      if (here && !here.includes(tag)) here.push(tag)
    }
  }
  return tags
}
