/** What the slot tagger sees at each word (spec/nlu.md §5.7). */
import { LIMITS } from '../limits.ts'
import type { Reading } from '../reading.ts'
import { enlarged } from '../table/table.ts'
import { combine, SEED, step } from '../text/hash.ts'
import type { Locale } from '../types.ts'
import { wordShapes } from './shapes.ts'
import { placeTags, type SpanTags, valueTags } from './span-tags.ts'

/** Features of word i: `features[starts[i]]` … `features[starts[i + 1] - 1]`. */
export interface TagFeatures {
  readonly starts: Int32Array
  readonly features: Int32Array
}

export interface TagInput {
  readonly locale: Locale
  readonly reading: Reading
  /** The slot that was asked for, or -1. */
  readonly asked: number
  /** Values that are kept from the tagger, so that it learns to do without lists. */
  readonly hidden?: (from: number, to: number) => boolean
  /** Capitals are kept from it, so that it learns to do without them. */
  readonly uncased?: boolean
}

type PlainInput = Pick<TagInput, 'locale' | 'reading' | 'asked'>
type ShownInput = Pick<TagInput, 'reading' | 'hidden' | 'uncased'>

/** What the tagger sees, in a buffer that the next call overwrites. */
export function tagFeatures(input: TagInput): TagFeatures {
  const plain = plainView(input)
  const shown = shownView(input)
  return collect(input.reading, at => {
    addPlain(plain, at)
    addShown(shown, at)
  })
}

/** The features of a text that no view of it hides. */
export function plainFeatures(input: PlainInput): TagFeatures {
  const view = plainView(input)
  const { starts, features } = collect(input.reading, at => addPlain(view, at))
  return { starts, features: features.slice() }
}

/** Those that depend on the view, values and how words are written, in a buffer likewise. */
export function shownFeatures(input: ShownInput): TagFeatures {
  const view = shownView(input)
  return collect(input.reading, at => addShown(view, at))
}

/** Both kinds, word by word as `tagFeatures` has them. */
export function joined(plain: TagFeatures, shown: TagFeatures): TagFeatures {
  const features = new Int32Array(plain.features.length + shown.features.length)
  const starts = plain.starts.map((start, word) => start + shown.starts[word]!)
  for (let word = 0; word < starts.length - 1; word++) {
    let at = starts[word]!
    for (const { starts: from, features: of } of [plain, shown])
      for (let next = from[word]!; next < from[word + 1]!; next++) features[at++] = of[next]!
  }
  return { starts, features }
}

function collect({ words }: Reading, addWord: (at: number) => void): TagFeatures {
  const count = words.tokens.length
  const starts = new Int32Array(count + 1)
  found = 0
  for (let at = 0; at < count; at++) {
    addWord(at)
    starts[at + 1] = found
  }
  return { starts, features: buffer.subarray(0, found) }
}

/** What has been found in the text at hand: one buffer serves all texts. */
let buffer = new Int32Array(4096)
let found = 0

function add(feature: number): void {
  if (found === buffer.length) buffer = enlarged(buffer)
  buffer[found++] = feature
}

interface PlainView {
  readonly reading: Reading
  /** Two strangers on either side, so that neighbours always exist. */
  readonly words: Int32Array
  readonly places: SpanTags
  readonly asked: number
}

const plainView = ({ locale, reading, asked }: PlainInput): PlainView => ({
  reading,
  words: padded(reading.words.wordIds),
  places: placeTags(locale, reading),
  asked,
})

function addPlain(view: PlainView, at: number): void {
  const { words } = view.reading
  wordFeatures(view, at + PAD)
  add(combine(STEM, words.stemIds[at] ?? 0))
  spellingFeatures(words.tokens[at]?.plain ?? '')
  positionFeatures(view, at, words.tokens.length)
  placeFeatures(view, at)
}

interface ShownView {
  readonly words: Int32Array
  readonly shapes: Int32Array
  readonly values: SpanTags
}

const shownView = ({ reading, hidden, uncased }: ShownInput): ShownView => ({
  words: padded(reading.words.wordIds),
  shapes: padded(wordShapes(reading, uncased)),
  values: valueTags(reading, hidden),
})

