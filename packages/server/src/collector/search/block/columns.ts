import type { Field, FieldValue } from '../../formats/format.ts'
import { messageOf } from '../../formats/format.ts'
import { LIMITS } from '../limits.ts'
import type { LineSource } from '../search.ts'
import { rebuildJson } from './rebuild.ts'

/** Lines of one day as they go to the writing thread: few long texts and arrays instead of many small objects. */
export interface LooseBlock {
  /** In order, ms since the epoch. */
  readonly times: Float64Array
  /** Of merged blocks: the least arrival of a line. */
  readonly firstSequence: number | undefined
  /** Arrival within the partition, counted from the block's first; undefined: in the order of the lines. */
  readonly order: Uint32Array | undefined
  readonly columns: readonly LooseColumn[]
  /** The raw lines that the fields do not give, side by side. */
  readonly raws: string
  /** Of each line, in UTF-16 units; or how the fields give it. */
  readonly rawLengths: Uint32Array
  readonly rawBytes: number
}

export interface LooseColumn {
  readonly name: string
  /** Said by the collector about the line, not by the line. */
  readonly isMeta: boolean
  /** Its different entries as a JSON array: values, or arrays of values where a line has several. */
  readonly dictionary: string
  readonly entries: number
  /** Of each line, the entry's number from 1; 0: the line has none. */
  readonly rows: Uint16Array
}

/** Lengths of raw lines that are not kept: they are what `messageOf` or `rebuildJson` gives. */
export const SAME_AS_MESSAGE = 0xffff_ffff
export const SAME_AS_JSON = 0xffff_fffe

/** A line as it goes into a block. */
export interface BlockLine {
  readonly time: number
  /** What it says itself. */
  readonly own: readonly Field[]
  /** What the collector says about it. */
  readonly meta: readonly Field[]
  readonly raw: string
  /** Its arrival within the partition, when it has one already. */
  readonly sequence?: number
}

/** Names of what the collector says about lines. */
export const META = {
  type: 'type',
  connector: 'connector',
  key: 's3_key',
  receivedAt: 'ingested_at',
  problem: '_parse_error',
} as const

/** Gathers lines that are in order of time. */
export interface BlockBuilder {
  /** False when the block is full and must be finished first. */
  add(line: BlockLine): boolean
  finish(): LooseBlock
}

export function blockBuilder(): BlockBuilder {
  const own = new Map<string, Column>()
  const meta = new Map<string, Column>()
  const times: number[] = []
  const sequences: number[] = []
  const raws: string[] = []
  const rawLengths: number[] = []
  let characters = 0
  let rawBytes = 0

  // Whoever writes JSON with blanks writes all of it so.
  let otherwise = 0
  const rawLength = ({ own: fields, raw }: BlockLine, inOrder: boolean): number => {
    if (raw === messageOf({ fields, raw: '' })) return SAME_AS_MESSAGE
    if (!inOrder || raw.charCodeAt(0) !== BRACE || otherwise > TRIES) return raw.length
    if (raw === rebuildJson(fields)) return SAME_AS_JSON
    otherwise++
    return raw.length
  }
  const isFull = (fields: readonly Field[]): boolean => {
    if (times.length === 0) return false
    if (times.length >= LIMITS.blockLines || characters >= LIMITS.blockCharacters) return true
    if (own.size + fields.length <= LIMITS.blockColumns) return false
    const fresh = new Set(fields.map(([name]) => name).filter(name => !own.has(name)))
    return own.size + fresh.size > LIMITS.blockColumns
  }
  return {
    add(line) {
      const { raw } = line
      if (isFull(line.own)) return false
      const row = times.length
      times.push(line.time)
      if (line.sequence !== undefined) sequences.push(line.sequence)
      characters += raw.length
      rawBytes += Buffer.byteLength(raw) + 1
      addFields(meta, row, line.meta)
      const inOrder = addFields(own, row, line.own)
      const length = rawLength(line, inOrder)
      rawLengths.push(length)
      if (length === raw.length) raws.push(raw)
      return true
    },
    finish() {
      const lines = times.length
      const columnsOf = (columns: Map<string, Column>) =>
        [...columns].map(([name, column]) => loose(name, column, lines, columns === meta))
      const firstSequence = sequences.reduce<number | undefined>(
        (least, sequence) => Math.min(least ?? sequence, sequence),
        undefined,
      )
      return {
        times: Float64Array.from(times),
        firstSequence,
        order:
          firstSequence === undefined
            ? undefined
            : Uint32Array.from(sequences, sequence => sequence - firstSequence),
        columns: [...columnsOf(own), ...columnsOf(meta)],
        raws: raws.join(''),
        rawLengths: Uint32Array.from(rawLengths),
        rawBytes,
      }
    },
  }
}

const BRACE = 123
const TRIES = 16

/** Whether the fields stand in the order of the columns, in which they will be read again. */
function addFields(columns: Map<string, Column>, row: number, fields: readonly Field[]): boolean {
  let last = -1
  let inOrder = true
  for (const [name, value] of fields) {
    let column = columns.get(name)
    if (!column) {
      column = createColumn(columns.size)
      columns.set(name, column)
    }
    inOrder &&= column.place >= last
    last = column.place
    addValue(column, row, value)
  }
  return inOrder
}

/** What the collector says about the lines of a source. */
export function metaOf(source: LineSource): Field[] {
  return [
    [META.type, source.type],
    [META.connector, source.connector],
    ...(source.key === undefined ? [] : [[META.key, source.key] as const]),
    [META.receivedAt, source.receivedAt],
  ]
}

interface Column {
  readonly place: number
  readonly numbers: Map<FieldValue, number>
  readonly dictionary: unknown[]
  readonly rows: Uint16Array
  /** The values of the row that was added last: one, and more. */
  row: number
  first: FieldValue
  more: FieldValue[] | undefined
}

const createColumn = (place: number): Column => ({
  place,
  numbers: new Map(),
  dictionary: [],
  rows: new Uint16Array(LIMITS.blockLines),
  row: -1,
  first: null,
  more: undefined,
})

function addValue(column: Column, row: number, given: FieldValue): void {
  const value = typeof given === 'number' && !Number.isFinite(given) ? String(given) : given
  if (column.row === row) {
    column.more ??= []
    column.more.push(value)
    return
  }
  settle(column)
  column.row = row
  column.first = value
}

function settle(column: Column): void {
  if (column.row < 0) return
  const entry = column.more ? [column.first, ...column.more] : column.first
  // Several values are told from a text that looks like them by a character that no JSON begins with.
  const key = column.more ? `\u0000${JSON.stringify(entry)}` : column.first
  let number = column.numbers.get(key)
  if (number === undefined) {
    number = column.dictionary.push(entry)
    column.numbers.set(key, number)
  }
  column.rows[column.row] = number
  column.more = undefined
}

function loose(name: string, column: Column, lines: number, isMeta: boolean): LooseColumn {
  settle(column)
  return {
    name,
    isMeta,
    dictionary: JSON.stringify(column.dictionary),
    entries: column.dictionary.length,
    rows: column.rows.slice(0, lines),
  }
}
