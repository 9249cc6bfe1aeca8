import type { BlockHead, BlockRow } from './shelf.ts'

/** Rows of blocks have the same columns in every engine's tables. */
export type Row = Readonly<Record<string, unknown>>

export const headOf = (row: Row): BlockHead => ({
  id: Number(row['id']),
  lines: Number(row['lines']),
  rawBytes: Number(row['raw_bytes']),
  firstTime: Number(row['first_time']),
  lastTime: Number(row['last_time']),
  firstSequence: Number(row['first_sequence']),
  lastSequence: Number(row['last_sequence']),
})

export const rowOf = (row: Row): BlockRow => ({
  id: Number(row['id']),
  lines: Number(row['lines']),
  firstTime: Number(row['first_time']),
  firstSequence: Number(row['first_sequence']),
  head: String(row['head']),
  times: bytesIn(row['times']) ?? new Uint8Array(),
  order: bytesIn(row['line_order']),
})

/** Undefined for what is NULL. */
export const bytesIn = (value: unknown): Uint8Array | undefined =>
  value instanceof Uint8Array ? value : undefined
