/** Open-addressing tables of 32-bit keys in typed arrays: they are stored and loaded as they are. */

/** Key 0 marks an empty place; a key's place is also the place of its payload in parallel arrays. */
export type KeyTable = Int32Array

export function newTable(capacity: number): KeyTable {
  let size = 8
  while (size < capacity * 2) size *= 2
  return new Int32Array(size)
}

/** The place of a key, or -1. */
export function placeOf(table: KeyTable, key: number): number {
  const mask = table.length - 1
  for (let place = key & mask; ; place = (place + 1) & mask) {
    const held = table[place]
    if (held === key) return place
    // `undefined` only in an empty table.
    if (!held) return -1
  }
}

/** The place of a key, which is put there if it is new. The table must have room. */
export function placeFor(table: KeyTable, key: number): number {
  const mask = table.length - 1
  for (let place = key & mask; ; place = (place + 1) & mask) {
    const held = table[place]
    if (held === key) return place
    if (held === 0) {
      table[place] = key
      return place
    }
  }
}

export interface Dictionary {
  readonly keys: KeyTable
  /** Id of the key at the same place. */
  readonly ids: Int32Array
}

/** Numbers distinct keys in the order in which they are given. */
export function buildDictionary(keys: ArrayLike<number>): Dictionary {
  const table = newTable(keys.length)
  const ids = new Int32Array(table.length)
  for (let id = 0; id < keys.length; id++) ids[placeFor(table, keys[id] ?? 1)] = id
  return { keys: table, ids }
}

export function idOf({ keys, ids }: Dictionary, key: number): number {
  const place = placeOf(keys, key)
  return place < 0 ? -1 : (ids[place] ?? -1)
}

export interface CountedKeys {
  /** Each once, in the order in which they were first seen. */
  readonly keys: readonly number[]
  readonly counts: readonly number[]
}

/** Counts keys in a table that grows with them: a `Map` takes three times as long. */
export function countKeys(lists: Iterable<Int32Array>): CountedKeys {
  const keys: number[] = []
  const counts: number[] = []
  let table = newTable(0)
  /** Of the key at the same place, counted from 1; 0 for one that is new. */
  let numbers = new Int32Array(table.length)
  const grow = () => {
    table = newTable(keys.length * 2)
    numbers = new Int32Array(table.length)
    for (const [at, key] of keys.entries()) numbers[placeFor(table, key)] = at + 1
  }
  for (const list of lists) {
    for (let at = 0; at < list.length; at++) {
      const key = list[at]!
      const place = placeFor(table, key)
      const number = numbers[place]!
      if (number > 0) {
        counts[number - 1]!++
        continue
      }
      keys.push(key)
      counts.push(1)
      numbers[place] = keys.length
      if (keys.length * 2 > table.length) grow()
    }
  }
  return { keys, counts }
}
