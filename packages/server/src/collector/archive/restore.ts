import type { Job, JobHandler, JobOutcome } from '../../jobs/job.ts'
import { scheduleJob } from '../../jobs/runner.ts'
import { within } from '../../store/key.ts'
import { CommitConflict, type Store, type Write } from '../../store/store.ts'
import { accountDeletion } from '../account-writes.ts'
import type { CollectParts } from '../collect-parts.ts'
import { opened } from '../entry.ts'
import { EXPIRE } from '../job-kinds.ts'
import { LIMITS as COLLECTOR_LIMITS } from '../limits.ts'
import {
  accountKey,
  type CollectorAccount,
  eventsLog,
  putRecord,
  recordOf,
  secretPurpose,
} from '../records.ts'
import { SourceFailure } from '../source.ts'
import { bringBack } from './bring-back.ts'
import { LIMITS } from './limits.ts'
import { type FoundFile, findFiles } from './manifests.ts'
import { type PowerSearch, parsePowerSearch } from './power-search.ts'
import { type ArchiveSetting, archiveKey, type Restore, restoreKey } from './records.ts'

/**
 * Brings archived lines back, one restore of an owner at a time, the others in their order. What was brought back is
 * found while more comes (spec/surroundings.md §14.8).
 */
export function restoreHandler(parts: CollectParts): JobHandler {
  const { store, clock } = parts
  return async (job, { signal }) => {
    const restore = await nextRestore(job.id, store)
    if (!restore) return { kind: 'done' }
    const again: JobOutcome = { kind: 'again', runAt: clock.now() }
    try {
      await runRestore(restore, parts, signal)
    } catch (error) {
      if (signal.aborted || !(error instanceof SourceFailure)) throw error
      const { code, message } = error
      await end(restore, { status: 'FAILED', reason: `${code}: ${message}` }, parts)
    }
    return again
  }
}

async function nextRestore(owner: string, store: Store): Promise<Restore | undefined> {
  const { documents } = await store.range(...within('collector.restore', owner))
  return documents
    .flatMap(document => recordOf<Restore>(document) ?? [])
    .filter(({ status }) => status === 'IN_PROGRESS')
    .sort((a, b) => a.createdAt - b.createdAt)[0]
}

async function runRestore(
  restore: Restore,
  parts: CollectParts,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = parts
  const archive = await openArchive(restore, parts)
  if (!archive) {
    await end(restore, { status: 'FAILED', reason: 'the archive is there no more' }, parts)
    return
  }
  const search = searchOf(restore)
  const found = await findFiles(archive.source, archive.setting, { ...restore, search })
  const bytes = found.files.reduce((sum, { rawBytes }) => sum + rawBytes, 0)
  const limit = restoreLimit(archive.account)
  if (bytes > limit) {
    const reason = `${bytes} bytes would be brought back, of ${limit}`
    await end(restore, { status: 'LIMIT_EXCEEDED', reason }, parts)
    return
  }
  const begun = { startedAt: restore.startedAt ?? clock.now(), filesSkipped: found.skipped }
  if (!(await change(restore, begun, parts.store))) return
  const until = clock.now() + LIMITS.sliceMs
  const { lastFile = '' } = restore
  let sum = restore.restoredBytes
  for (const file of found.files.filter(({ key }) => key > lastFile)) {
    signal.throwIfAborted()
    if (clock.now() >= until) return
    const brought = await bringBack(file, { restore, search, source: archive.source }, parts)
    sum += brought.bytes
    if (sum > limit) {
      const reason = `more than ${limit} bytes were brought back: the manifests tell of less`
      // Before it is told: what ended is looked at no more, after a crash either.
      await parts.lines.drop(restore.restoredAccountId)
      return end(restore, { status: 'LIMIT_EXCEEDED', reason }, parts)
    }
    const isOurs = await change(restore, add(brought, file), parts.store)
    // Somebody deleted it meanwhile, and with it what came before this file.
    if (!isOurs) return parts.lines.drop(restore.restoredAccountId)
  }
  await end(restore, { status: 'ACTIVE' }, parts)
}

/** What a restore may bring back at most. */
export const restoreLimit = ({ reservedBytes }: Pick<CollectorAccount, 'reservedBytes'>) =>
  Math.min(reservedBytes, COLLECTOR_LIMITS.restoreBytes)

