import type { BlobId, Blobs } from '../../../blobs/blobs.ts'
import type { Job, JobHandler } from '../../../jobs/job.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { Random } from '../../../kernel/random.ts'
import { documentsOver } from '../../../operation/documents.ts'
import { CommitConflict, type Document, type Store } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import type { Workbench } from '../context.ts'
import { LIMITS, type Quotas } from '../limits.ts'
import { commit } from '../versioned.ts'
import { importedItem } from './import-item.ts'
import { type ImportPlan, planOf } from './plan.ts'
import { readArchive } from './read-archive.ts'
import { type Import, importKey, importRecord, putImport } from './records.ts'

export const IMPORT = 'lex-import'

export const importJob = ({ account, region, id }: Import, now: number): Job => ({
  kind: IMPORT,
  id,
  runAt: now,
  payload: { account, region, id },
})

export interface ImportDependencies {
  readonly store: Store
  readonly blobs: Pick<Blobs, 'readAll' | 'delete'>
  readonly clock: Clock
  readonly random: Random
  readonly calls: Calls
  readonly quotas: Quotas
}

/**
 * Puts the resources of an import in their order, each with its publication in one commit that also notes how far the
 * import has come: after a restart it goes on there (spec/lex-models.md §5.3).
 */
export function importHandler(dependencies: ImportDependencies): JobHandler {
  const { store, blobs } = dependencies
  return async (job, { signal }) => {
    const place = job.payload as unknown as Pick<Import, 'account' | 'region' | 'id'>
    const begun = importRecord(await store.get(importKey(place, place.id)))
    if (begun?.status !== 'IN_PROGRESS' || begun.blob === undefined) return { kind: 'done' }
    const blob = begun.blob as BlobId
    const payload = await blobs.readAll(blob)
    const plan = planOf(await readArchive({ payload, resourceType: begun.resourceType }))
    for (let done = begun.done; done < plan.items.length; done++) {
      signal.throwIfAborted()
      const goesOn = await attempts(() => step(begun, plan, dependencies))
      if (!goesOn) break
    }
    await blobs.delete(blob)
    return { kind: 'done' }
  }
}

/** Puts the next resource. False when the import has ended. */
async function step(
  begun: Import,
  plan: ImportPlan,
  dependencies: ImportDependencies,
): Promise<boolean> {
  const documents = documentsOver(dependencies.store, () => [])
  const document = await documents.get(importKey(begun, begun.id))
  const current = importRecord(document)
  const item = current && plan.items[current.done]
  if (!document || !current || !item || current.status !== 'IN_PROGRESS') return false
  const { clock, random, calls, quotas } = dependencies
  const { account, region } = begun
  const bench: Workbench = { account, region, clock, random, calls, quotas, documents }
  try {
    const { writes, published } = await importedItem(item, plan, current, bench)
    const done = current.done + 1
    const isLast = done === plan.items.length
    const { blob, ...rest } = { ...current, done, published }
    const next: Import = isLast
      ? { ...rest, status: 'COMPLETE' }
      : { ...rest, ...(blob !== undefined && { blob }) }
    await commit([...writes, putImport(next)], bench)
    return !isLast
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    await end(document, [error.message], dependencies)
    return false
  }
}

/** Of all that the failed attempt had read, the import alone must be as it was: another process may have gone on. */
async function end(
  document: Document,
  reasons: readonly string[],
  { store }: ImportDependencies,
): Promise<void> {
  const { key, revision, value } = document
  const { blob: _blob, ...current } = value as unknown as Import
  await store.commit([
    { type: 'expect', key, revision },
    putImport({ ...current, status: 'FAILED', failureReasons: reasons }),
  ])
}

async function attempts(work: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isStale = error instanceof CommitConflict && error.reason === 'revision'
      if (!isStale || attempt >= LIMITS.importAttempts) throw error
    }
  }
}
