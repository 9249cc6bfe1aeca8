/** Trains one tagger per intent that has slots in its utterances (spec/nlu.md §5.6, §5.7). */
import { LIMITS } from '../limits.ts'
import type { Outline } from '../outline.ts'
import {
  buildDictionary,
  countKeys,
  type Dictionary,
  idOf,
  newTable,
  placeFor,
} from '../table/table.ts'
import { combine } from '../text/hash.ts'
import type { TrainingText, WordSpan } from '../train/examples.ts'
import { beginTag, insideTag, tagCount } from './decode.ts'
import { type FieldWeights, trainField } from './random-field.ts'
import { type TagFeatures, tagFeatures } from './tag-features.ts'
import { type Tagger, taggerKey } from './tagger.ts'

/** One more than the views of a text, which take turns. */
const EPOCHS = 4

export function trainTagger(texts: readonly TrainingText[], outline: Outline): Tagger {
  const byIntent = Map.groupBy(texts, text => text.template.intent)
  const trained: TrainedIntent[] = []
  for (const [intent, { slots }] of outline.intents.entries()) {
    const own = byIntent.get(intent) ?? []
    if (own.some(({ spans }) => spans.length > 0)) trained.push(trainIntent(intent, slots, own))
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
  intent: number,
  slots: readonly number[],
  texts: readonly TrainingText[],
): TrainedIntent {
  const seen = texts.map(viewsOf)
  const tags = tagCount(slots.length)
  const kept = keptFeatures(seen.flat(), Math.floor(LIMITS.taggerCells / tags))
  const numbers = buildDictionary(kept)
  const tagged = texts.map((text, at) => ({
    views: seen[at]!.map(view => numbered(view, numbers)),
    tags: rightTags(text, slots),
  }))
  const weights = trainField(tagged, {
    slots: slots.length,
    features: kept.length,
    epochs: EPOCHS,
  })
  return { ...weights, intent, tags, features: new Int32Array(kept) }
}

/**
 * Half of the values, by text and value, are kept from the tagger's lists, then the other half, with and
 * without their capitals: a tagger that always sees lists trusts them blindly and fails on values that none
 * has, and one that always sees capitals fails on texts that are written without.
 */
function viewsOf({ spans, reading, copy, template }: TrainingText): TagFeatures[] {
  const isOdd = ({ from, to }: WordSpan) => {
    let seed = copy + 1
    for (const word of reading.words.wordIds) seed = combine(seed, word)
    return combine(combine(seed, from), to) % 2 !== 0
  }
  const view = (hidden: readonly WordSpan[], uncased: boolean) =>
    tagFeatures({
      reading,
      asked: template.answers,
      hidden: (from, to) => hidden.some(span => span.from < to && from < span.to),
      uncased,
    })
  const odd = spans.filter(isOdd)
  const even = spans.filter(span => !isOdd(span))
  const seen = view(even, false)
  // Without values there is nothing to hide from either.
  return [seen, view(odd, true), spans.length === 0 ? seen : view(odd, false)]
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

/** When there are too many, those seen least are left out. */
function keptFeatures(seen: readonly TagFeatures[], most: number): readonly number[] {
  const { keys, counts } = countKeys(seen.map(({ features }) => features))
  let kept = keys
  for (let least = 2; kept.length > most; least++) {
    kept = keys.filter((_, at) => counts[at]! >= least)
  }
  return kept
}

function numbered({ starts, features }: TagFeatures, numbers: Dictionary): TagFeatures {
  const kept = new Int32Array(features.length)
  const keptStarts = new Int32Array(starts.length)
  let count = 0
  for (let word = 0; word < starts.length - 1; word++) {
    for (let at = starts[word]!; at < starts[word + 1]!; at++) {
      const number = idOf(numbers, features[at]!)
      if (number >= 0) kept[count++] = number
    }
    keptStarts[word + 1] = count
  }
  return { starts: keptStarts, features: kept.slice(0, count) }
}

/** Keeps the weights that are not zero. */
function sparse(trained: readonly TrainedIntent[], intents: number): Tagger {
  const rows = trained.reduce((sum, { features }) => sum + features.length, 0)
  const keys = newTable(rows)
  const starts = new Int32Array(keys.length)
  const ends = new Int32Array(keys.length)
  const tags: number[] = []
  const weights: number[] = []
  const transitions: number[] = []
  const transitionStarts = new Int32Array(intents + 1)
  for (const one of trained) {
    transitions.push(...one.transitions)
    transitionStarts[one.intent + 1] = one.transitions.length
    for (let feature = 0; feature < one.features.length; feature++) {
      const begin = tags.length
      for (let tag = 0; tag < one.tags; tag++) {
        const weight = one.emissions[feature * one.tags + tag]!
        if (Math.abs(weight) < LEAST_WEIGHT) continue
        tags.push(tag)
        weights.push(weight)
      }
      if (tags.length === begin) continue
      const place = placeFor(keys, taggerKey(one.intent, one.features[feature]!))
      starts[place] = begin
      ends[place] = tags.length
    }
  }
  for (let intent = 0; intent < intents; intent++)
    transitionStarts[intent + 1]! += transitionStarts[intent]!
  return {
    keys,
    starts,
    ends,
    tags: new Uint8Array(tags),
    weights: new Float32Array(weights),
    transitionStarts,
    transitions: new Float32Array(transitions),
  }
}

const LEAST_WEIGHT = 1e-3
