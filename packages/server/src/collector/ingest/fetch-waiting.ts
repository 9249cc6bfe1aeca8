import { within } from '../../store/key.ts'
import type { CollectParts } from '../collect-parts.ts'
import { LIMITS } from '../limits.ts'
import { type CollectorAccount, type Connector, type ObjectRecord, recordOf } from '../records.ts'
import { ARCHIVE_FULL, type BucketSource, SourceFailure } from '../source.ts'
import type { Gate } from './gate.ts'
import { ingestObject, isChanged, type Spool } from './ingest-object.ts'
import { fail, lookAgain, settle } from './settle.ts'

export interface Fetching {
  readonly account: CollectorAccount
  readonly connector: Connector
  readonly source: BucketSource
  readonly spool: Spool | undefined
  readonly signal: AbortSignal
  /** When others have their turn, epoch ms. */
  readonly until: number
  /** Shared by all connectors. */
  readonly gate: Gate
}

export interface Fetched {
  /** Objects that were stored. */
  readonly done: number
  /** When the next one that waits is due; undefined when none waits. */
  readonly nextAt: number | undefined
}

/** Fetches what waits, several objects at a time, until none is due or the time is up. */
export async function fetchWaiting(fetching: Fetching, parts: CollectParts): Promise<Fetched> {
  const { connector, signal, until } = fetching
  const { store, clock } = parts
  const now = clock.now()
  const rows = await waitingRows(connector.id, store)
  const due = rows.filter(({ nextAttemptAt }) => nextAttemptAt <= now)
  let done = 0
  const worker = async () => {
    for (let row = due.shift(); row && clock.now() < until; row = due.shift()) {
      signal.throwIfAborted()
      const current = row
      const ended = await fetching.gate.run(() => fetchOne(current, fetching, parts))
      if (ended) done++
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: LIMITS.concurrency }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  const left = await waitingRows(connector.id, store)
  const times = left.map(({ nextAttemptAt }) => nextAttemptAt)
  return { done, nextAt: times.length === 0 ? undefined : Math.min(...times) }
}

async function waitingRows(connectorId: string, store: CollectParts['store']) {
  const range = within('collector.object', connectorId, 'seen')
  const { documents } = await store.range(...range, { limit: LIMITS.waitingRows })
  return documents.flatMap(document => recordOf<ObjectRecord>(document) ?? [])
}

/** @returns whether it was stored */
async function fetchOne(
  row: ObjectRecord,
  fetching: Fetching,
  parts: CollectParts,
): Promise<boolean> {
  const { source, signal } = fetching
  try {
    const outcome = await ingestObject({ ...fetching, row }, parts)
    await settle(row, outcome, fetching, parts)
    return outcome.kind === 'done'
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof SourceFailure) || error.code === ARCHIVE_FULL) throw error
    if (isChanged(error)) await lookAgain(row, source, error, parts)
    else await fail(row, error, parts)
    return false
  }
}
