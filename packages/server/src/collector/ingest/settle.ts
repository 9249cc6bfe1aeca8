import { CommitConflict, type Write } from '../../store/store.ts'
import type { CollectParts } from '../collect-parts.ts'
import { LIMITS } from '../limits.ts'
import {
  type CollectorAccount,
  type Connector,
  type ConnectorState,
  connectorKey,
  type ObjectRecord,
  objectKey,
  type Progress,
  putRecord,
  recordOf,
  takenKey,
} from '../records.ts'
import { type BucketSource, SourceFailure } from '../source.ts'
import { changeState } from '../state.ts'
import { checkpointName } from './checkpoint.ts'
import { type IngestOutcome, isGone } from './ingest-object.ts'

interface Settling {
  readonly account: CollectorAccount
  readonly connector: Connector
}

/** Writes down what came of an object, with the progress and the bytes that the account took in. */
export async function settle(
  row: ObjectRecord,
  outcome: IngestOutcome,
  { account, connector }: Settling,
  parts: CollectParts,
): Promise<void> {
  const now = parts.clock.now()
  if (outcome.kind === 'taken') return
  if (outcome.kind === 'broken') {
    const ended: ObjectRecord = {
      ...row,
      state: 'failed',
      error: outcome.reason,
      lines: outcome.lines,
      endedAt: now,
    }
    await end(row, ended, counted({ failed: row.isReplay ? 0 : 1 }), parts)
    return
  }
  const { lines, bytes, sha256, flag, newLines } = outcome
  const { before: _, error: __, isReplay, ...rest } = row
  const ended: ObjectRecord = {
    ...rest,
    state: 'done',
    lines,
    bytes,
    endedAt: now,
    ...(sha256 !== undefined && { sha256 }),
    ...(flag && { flag }),
  }
  const replaced = flag === 'replaced' ? 1 : 0
  const change = counted(
    { objects: 1, lines: newLines, bytes, replaced, failed: isReplay ? -1 : 0 },
    row.lastModified,
  )
  const day = new Date(now).toISOString().slice(0, 10)
  const taken: Write = { type: 'add', key: takenKey(account.id, day), amount: bytes }
  await end(row, ended, change, parts, [taken])
  if (row.before) await parts.lines.forget(account.id, [checkpointName(row, row.before.etag)])
  await forgetPrevious(connector, parts)
}

/** Adds to the progress, in the commit that makes it true. */
const counted =
  (
    more: Partial<
      Record<'objects' | 'lines' | 'bytes' | 'failed' | 'skipped' | 'replaced', number>
    >,
    lastModified?: number,
  ) =>
  (state: ConnectorState): ConnectorState => {
    const { progress } = state
    const sums = Object.entries(more).map(([name, amount]) => [
      name,
      (progress[name as keyof Progress] ?? 0) + amount,
    ])
    const newest = Math.max(progress.newestIngestedAt ?? 0, lastModified ?? 0)
    return {
      ...state,
      progress: {
        ...progress,
        ...Object.fromEntries(sums),
        ...(lastModified !== undefined && { newestIngestedAt: newest }),
      },
    }
  }

/** Nothing is written when somebody replaced the row meanwhile: it waits for its new version. */
async function end(
  row: ObjectRecord,
  ended: ObjectRecord,
  change: (state: ConnectorState) => ConnectorState,
  { store }: CollectParts,
  more: readonly Write[] = [],
): Promise<void> {
  const { connectorId, key } = row
  const waiting = await waitingRow(row, store)
  if (!waiting) return
  const writes: Write[] = [
    { type: 'expect', key: waiting.key, revision: waiting.revision },
    { type: 'delete', key: waiting.key },
    putRecord(objectKey(connectorId, ended.state, key), ended),
    ...more,
  ]
  await changeState(connectorId, change, writes, store).catch(ignoreConflict)
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof CommitConflict)) throw error
}

/** The object is another by now, or gone. */
export async function lookAgain(
  row: ObjectRecord,
  source: BucketSource,
  failure: SourceFailure,
  parts: CollectParts,
): Promise<void> {
  try {
    const now = await source.head(row.key)
    // The one that it says to have, it does not give: that is no change.
    if (now.etag === row.etag) return await fail(row, failure, parts)
    await replace(row, { ...row, ...now, nextAttemptAt: parts.clock.now() }, parts)
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    await fail(row, error, parts)
  }
}

/** Tried again ever later, then left for replay; what is gone is skipped. */
export async function fail(
  row: ObjectRecord,
  error: SourceFailure,
  parts: CollectParts,
): Promise<void> {
  const now = parts.clock.now()
  if (isGone(error)) {
    const gone: ObjectRecord = { ...row, state: 'skipped', error: 'gone', endedAt: now }
    await end(row, gone, counted({ skipped: 1, failed: row.isReplay ? -1 : 0 }), parts)
    return
  }
  const attempts = row.attempts + 1
  const reason = `${error.code}: ${error.message}`
  if (attempts >= LIMITS.attempts) {
    const failed: ObjectRecord = { ...row, state: 'failed', attempts, error: reason, endedAt: now }
    await end(row, failed, counted({ failed: row.isReplay ? 0 : 1 }), parts)
    return
  }
  const waitMs = Math.min(LIMITS.firstRetryMs * 2 ** (attempts - 1), LIMITS.longestRetryMs)
  await replace(row, { ...row, attempts, error: reason, nextAttemptAt: now + waitMs }, parts)
}

/** Nothing is written when the row is another by now, or forgotten with its connector. */
async function replace(
  row: ObjectRecord,
  waiting: ObjectRecord,
  { store }: CollectParts,
): Promise<void> {
  const at = await waitingRow(row, store)
  if (!at) return
  const { key, revision } = at
  const expected: Write = { type: 'expect', key, revision }
  await store.commit([expected, putRecord(key, waiting)]).catch(ignoreConflict)
}

/** The row as it was read, if it still is. */
async function waitingRow({ connectorId, key, etag }: ObjectRecord, store: CollectParts['store']) {
  const document = await store.get(objectKey(connectorId, 'seen', key))
  return recordOf<ObjectRecord>(document)?.etag === etag ? document : undefined
}

/** New credentials have fetched something: those from before are not needed any more (§14.9). */
async function forgetPrevious(connector: Connector, { store }: CollectParts): Promise<void> {
  if (!connector.previous) return
  const key = connectorKey(connector.accountId, connector.id)
  const document = await store.get(key)
  const current = recordOf<Connector>(document)
  if (!document || !current?.previous) return
  const { previous: _, ...rest } = current
  const expected: Write = { type: 'expect', key, revision: document.revision }
  await store.commit([expected, putRecord(key, rest)]).catch(ignoreConflict)
}
