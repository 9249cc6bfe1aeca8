import type { Job, JobHandler } from '../jobs/job.ts'
import { keyParts, within } from '../store/key.ts'
import type { Document, Store, Write } from '../store/store.ts'
import { spoolLog } from './archive/records.ts'
import { checkpointName } from './ingest/checkpoint.ts'
import type { Forgotten } from './job-kinds.ts'
import { eventsLog, type ObjectRecord, positionKey, recordOf } from './records.ts'
import type { LineStore } from './search/search.ts'

/** What hangs on a connector, kind by kind. */
const KINDS = ['collector.object', 'collector.branch', 'collector.found'] as const

export interface ForgetParts {
  readonly store: Store
  readonly lines: Pick<LineStore, 'drop' | 'forget'>
}

/** Forgets what a deleted connector or account left behind; lines go with the account alone. */
export function forgetHandler(parts: ForgetParts): JobHandler {
  const { store, lines } = parts
  return async (job, { signal }) => {
    const { what, id, accountId = '' } = forgottenBy(job)
    if (what === 'connector') await forgetConnector({ id, accountId }, parts, signal)
    else {
      await lines.drop(id)
      for (const log of [eventsLog(id), spoolLog(id)]) {
        await store.trimLog(log, Number.MAX_SAFE_INTEGER)
      }
    }
    return { kind: 'done' }
  }
}

/** The border of the job's document: `forgetJob` writes it. */
const forgottenBy = ({ payload }: Job) => payload as unknown as Omit<Forgotten, 'kind'>

/** Also of a connector that turns to another bucket: nothing of the old one is known any more. */
export async function forgetConnector(
  { id, accountId }: { readonly id: string; readonly accountId: string },
  { store, lines }: ForgetParts,
  signal: AbortSignal,
): Promise<void> {
  for (const kind of KINDS) {
    for (;;) {
      signal.throwIfAborted()
      const { documents } = await store.range(...within(kind, id))
      if (documents.length === 0) break
      // First the checkpoints: a row that is left names them again.
      await lines.forget(accountId, documents.flatMap(checkpointsOf))
      await store.commit(documents.map(({ key }): Write => ({ type: 'delete', key })))
    }
  }
  await store.commit([{ type: 'delete', key: positionKey(id) }])
}

function checkpointsOf(document: Document): string[] {
  if (keyParts(document.key)[0] !== 'collector.object') return []
  const row = recordOf<ObjectRecord>(document)
  return row ? [checkpointName(row, row.etag)] : []
}
