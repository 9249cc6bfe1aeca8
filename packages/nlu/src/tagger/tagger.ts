/** The trained slot taggers of all intents in one sparse table (spec/nlu.md §5.7). */
import { type KeyTable, placeOf } from '../table/table.ts'
import { combine } from '../text/hash.ts'
import { type Decoder, newDecoder, tagCount } from './decode.ts'
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
    return decoder.decode(scores, words, tagger.transitions.subarray(from, to))
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
