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

/** Distinct keys in the order in which they come. */
export interface Numbering {
  /** Those up to `count`. */
  keys: Int32Array
  count: number
  table: KeyTable
  /** Number of the key at the same place. */
  numbers: Int32Array
}

export function newNumbering(): Numbering {
  const table = newTable(512)
  return { keys: new Int32Array(table.length / 2), count: 0, table, numbers: table.slice() }
}

/** The number of a key, the next one if it is new; a `Map` takes three times as long. */
export function numberFor(numbering: Numbering, key: number): number {
  const { table, numbers } = numbering
  const mask = table.length - 1
  let place = key & mask
  while (table[place] !== key) {
    if (table[place] === 0) {
      const number = numbering.count++
      table[place] = key
      numbers[place] = number
      numbering.keys[number] = key
      if (numbering.count === numbering.keys.length) grow(numbering)
      return number
    }
    place = (place + 1) & mask
  }
  return numbers[place]!
}

function grow(numbering: Numbering): void {
  numbering.keys = enlarged(numbering.keys)
  numbering.table = newTable(numbering.keys.length)
  numbering.numbers = new Int32Array(numbering.table.length)
  for (let number = 0; number < numbering.count; number++)
    numbering.numbers[placeFor(numbering.table, numbering.keys[number]!)] = number
}

/** The same entries with as much room again behind them. */
export function enlarged<T extends Int32Array | Uint8Array>(entries: T): T
export function enlarged(entries: Int32Array | Uint8Array): Int32Array | Uint8Array {
  const length = entries.length * 2
  const larger = entries instanceof Uint8Array ? new Uint8Array(length) : new Int32Array(length)
  larger.set(entries)
  return larger
}
