import type { Field, FieldValue } from '../../formats/format.ts'
import { messageOf } from '../../formats/format.ts'
import { type BlockLine, SAME_AS_JSON, SAME_AS_MESSAGE } from './columns.ts'
import { startOf } from './filter.ts'
import { type ColumnHead, unpackColumn, unpackOrder, unpackRaws, unpackTimes } from './pack.ts'
import { rebuildJson } from './rebuild.ts'

/** A block that is looked into; its parts are unpacked when they are asked for, once. */
export interface Block {
  readonly lines: number
  times(): Float64Array
  /** Arrival of a line within its partition. */
  sequence(row: number): number
  /** By name: the line's own and the collector's; a field may be both. */
  columns(name: string): readonly BlockColumn[]
  /** All that the lines say themselves. */
  ownColumns(): readonly BlockColumn[]
  allColumns(): readonly BlockColumn[]
  line(row: number): BlockLine & { readonly sequence: number }
}

export interface BlockColumn {
  readonly name: string
  readonly isMeta: boolean
  /** Of its body among those of the block; undefined: it stands in the block's head. */
  readonly place: number | undefined
  /** False when no entry has the word; cheap. */
  mayHave(word: string): boolean
  /** Of each line the entry's number from 1; 0: none. */
  rows(): Uint8Array | Uint16Array
  entries(): readonly Entry[]
  /** JSON of the entries in lower case: has every word of them. */
  folded(): string
}

/** One value, or the several of a line. */
export type Entry = FieldValue | readonly FieldValue[]

/** A block in its partition; the large parts are asked for when they are unpacked. */
export interface StoredBlock {
  readonly lines: number
  readonly firstTime: number
  readonly firstSequence: number
  readonly head: string
  readonly times: Uint8Array
  readonly order: Uint8Array | undefined
  column(place: number): Uint8Array
  raws(): Uint8Array
}

export function openBlock(stored: StoredBlock): Block {
  const { lines } = stored
  const heads: readonly ColumnHead[] = JSON.parse(stored.head)
  const all = once(() => heads.map((head, index) => openColumn(head, index, stored)))
  const times = once(() => unpackTimes(stored.times, stored.firstTime))
  const order = once(() => (stored.order ? unpackOrder(stored.order) : undefined))
  const raws = once(() => openRaws(stored))
  const sequence = (row: number) => stored.firstSequence + (order()?.[row] ?? row)
  const fieldsOf = (row: number, isMeta: boolean): Field[] =>
    all().flatMap((column): Field[] => {
      const number = column.isMeta === isMeta ? (column.rows()[row] ?? 0) : 0
      if (number === 0) return []
      return valuesOf(column.entries()[number - 1] ?? null).map(value => [column.name, value])
    })
  return {
    lines,
    times,
    sequence,
    columns: name => all().filter(column => column.name === name),
    ownColumns: () => all().filter(({ isMeta }) => !isMeta),
    allColumns: all,
    line(row) {
      const own = fieldsOf(row, false)
      const time = times()[row] ?? 0
      const raw = raws().line(row, own)
      return { time, own, meta: fieldsOf(row, true), raw, sequence: sequence(row) }
    },
  }
}

function openRaws(stored: StoredBlock) {
  const { lengths, text } = unpackRaws(stored.raws(), stored.lines)
  const starts = new Uint32Array(stored.lines)
  let at = 0
  lengths.forEach((length, row) => {
    starts[row] = at
    if (length < SAME_AS_JSON) at += length
  })
  return {
    line(row: number, own: readonly Field[]): string {
      const [start = 0, length = 0] = [starts[row], lengths[row]]
      if (length === SAME_AS_MESSAGE) return messageOf({ fields: own, raw: '' })
      if (length === SAME_AS_JSON) return rebuildJson(own) ?? ''
      return text.slice(start, start + length)
    },
  }
}

export const valuesOf = (entry: Entry): readonly FieldValue[] =>
  // `Array.isArray` does not narrow readonly arrays.
  entry !== null && typeof entry === 'object' ? entry : [entry]

function openColumn(head: ColumnHead, index: number, stored: StoredBlock): BlockColumn {
  const [name, isMeta, , starts, short] = head
  const unpacked = once(() => {
    const body = short === undefined ? stored.column(index) : undefined
    return unpackColumn(head, body, stored.lines)
  })
  return {
    name,
    isMeta: isMeta === 1,
    place: short === undefined ? index : undefined,
    mayHave: word => (starts & startOf(word.charCodeAt(0))) !== 0,
    rows: () => unpacked().rows,
    entries: once((): readonly Entry[] => JSON.parse(unpacked().dictionary)),
    folded: once(() => unpacked().dictionary.toLowerCase()),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
