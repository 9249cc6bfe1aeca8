/** A map that holds at most `max` entries: the least recently used one goes first. */
export interface BoundedMap<K, V> {
  /** The value, which is now the most recently used. */
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
}

export function boundedMap<K, V>(max: number): BoundedMap<K, V> {
  const entries = new Map<K, V>()
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
      if (entries.size <= max) return
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    },
    delete(key) {
      entries.delete(key)
    },
  }
}
