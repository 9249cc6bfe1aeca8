/** A map that holds so many entries and so much weight; those that were not used for longest go first. */
export interface WeighedMap<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V, weight: number): void
}

interface Bounds {
  readonly entries: number
  readonly weight: number
}

export const weighedMap = <K, V>(max: Bounds): WeighedMap<K, V> =>
  generations(max, () => new Map<K, Entry<V>>())

/** The same of what is known about objects that somebody else keeps: with an object goes its entry. */
export const weighedWeakMap = <K extends object, V>(max: Bounds): WeighedMap<K, V> =>
  generations(max, () => new WeakMap<K, Entry<V>>())

/** Two generations: what is used comes into the young one, and when that is half of what may be, the old one goes. */
function generations<K, V>(max: Bounds, empty: () => Entries<K, V>): WeighedMap<K, V> {
  let young = empty()
  let old = empty()
  let count = 0
  let weight = 0
  const put = (key: K, entry: Entry<V>) => {
    young.set(key, entry)
    count++
    weight += entry.weight
    if (count * 2 <= max.entries && weight * 2 <= max.weight) return
    old = young
    young = empty()
    count = 0
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

type Entries<K, V> = Pick<Map<K, Entry<V>>, 'get' | 'delete'> & {
  set(key: K, entry: Entry<V>): unknown
}
