import { LIMITS } from './limits.ts'
import { compareKeys, successor } from './order.ts'
import type { Key } from './store.ts'

/** A set of keys in byte order. */
export interface SortedKeys {
  add(key: Key): void
  delete(key: Key): void
  /** The first of `from <= key < to`. */
  first(from: Key, to: Key): Key | undefined
  /** The last of `from <= key < to`. */
  last(from: Key, to: Key): Key | undefined
  /** All of `from <= key < to`; the set must stand still meanwhile. */
  walk(from: Key, to: Key, reverse: boolean): Iterable<Key>
}

/** Sorted chunks of bounded size: adding moves the keys of one chunk, not all. */
export function sortedKeys(): SortedKeys {
  // INVARIANT: no chunk is empty, and every key of a chunk precedes those of the next.
  const chunks: Key[][] = []

  /** The last chunk whose first key is not after `key`; 0 when there is none. */
  const chunkFor = (key: Key) =>
    Math.max(0, lowerBound(chunks.length, at => compareKeys(chunks[at]![0]!, key) <= 0) - 1)
  const placeIn = (chunk: readonly Key[], key: Key) =>
    lowerBound(chunk.length, at => compareKeys(chunk[at]!, key) < 0)

  const first = (from: Key, to: Key) => {
    const at = chunkFor(from)
    const chunk = chunks[at]
    if (!chunk) return undefined
    const found = chunk[placeIn(chunk, from)] ?? chunks[at + 1]?.[0]
    return found !== undefined && compareKeys(found, to) < 0 ? found : undefined
  }
  const last = (from: Key, to: Key) => {
    const at = chunkFor(to)
    const chunk = chunks[at]
    if (!chunk) return undefined
    const found = chunk[placeIn(chunk, to) - 1] ?? chunks[at - 1]?.at(-1)
    return found !== undefined && compareKeys(found, from) >= 0 ? found : undefined
  }

  return {
    first,
    last,
    *walk(from, to, reverse) {
      let key = reverse ? last(from, to) : first(from, to)
      while (key !== undefined) {
        yield key
        key = reverse ? last(from, key) : first(successor(key), to)
      }
    },
    add(key) {
      const at = chunkFor(key)
      const chunk = chunks[at]
      if (!chunk) {
        chunks.push([key])
        return
      }
      const place = placeIn(chunk, key)
      if (chunk[place] === key) return
      chunk.splice(place, 0, key)
      if (chunk.length > LIMITS.keysPerChunk) {
        chunks.splice(at + 1, 0, chunk.splice(LIMITS.keysPerChunk >> 1))
      }
    },
    delete(key) {
      const at = chunkFor(key)
      const chunk = chunks[at]
      if (!chunk) return
      const place = placeIn(chunk, key)
      if (chunk[place] !== key) return
      chunk.splice(place, 1)
      if (chunk.length === 0) chunks.splice(at, 1)
    },
  }
}

/** The smallest index at which `before` no longer holds. */
function lowerBound(length: number, before: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (before(middle)) low = middle + 1
    else high = middle
  }
  return low
}
