/** The trained slot taggers of all intents in one sparse table (spec/nlu.md §5.7). */
import { LIMITS } from '../limits.ts'
import { type KeyTable, placeOf } from '../table/table.ts'
import { combine } from '../text/hash.ts'
import { beginTag, type Decoder, insideTag, newDecoder, slotOfTag, tagCount } from './decode.ts'
import type { TagFeatures } from './tag-features.ts'

export interface Tagger {
  /** Features, hashed with their intent; the payload is where their weights begin. */
  readonly keys: KeyTable
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly tags: Uint8Array
  readonly weights: Float32Array
  /** Intent i: transitions from `transitionStarts[i]`, none if the next begins there too. */
  readonly transitionStarts: Int32Array
  readonly transitions: Float32Array
}

export type Tag = (intent: number, slots: number, features: TagFeatures) => Uint8Array | undefined

/** Tags the words of a text for an intent; undefined when the intent has no tagger. */
export function newTagging(tagger: Tagger): Tag {
  const decoders = new Map<number, Decoder>()
  let scores = new Float32Array(0)
  return (intent, slots, features) => {
    const from = tagger.transitionStarts[intent] ?? 0
    const to = tagger.transitionStarts[intent + 1] ?? 0
    const words = features.starts.length - 1
    if (to === from || words === 0) return undefined
    let decoder = decoders.get(slots)
    if (!decoder) decoders.set(slots, (decoder = newDecoder(slots)))
    const size = words * tagCount(slots)
    if (scores.length < size) scores = new Float32Array(size * 2)
    scores.fill(0, 0, size)
    addEmissions(tagger, intent, features, { scores, tags: tagCount(slots) })
    const transitions = tagger.transitions.subarray(from, to)
    return tagsWithoutRepeats({ decoder, scores, words, transitions, tags: tagCount(slots) })
  }
}

export const taggerKey = (intent: number, feature: number): number => combine(intent + 1, feature)

function addEmissions(
  { keys, starts, ends, tags: tagOf, weights }: Tagger,
  intent: number,
  { starts: wordStarts, features }: TagFeatures,
  { scores, tags }: { scores: Float32Array; tags: number },
): void {
  for (let word = 0; word < wordStarts.length - 1; word++) {
    const row = word * tags
    for (let of = wordStarts[word]!; of < wordStarts[word + 1]!; of++) {
      const place = placeOf(keys, taggerKey(intent, features[of]!))
      if (place < 0) continue
      for (let at = starts[place]!; at < ends[place]!; at++)
        scores[row + tagOf[at]!]! += weights[at]!
    }
  }
}

interface Decoding {
  readonly decoder: Decoder
  readonly scores: Float32Array
  readonly words: number
  readonly transitions: Float32Array
  readonly tags: number
}

/** An utterance names a slot once: of several places, the one that leaves the best tags keeps it. */
function tagsWithoutRepeats({ decoder, scores, words, transitions, tags }: Decoding): Uint8Array {
  let found = decoder.decode(scores, words, transitions).tags
  for (let round = 0; round < LIMITS.slotRepeats; round++) {
    const places = repeatedSlot(found, words)
    if (!places) break
    let best = -Infinity
    let losers: readonly Place[] = []
    for (const kept of places.slice(0, LIMITS.slotPlaces)) {
      const others = places.filter(place => place !== kept)
      const barred = scores.slice(0, words * tags)
      for (const place of others) bar(barred, tags, place)
      const { score } = decoder.decode(barred, words, transitions)
      if (score <= best) continue
      best = score
      losers = others
    }
    for (const place of losers) bar(scores, tags, place)
    found = decoder.decode(scores, words, transitions).tags
  }
  return found
}

interface Place {
  readonly slot: number
  readonly from: number
  readonly to: number
}

/** The places of the first slot that has more than one. */
function repeatedSlot(found: Uint8Array, words: number): Place[] | undefined {
  const bySlot = new Map<number, Place[]>()
  for (let from = 0; from < words; from++) {
    const slot = slotOfTag(found[from]!)
    if (found[from] !== beginTag(slot)) continue
    let to = from + 1
    while (to < words && found[to] === insideTag(slot)) to++
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), { slot, from, to }])
  }
  return [...bySlot.values()].find(places => places.length > 1)
}

function bar(scores: Float32Array, tags: number, { slot, from, to }: Place): void {
  for (let word = from; word < to; word++) {
    scores[word * tags + beginTag(slot)] = -Infinity
    scores[word * tags + insideTag(slot)] = -Infinity
  }
}
