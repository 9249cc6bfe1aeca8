import type { Key } from '../store/store.ts'
import { LIMITS } from './limits.ts'

/** Which job comes when; the rows themselves stay in the store. */
export interface Agenda {
  /** Enters a job, or moves it. What an older revision says of it is ignored. */
  set(key: Key, place: Place): void
  delete(key: Key): void
  /** Takes out the job that has waited longest of those due at `now`. */
  take(now: number): Key | undefined
  /** When the next job is due, epoch ms. */
  nextAt(): number | undefined
}

export interface Place {
  /** Epoch ms. */
  readonly at: number
  /** Of the job's document. */
  readonly revision: number
}

/** A binary heap. A job that is moved leaves its old place behind, which is skipped when it comes up. */
export function createAgenda(): Agenda {
  const places = new Map<Key, Place>()
  let heap: Entry[] = []

  const isCurrent = ({ key, place }: Entry) => places.get(key) === place
  const top = () => {
    for (let entry = heap[0]; entry; entry = heap[0]) {
      if (isCurrent(entry)) return entry
      pop(heap)
    }
    return undefined
  }
  return {
    set(key, place) {
      const known = places.get(key)
      if (known && known.revision > place.revision) return
      places.set(key, place)
      push(heap, { key, place })
      if (heap.length < places.size * 2 + LIMITS.outdatedPlaces) return
      // A sorted array is a heap.
      heap = heap.filter(isCurrent).sort((a, b) => a.place.at - b.place.at)
    },
    delete(key) {
      places.delete(key)
    },
    take(now) {
      const entry = top()
      if (!entry || entry.place.at > now) return undefined
      pop(heap)
      places.delete(entry.key)
      return entry.key
    },
    nextAt: () => top()?.place.at,
  }
}

interface Entry {
  readonly key: Key
  readonly place: Place
}

// INVARIANT: no entry is later than the two at 2i + 1 and 2i + 2.
function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (heap[parent]!.place.at <= entry.place.at) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = entry
}

function pop(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let at = 0
  for (;;) {
    let child = at * 2 + 1
    if (child >= heap.length) break
    const other = heap[child + 1]
    if (other && other.place.at < heap[child]!.place.at) child++
    if (heap[child]!.place.at >= last.place.at) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
}