function addShown(view: ShownView, at: number): void {
  shapeFeatures(view, at + PAD)
  valueFeatures(view, at)
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
const POSITION = 50
const ASKED = 60
const PLACE = 80
const PLACE_BEFORE = 81
const PLACE_AFTER = 82
const PLACE_LEFT = 83

function wordFeatures({ words }: PlainView, at: number): void {
  const own = words[at]!
  const left = words[at - 1]!
  const left2 = words[at - 2]!
  const right = words[at + 1]!
  const right2 = words[at + 2]!
  add(BIAS)
  add(combine(FIRST_WORD_KIND, own))
  add(combine(FIRST_WORD_KIND + 1, left))
  add(combine(FIRST_WORD_KIND + 2, left2))
  add(combine(FIRST_WORD_KIND + 3, right))
  add(combine(FIRST_WORD_KIND + 4, right2))
  add(combine(combine(FIRST_WORD_KIND + 7, left), own))
  add(combine(combine(FIRST_WORD_KIND + 8, own), right))
  add(combine(combine(FIRST_WORD_KIND + 9, left2), left))
  add(combine(combine(FIRST_WORD_KIND + 10, right), right2))
  add(combine(combine(combine(FIRST_WORD_KIND + 11, left2), left), own))
  add(combine(combine(combine(FIRST_WORD_KIND + 5, own), right), right2))
  add(combine(combine(FIRST_WORD_KIND + 6, left), right))
}

function shapeFeatures({ words, shapes }: ShownView, at: number): void {
  const own = shapes[at]!
  const left = shapes[at - 1]!
  const right = shapes[at + 1]!
  add(combine(FIRST_SHAPE_KIND, own))
  add(combine(FIRST_SHAPE_KIND + 1, left))
  add(combine(FIRST_SHAPE_KIND + 2, right))
  add(combine(combine(FIRST_SHAPE_KIND + 3, words[at - 1]!), own))
  add(combine(combine(FIRST_SHAPE_KIND + 4, own), words[at + 1]!))
  add(combine(combine(FIRST_SHAPE_KIND + 5, left), own))
  add(combine(combine(FIRST_SHAPE_KIND + 6, own), right))
}

const LONGEST_AFFIX = 4
const LONGEST_LENGTH = 8

function spellingFeatures(word: string): void {
  add(combine(LENGTH, Math.min(word.length, LONGEST_LENGTH)))
  const longest = Math.min(LONGEST_AFFIX, word.length - 1)
  let prefix = SEED
  let suffix = SEED
  for (let length = 1; length <= longest; length++) {
    prefix = step(prefix, word.charCodeAt(length - 1))
    suffix = step(suffix, word.charCodeAt(word.length - length))
    add(combine(PREFIX, prefix))
    add(combine(SUFFIX, suffix))
  }
}

function valueFeatures({ values, words }: ShownView, at: number): void {
  const here = values[at] ?? []
  const next = values[at + 1] ?? []
  if (here.length === 0) add(NO_VALUE)
  for (const tag of here) {
    add(combine(VALUE, tag))
    add(combine(combine(VALUE_LEFT, tag), words[at + PAD - 1]!))
    add(combine(combine(VALUE_RIGHT, tag), words[at + PAD + 1]!))
  }
  if (here.length * next.length <= LIMITS.valuePairs)
    for (const tag of here) for (const other of next) add(combine(combine(VALUE_PAIR, tag), other))
  for (const tag of values[at - 1] ?? []) add(combine(VALUE_BEFORE, tag))
  for (const tag of next) add(combine(VALUE_AFTER, tag))
}

function positionFeatures({ asked, words }: PlainView, at: number, count: number): void {
  if (at === 0) add(combine(POSITION, 1))
  if (at === count - 1) add(combine(POSITION, 2))
  if (asked < 0) return
  add(combine(ASKED, asked))
  add(combine(combine(ASKED, asked), words[at + PAD]!))
  if (count <= 3) add(combine(combine(ASKED, asked), -count))
}

/** One kind of place is told from another by what everyone knows: `Sri Lanka` is no city. */
function placeFeatures({ places, words }: PlainView, at: number): void {
  for (const tag of places[at] ?? []) {
    add(combine(PLACE, tag))
    add(combine(combine(PLACE_LEFT, tag), words[at + PAD - 1]!))
  }
  for (const tag of places[at - 1] ?? []) add(combine(PLACE_BEFORE, tag))
  for (const tag of places[at + 1] ?? []) add(combine(PLACE_AFTER, tag))
}
