import { createHash, type Hash } from 'node:crypto'
import type { Json } from '../../kernel/json.ts'
import type { CollectParts } from '../collect-parts.ts'
import type { FormatName, LineBatch } from '../formats/format.ts'
import type { CollectorAccount, Connector, ObjectRecord } from '../records.ts'
import type { LineSource } from '../search/search.ts'
import { type BucketSource, SourceFailure } from '../source.ts'
import {
  checkpointName,
  checkpointText,
  type ObjectCheckpoint,
  parseCheckpoint,
} from './checkpoint.ts'

/** Keeps the raw lines for the archive before they are stored; resolves once they are safe (§14.8). */
export type Spool = (batch: SpooledBatch) => Promise<void>

export interface SpooledBatch {
  readonly accountId: string
  readonly source: LineSource
  readonly key: string
  readonly firstLine: number
  readonly lines: LineBatch['lines']
  /** What the format must remember to read the lines alone. */
  readonly state?: Json
}

export interface Ingesting {
  readonly account: CollectorAccount
  readonly connector: Connector
  readonly row: ObjectRecord
  readonly source: BucketSource
  readonly spool: Spool | undefined
  readonly signal: AbortSignal
}

export type IngestOutcome =
  | {
      readonly kind: 'done'
      /** Of this version of the object, those that were there before included. */
      readonly lines: number
      readonly newLines: number
      readonly bytes: number
      readonly sha256: string | undefined
      readonly flag: ObjectRecord['flag']
    }
  /** Trying again does not help. */
  | { readonly kind: 'broken'; readonly reason: string; readonly lines: number }
  /** Another process has it. */
  | { readonly kind: 'taken' }

/**
 * Reads one version of an object and stores its lines, batch by batch, each in one commit with the checkpoint; goes
 * on where a process before was cut off (spec/surroundings.md §14.5). Waiting for the store holds up the reading.
 * @throws SourceFailure
 */
export async function ingestObject(
  ingesting: Ingesting,
  parts: Pick<CollectParts, 'lines' | 'openLines' | 'clock'>,
): Promise<IngestOutcome> {
  const { account, connector, row, source, signal } = ingesting
  const name = checkpointName(row, row.etag)
  let stored = await parts.lines.checkpoint(account.id, name)
  const known = parseCheckpoint(stored)
  if (known?.isDone) return doneAs(known, row, 0, undefined)
  const grown = known ? undefined : await grownFrom(ingesting, parts)
  const from = known?.at ?? grown
  const hash = createHash('sha256')
  const bytes = hashed(source.read(row.key, { etag: row.etag, signal }), hash)
  const lineSource = sourceOf(ingesting, parts.clock.now())
  const first = grown?.lines ?? 0
  const options = { format: connector.logsType as FormatName, key: row.key, ...(from && { from }) }
  for await (const batch of parts.openLines(bytes, options)) {
    signal.throwIfAborted()
    const checkpoint = checkpointAfter(batch, bytes.digest())
    const value = checkpointText(checkpoint)
    const firstLine = batch.checkpoint.lines - batch.lines.length
    const { lines } = batch
    if (lines.length > 0) {
      await ingesting.spool?.({
        accountId: account.id,
        source: lineSource,
        key: row.key,
        firstLine,
        lines,
        ...(HEADED.has(connector.logsType) && { state: batch.checkpoint.state }),
      })
    }
    const ingested = await parts.lines.ingest(account.id, {
      lines,
      source: lineSource,
      firstLine,
      checkpoint: { key: name, value, previous: stored },
    })
    if (ingested.kind === 'checkpoint-moved') return { kind: 'taken' }
    stored = value
    if (batch.end?.kind === 'broken') {
      return { kind: 'broken', reason: batch.end.reason, lines: batch.checkpoint.lines }
    }
    if (checkpoint.isDone) return doneAs(checkpoint, row, first, flagOf(row, grown))
  }
  throw new Error('broken invariant: the last batch of an object tells its end')
}

function doneAs(
  { at, sha256 }: ObjectCheckpoint,
  { size }: ObjectRecord,
  first: number,
  flag: ObjectRecord['flag'],
): IngestOutcome {
  const newLines = at.lines - first
  return { kind: 'done', lines: at.lines, newLines, bytes: size, sha256, flag }
}

const flagOf = ({ before }: ObjectRecord, grown: object | undefined): ObjectRecord['flag'] =>
  before && (grown ? 'appended' : 'replaced')

function checkpointAfter(
  { checkpoint: at, end }: LineBatch,
  sha256: string | undefined,
): ObjectCheckpoint {
  if (end?.kind !== 'whole') return { at }
  return { at, isDone: true, ...(sha256 !== undefined && { sha256 }) }
}

/** Where the lines of a file end that only grew: what stood there before is the beginning of what stands there now. */
async function grownFrom(
  { account, row, source, signal }: Ingesting,
  { lines }: Pick<CollectParts, 'lines'>,
) {
  const { before } = row
  if (!before || before.size >= row.size) return undefined
  const old = parseCheckpoint(await lines.checkpoint(account.id, checkpointName(row, before.etag)))
  if (!old?.isDone) return undefined
  const hash = createHash('sha256')
  const range = { etag: row.etag, start: 0, end: before.size, signal }
  for await (const chunk of source.read(row.key, range)) hash.update(chunk)
  return hash.digest('hex') === before.sha256 ? old.at : undefined
}

function sourceOf({ connector, row }: Ingesting, receivedAt: number): LineSource {
  const { id, bucket, endpoint, addS3ObjectKeyAsLogField, logsType } = connector
  return {
    type: logsType,
    connector: id,
    object: JSON.stringify([endpoint, bucket, row.key, row.etag]),
    ...(addS3ObjectKeyAsLogField && { key: row.key }),
    receivedAt,
    defaultTime: row.lastModified,
  }
}

/** Formats whose lines mean nothing without the header before them. */
const HEADED: ReadonlySet<string> = new Set(['vpcflow', 'cloudfront'])

interface HashedBytes extends AsyncIterable<Uint8Array> {
  /** Of all bytes; undefined while there are more. */
  digest(): string | undefined
}

function hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): HashedBytes {
  let digest: string | undefined
  return {
    digest: () => digest,
    async *[Symbol.asyncIterator]() {
      for await (const chunk of bytes) {
        hash.update(chunk)
        yield chunk
      }
      digest = hash.digest('hex')
    },
  }
}

/** Whether the object is there no more. */
export const isGone = (error: unknown): boolean =>
  error instanceof SourceFailure && ['NoSuchKey', 'NotFound', 'NoSuchVersion'].includes(error.code)

/** Whether another object is there by now. */
export const isChanged = (error: unknown): boolean =>
  error instanceof SourceFailure && error.code === 'PreconditionFailed'
