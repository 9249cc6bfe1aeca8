/** Trains one tagger per intent that has slots in its utterances (spec/nlu.md §5.6, §5.7). */
import { LIMITS } from '../limits.ts'
import type { Outline } from '../outline.ts'
import { type Numbering, newNumbering, newTable, numberFor, placeFor } from '../table/table.ts'
import { combine } from '../text/hash.ts'
import type { TrainingText, WordSpan } from '../train/examples.ts'
import type { Locale } from '../types.ts'
import { beginTag, insideTag, tagCount } from './decode.ts'
import { type FieldWeights, trainField } from './random-field.ts'
import { joined, plainFeatures, shownFeatures, type TagFeatures } from './tag-features.ts'
import { type Tagger, taggerKey } from './tagger.ts'

/** One more than the views of a text, which take turns. */
const EPOCHS = 4

export function trainTagger(texts: readonly TrainingText[], outline: Outline): Tagger {
  const byIntent = Map.groupBy(texts, text => text.template.intent)
  const trained: TrainedIntent[] = []
  for (const intent of outline.intents.keys()) {
    const own = byIntent.get(intent) ?? []
    if (own.some(({ spans }) => spans.length > 0)) trained.push(trainIntent(outline, intent, own))
  }
  return sparse(trained, outline.intents.length)
}

interface TrainedIntent extends FieldWeights {
  readonly intent: number
  readonly tags: number
  /** Hash of each feature. */
  readonly features: Int32Array
}

function trainIntent(
  { locale, intents }: Outline,
  intent: number,
  texts: readonly TrainingText[],
): TrainedIntent {
  const { slots } = intents[intent]!
  const known = newNumbering()
  const views = texts.map(text => viewsOf(text, locale, known))
  const tags = tagCount(slots.length)
  const features = keptFeatures(views.flat(), known, Math.floor(LIMITS.taggerCells / tags))
  const tagged = texts.map((text, at) => ({ views: views[at]!, tags: rightTags(text, slots) }))
  const weights = trainField(tagged, {
    slots: slots.length,
    features: features.length,
    epochs: EPOCHS,
  })
  return { ...weights, intent, tags, features }
}

/**
 * Half of the values, by text and value, are kept from the tagger's lists, then the other half, with and
 * without their capitals: a tagger that always sees lists trusts them blindly and fails on values that none
 * has, and one that always sees capitals fails on texts that are written without.
 */
function viewsOf(
  { spans, reading, copy, template }: TrainingText,
  locale: Locale,
  known: Numbering,
): TagFeatures[] {
  let seed = copy + 1
  for (const word of reading.words.wordIds) seed = combine(seed, word)
  const isOdd = ({ from, to }: WordSpan) => combine(combine(seed, from), to) % 2 !== 0
  const plain = numbered(plainFeatures({ locale, reading, asked: template.answers }), known)
  const view = (spansHidden: readonly WordSpan[], uncased: boolean) => {
    const hidden = (from: number, to: number) =>
      spansHidden.some(span => span.from < to && from < span.to)
    return joined(plain, numbered(shownFeatures({ reading, hidden, uncased }), known))
  }
  const odd = spans.filter(isOdd)
  const even = spans.filter(span => !isOdd(span))
  const seen = view(even, false)
  // Without values there is nothing to hide from either.
  return [seen, view(odd, true), spans.length === 0 ? seen : view(odd, false)]
}

/** The same with the numbers of the features in their place. */
function numbered(seen: TagFeatures, known: Numbering): TagFeatures {
  const { features } = seen
  for (let at = 0; at < features.length; at++) features[at] = numberFor(known, features[at]!)
  return seen
}

function rightTags({ reading, spans }: TrainingText, slots: readonly number[]): Uint8Array {
  const tags = new Uint8Array(reading.words.tokens.length)
  for (const { slot, from, to } of spans) {
    const place = slots.indexOf(slot)
    if (place < 0) continue
    tags.fill(insideTag(place), from, to)
    tags[from] = beginTag(place)
  }
  return tags
}

/** When there are too many, those seen least are left out and the others numbered anew. */
function keptFeatures(views: readonly TagFeatures[], known: Numbering, most: number): Int32Array {
  const keys = known.keys.slice(0, known.count)
  if (keys.length <= most) return keys
  const counts = new Int32Array(keys.length)
  for (const { features } of views) for (const number of features) counts[number]!++
  let least = 2
  while (counts.reduce((sum, count) => sum + (count >= least ? 1 : 0), 0) > most) least++
  const kept = keys.filter((_, number) => counts[number]! >= least)
  let next = 0
  const renumbered = counts.map(count => (count >= least ? next++ : -1))
  for (const view of new Set(views)) renumber(view, renumbered)
  return kept
}

function renumber({ starts, features }: TagFeatures, renumbered: Int32Array): void {
  let count = 0
  for (let word = 0, at = 0; word < starts.length - 1; word++) {
    for (; at < starts[word + 1]!; at++) {
      const number = renumbered[features[at]!]!
      if (number >= 0) features[count++] = number
    }
    starts[word + 1] = count
  }
}

/** Keeps the weights that are not zero. */
function sparse(trained: readonly TrainedIntent[], intents: number): Tagger {
  const rows = trained.reduce((sum, { features }) => sum + features.length, 0)
  const keys = newTable(rows)
  const starts = new Int32Array(keys.length)
  const ends = new Int32Array(keys.length)
  const cells = trained.reduce((sum, { emissions }) => sum + kept(emissions), 0)
  const tags = new Uint8Array(cells)
  const weights = new Float32Array(cells)
  const transitionStarts = new Int32Array(intents + 1)
  let count = 0
  for (const one of trained) {
    transitionStarts[one.intent + 1] = one.transitions.length
    for (let feature = 0; feature < one.features.length; feature++) {
      const begin = count
      for (let tag = 0; tag < one.tags; tag++) {
        const weight = one.emissions[feature * one.tags + tag]!
        if (Math.abs(weight) < LEAST_WEIGHT) continue
        tags[count] = tag
        weights[count++] = weight
      }
      if (count === begin) continue
      const place = placeFor(keys, taggerKey(one.intent, one.features[feature]!))
      starts[place] = begin
      ends[place] = count
    }
  }
  for (let intent = 0; intent < intents; intent++)
    transitionStarts[intent + 1]! += transitionStarts[intent]!
  const transitions = Float32Array.from(trained.flatMap(one => [...one.transitions]))
  return { keys, starts, ends, tags, weights, transitionStarts, transitions }
}

function kept(weights: Float32Array): number {
  let count = 0
  for (let at = 0; at < weights.length; at++) if (Math.abs(weights[at]!) >= LEAST_WEIGHT) count++
  return count
}

const LEAST_WEIGHT = 1e-3