/** A search that was accepted with the request. */
export function searchOf({ powerSearch }: Pick<Restore, 'powerSearch'>): PowerSearch | undefined {
  const search = powerSearch === undefined ? undefined : parsePowerSearch(powerSearch)
  return search?.ok ? search.value : undefined
}

/** The archive of an account, entered. @throws SourceFailure */
export async function openArchive(
  { owner, accountId }: Pick<Restore, 'owner' | 'accountId'>,
  {
    store,
    doors,
    seal,
  }: Pick<CollectParts, 'doors' | 'seal'> & { readonly store: Pick<Store, 'get'> },
) {
  const account = recordOf<CollectorAccount>(await store.get(accountKey(owner, accountId)))
  const [id = ''] = account?.archives ?? []
  const setting = recordOf<ArchiveSetting>(await store.get(archiveKey(accountId, id)))
  if (!account || !setting) return undefined
  const entry = opened(setting.credentials, secretPurpose('archive', id), account, seal)
  const { bucket, region, endpoint } = setting
  const place = { bucket, region, endpoint }
  return { account, setting, source: await doors.open({ place, accountId, owner }, entry) }
}

type Changed = Partial<Restore> | ((before: Restore) => Partial<Restore>)

const add =
  ({ lines, bytes }: { readonly lines: number; readonly bytes: number }, { key }: FoundFile) =>
  (before: Restore): Partial<Restore> => ({
    lastFile: key,
    restoredLines: before.restoredLines + lines,
    restoredBytes: before.restoredBytes + bytes,
    filesRead: before.filesRead + 1,
  })

/** @returns false when it is going on no more: somebody ended it */
async function change(
  { owner, id }: Restore,
  changed: Changed,
  store: Store,
  writes: readonly Write[] = [],
): Promise<boolean> {
  const key = restoreKey(owner, id)
  for (;;) {
    const document = await store.get(key)
    const before = recordOf<Restore>(document)
    if (!document || before?.status !== 'IN_PROGRESS') return false
    const more = typeof changed === 'function' ? changed(before) : changed
    try {
      await store.commit([
        { type: 'expect', key, revision: document.revision },
        putRecord(key, { ...before, ...more }),
        ...writes,
      ])
      return true
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error
    }
  }
}

async function end(
  restore: Restore,
  { status, reason }: Pick<Restore, 'status' | 'reason'>,
  { store, clock }: CollectParts,
): Promise<void> {
  const now = clock.now()
  const expiresAt = now + LIMITS.restoredMs
  const target = `${restore.accountName} (${restore.id})`
  const entry = { time: now, action: `Restore ${status}`, target, by: 'collector', requestId: '' }
  const changed = {
    status,
    finishedAt: now,
    ...(reason !== undefined && { reason }),
    ...(status === 'ACTIVE' && { expiresAt }),
  }
  const payload = { owner: restore.owner }
  await change(restore, changed, store, [
    { type: 'append', log: eventsLog(restore.accountId), entries: [entry] },
    ...(status === 'ACTIVE'
      ? [scheduleJob({ kind: EXPIRE, id: restore.id, runAt: expiresAt, payload })]
      : []),
  ])
}

/** Ends the time of a restore: its lines go, its record tells that they were there. */
export function expiryHandler({ store, lines }: Pick<CollectParts, 'store' | 'lines'>): JobHandler {
  return async (job: Job) => {
    const { owner } = job.payload as { readonly owner: string }
    const key = restoreKey(owner, job.id)
    const document = await store.get(key)
    const restore = recordOf<Restore>(document)
    if (!document || restore?.status !== 'ACTIVE') return { kind: 'done' }
    await lines.drop(restore.restoredAccountId)
    await store.commit([
      { type: 'expect', key, revision: document.revision },
      putRecord(key, { ...restore, status: 'EXPIRED' }),
      ...(await restoredAccountGone(restore, store)),
    ])
    return { kind: 'done' }
  }
}

/** The writes that take away the account of a restore. */
export async function restoredAccountGone(
  { owner, restoredAccountId }: Restore,
  reader: Pick<Store, 'get'>,
): Promise<Write[]> {
  const document = await reader.get(accountKey(owner, restoredAccountId))
  const account = recordOf<CollectorAccount>(document)
  return account ? accountDeletion(account) : []
}
