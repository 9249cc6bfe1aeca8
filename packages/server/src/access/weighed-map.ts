/** A map that holds so many entries and so much weight; those that were not used for longest go first. */
export interface WeighedMap<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V, weight: number): void
}

/** Two generations: what is used comes into the young one, and when that is half of what may be, the old one goes. */
export function weighedMap<K, V>(max: {
  readonly entries: number
  readonly weight: number
}): WeighedMap<K, V> {
  let young = new Map<K, Entry<V>>()
  let old = new Map<K, Entry<V>>()
  let weight = 0
  const put = (key: K, entry: Entry<V>) => {
    young.set(key, entry)
    weight += entry.weight
    if (young.size * 2 <= max.entries && weight * 2 <= max.weight) return
    old = young
    young = new Map()
    weight = 0
  }
  return {
    get(key) {
      const used = young.get(key)
      if (used) return used.value
      const found = old.get(key)
      if (!found) return undefined
      old.delete(key)
      put(key, found)
      return found.value
    },
    set(key, value, ownWeight) {
      old.delete(key)
      put(key, { value, weight: ownWeight })
    },
  }
}

interface Entry<V> {
  readonly value: V
  readonly weight: number
}
