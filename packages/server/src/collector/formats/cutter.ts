/** Cuts a stream of unpacked bytes into lines or records. Any chunking of the bytes gives the same cuts. */
import type { Json } from '../../kernel/json.ts'

export interface Cutter {
  append(bytes: Uint8Array): void
  /** No more bytes come. `broken` tells why, if it is not the end. */
  finish(broken: string | undefined): void
  /** The next one; undefined until more bytes came, or for ever after `finish`. */
  next(): Cut | undefined
  /** Bytes of the object that are behind us, with the last cut. A new cutter may begin there, */
  position(): number
  /** if it knows this. */
  state(): Json
}

export interface Cut {
  readonly raw: string
  /** Bytes of `raw`. */
  readonly bytes: number
  readonly problem: string | undefined
  /** What the record was parsed to, when the cutter had to parse it. */
  readonly value?: unknown
  /** The record stands in an array of this object. */
  readonly envelope?: Envelope
}

/** Members that stand before the array of records, as JSON gives them. */
export type Envelope = Readonly<Record<string, unknown>>
