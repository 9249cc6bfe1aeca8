/** A map that holds at most `max` entries: the least recently used one goes first. */
export interface BoundedMap<K, V> {
  /** The value, which is now the most recently used. */
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
  values(): IterableIterator<V>
}

export function boundedMap<K, V>(max: number): BoundedMap<K, V> {
  const entries = new Map<K, V>()
  // INVARIANT: one iterator for good, since it goes on where it stopped: a new one would walk over every
  // place that a removed entry has left, thousands of them for each entry.
  let order = entries.keys()
  const removeOldest = () => {
    let oldest = order.next()
    if (oldest.done) {
      order = entries.keys()
      oldest = order.next()
    }
    if (!oldest.done) entries.delete(oldest.value)
  }
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      // INVARIANT: the map's order is the order of use; in a small map nobody needs it yet.
      if (entries.size * 2 > max) {
        entries.delete(key)
        entries.set(key, value)
      }
      return value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size > max) removeOldest()
    },
    delete(key) {
      entries.delete(key)
    },
    values: () => entries.values(),
  }
}
