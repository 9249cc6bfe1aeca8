/**
 * From the bytes of an object to its lines (spec/surroundings.md §14.6): unpacked, cut, parsed; in bounded batches,
 * each with a checkpoint from which reading goes on after a crash. `openLines` of `lines.ts` does it,
 * `recogniseFormat` of `recognise.ts` tells what the first bytes look like.
 *
 * Promises that whoever stores lines builds on:
 * - The same bytes give the same lines under the same numbers, however the bytes are chunked and wherever reading
 *   was resumed. A line is therefore known by its object and its number.
 * - No line is dropped. What cannot be parsed is kept whole, with its `problem`.
 * - Memory is bounded by `LIMITS`, whatever the object holds.
 */
import type { Json } from '../../kernel/json.ts'

/** What a connector calls `logsType`. */
export type FormatName =
  /** Objects or other values: one a line, in arrays, one after the other or spread over lines. */
  | 'json'
  | 'cloudtrail'
  | 'S3Access'
  /** Application (and gRPC), network (TLS) and classic load balancers. */
  | 'elb'
  | 'vpcflow'
  | 'cloudfront'
  /** Conversation logs of Lex (text), alone or as messages of a CloudWatch subscription. */
  | 'lex'
  /** Payloads of CloudWatch Logs subscriptions. */
  | 'cloudwatch'
  | 'text'

export type Compression = 'none' | 'gzip' | 'zstd'

/** One value of a line under its dotted name; a name that stands there twice has several values. */
export type Field = readonly [name: string, value: FieldValue]

/** Integers beyond 2^53 are their digits. */
export type FieldValue = string | number | boolean | null

export interface ParsedLine {
  /** The time that the line itself tells, ms since the epoch; undefined when it tells none. */
  readonly time: number | undefined
  /**
   * In the order of the line. Pairs, not an object: names come from outside (`__proto__`). What has no fields of
   * its own, text and lines that were not understood, has its whole text as `message`.
   */
  readonly fields: readonly Field[]
  /** Why it was not understood, or not wholly (`_parse_error`); undefined when it was. */
  readonly problem: string | undefined
  /** The line as it stood there, without its end. Bytes that are no UTF-8 are read as Latin-1, so none is lost. */
  readonly raw: string
}

/** Where reading goes on; JSON, to be kept with the lines. */
export interface LineCheckpoint {
  readonly format: FormatName
  readonly compression: Compression
  /** Unpacked bytes that are behind us. */
  readonly offset: number
  /** Lines that are behind us: the number of the next one, from 0. */
  readonly lines: number
  /** What the format must remember: header fields, the envelope around records. */
  readonly state: Json
}

export interface LineBatch {
  readonly lines: readonly ParsedLine[]
  /** Behind the batch's last line. The first line has the number `checkpoint.lines - lines.length`. */
  readonly checkpoint: LineCheckpoint
  /** On the last batch alone, which may be empty. */
  readonly end?: LinesEnd
}

/** How the object ended. Lines before a break were given, and what stood unfinished before it, marked. */
export type LinesEnd =
  | { readonly kind: 'whole' }
  /** Broken or cut compression, or one that unpacks to more than allowed: trying again does not help. */
  | { readonly kind: 'broken'; readonly reason: string }

export interface OpenLinesOptions {
  readonly format: FormatName
  /** The object's key: its ending may name the compression when the first bytes do not. */
  readonly key: string
  /** Known beforehand (Content-Encoding); otherwise the first bytes tell. */
  readonly compression?: Compression
  /** Goes on behind these lines of the same object. */
  readonly from?: LineCheckpoint
  /**
   * Where in the object `bytes` begins: 0, or `from.offset` when `from.compression` is `none`, so that only the
   * rest need be fetched.
   */
  readonly startsAt?: number
  /** For `text`: which lines begin an entry; the others belong to the entry before. */
  readonly multiline?: Multiline
}

/** Prefix patterns of `line-pattern.ts`. */
export type Multiline =
  /** Lines that match begin an entry. */
  | { readonly begins: string }
  /** Lines that match continue the entry before. */
  | { readonly continues: string }

/** What a person reads first: the message of the line, or all of it. */
export function messageOf({ fields, raw }: Pick<ParsedLine, 'fields' | 'raw'>): string {
  for (const name of MESSAGE_NAMES) {
    const value = fields.find(field => field[0] === name)?.[1]
    if (typeof value === 'string') return value
  }
  return raw
}

const MESSAGE_NAMES = ['message', 'msg', 'log'] as const
