/** The best tag sequence: outside, begin or inside of a slot; inside only behind the same slot. */

const TAGS_PER_SLOT = 2

/** Tag 0 is outside; slot s begins with tag 1 + 2s and goes on with 2 + 2s. */
export const tagCount = (slots: number): number => 1 + slots * TAGS_PER_SLOT

export interface Decoder {
  /** `scores[word][tag]`; the tags are overwritten by the next call. */
  decode(scores: Float32Array, words: number, transitions: Float32Array): Decoded
}

export interface Decoded {
  readonly tags: Uint8Array
  readonly score: number
}

export function newDecoder(slots: number): Decoder {
  const tags = tagCount(slots)
  let from = new Uint8Array(tags * 64)
  let best = new Uint8Array(64)
  let now = new Float64Array(tags)
  let next = new Float64Array(tags)
  return {
    decode(scores, words, transitions) {
      if (from.length < tags * words) from = new Uint8Array(tags * words * 2)
      if (best.length < words) best = new Uint8Array(words * 2)
      for (let tag = 0; tag < tags; tag++) now[tag] = isInside(tag) ? -Infinity : scores[tag]!
      for (let at = 1; at < words; at++) {
        for (let tag = 0; tag < tags; tag++) {
          const source = isInside(tag)
            ? insideSource(now, transitions, tag, tags)
            : bestSource(now, transitions, tag, tags)
          from[at * tags + tag] = source
          next[tag] = now[source]! + transitions[source * tags + tag]! + scores[at * tags + tag]!
        }
        const held = now
        now = next
        next = held
      }
      let tag = 0
      for (let other = 1; other < tags; other++) if (now[other]! > now[tag]!) tag = other
      const score = now[tag]!
      for (let at = words - 1; at >= 0; at--) {
        best[at] = tag
        tag = from[at * tags + tag]!
      }
      return { tags: best, score }
    },
  }
}

export const beginTag = (slot: number): number => 1 + slot * TAGS_PER_SLOT
export const insideTag = (slot: number): number => 2 + slot * TAGS_PER_SLOT

/** The slot of a tag that is not outside. */
export const slotOfTag = (tag: number): number => (tag - 1) >> 1

export const isInside = (tag: number): boolean => tag > 0 && tag % TAGS_PER_SLOT === 0

/** The only inside tag that may follow a tag; 0 for none. */
export const insideAfter = (tag: number): number => tag + (tag % TAGS_PER_SLOT)

/** Inside follows its own slot alone. */
export const isAllowed = (from: number, to: number): boolean =>
  !isInside(to) || from === to || from === to - 1

function insideSource(now: Float64Array, transitions: Float32Array, tag: number, tags: number) {
  const begun = now[tag - 1]! + transitions[(tag - 1) * tags + tag]!
  return now[tag]! + transitions[tag * tags + tag]! > begun ? tag : tag - 1
}

function bestSource(now: Float64Array, transitions: Float32Array, tag: number, tags: number) {
  let best = 0
  let value = -Infinity
  for (let source = 0; source < tags; source++) {
    const candidate = now[source]! + transitions[source * tags + tag]!
    if (candidate > value) {
      value = candidate
      best = source
    }
  }
  return best
}
