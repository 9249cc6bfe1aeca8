import type { Job, JobHandler } from '../../jobs/job.ts'
import { CommitConflict, type Document, type Store, type Write } from '../../store/store.ts'
import type { CollectParts } from '../collect-parts.ts'
import { opened } from '../entry.ts'
import {
  accountKey,
  type CollectorAccount,
  eventsLog,
  type Health,
  putRecord,
  recordOf,
  secretPurpose,
} from '../records.ts'
import { type BucketSource, SourceFailure } from '../source.ts'
import { type BuiltFile, fileBuilder, type LastLines } from './build-files.ts'
import { LIMITS } from './limits.ts'
import { assertOwnMarker } from './marker.ts'
import {
  type ArchiveSetting,
  type ArchiveState,
  archiveKey,
  archiveStateKey,
  type Manifest,
  newArchiveState,
  type SpoolEntry,
  spooledKey,
  spoolLog,
} from './records.ts'
import { entryFrom, sizeOf } from './spool.ts'

type ArchiveParts = Pick<CollectParts, 'store' | 'seal' | 'clock' | 'doors' | 'log'>

/**
 * The job of one archive: writes what waits once it is much or old enough, then forgets it. A batch that was begun is
 * written again as it was, under the same names, so that nothing is archived twice (spec/surroundings.md §14.8).
 */
export function archiveHandler(parts: ArchiveParts): JobHandler {
  const { store, clock } = parts
  return async (job, { signal }) => {
    const loaded = await load(job, store)
    if (!loaded?.setting.enabled) return { kind: 'done' }
    try {
      while (await archiveBatch(loaded, parts)) signal.throwIfAborted()
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error
      const failures = await troubled(loaded, error, parts)
      const waitMs = LIMITS.pollMs * 2 ** Math.min(failures - 1, 5)
      return { kind: 'again', runAt: clock.now() + waitMs }
    }
    return { kind: 'again', runAt: clock.now() + LIMITS.pollMs }
  }
}

interface Loaded {
  readonly account: CollectorAccount
  readonly setting: ArchiveSetting
}

/** The border of the job's document: `archiveJob` writes it. */
async function load({ payload, id }: Job, store: Store): Promise<Loaded | undefined> {
  const { owner, settingId } = payload as { owner: string; settingId: string }
  const [first, second] = await store.getMany([accountKey(owner, id), archiveKey(id, settingId)])
  const account = recordOf<CollectorAccount>(first)
  const setting = recordOf<ArchiveSetting>(second)
  return account && setting && { account, setting }
}

/** @returns whether there may be more */
async function archiveBatch({ account, setting }: Loaded, parts: ArchiveParts): Promise<boolean> {
  const { store, clock, doors, seal } = parts
  const document = await store.get(archiveStateKey(setting.id))
  const state = recordOf<ArchiveState>(document) ?? newArchiveState(clock.now())
  const batch = await beginBatch(setting, state, document, parts)
  if (!batch) return false
  const entry = opened(setting.credentials, secretPurpose('archive', setting.id), account, seal)
  const { bucket, region, endpoint } = setting
  const place = { bucket, region, endpoint }
  const source = await doors.open({ place, accountId: account.id, owner: account.owner }, entry)
  await assertOwnMarker(source, setting)
  const last: LastLines = new Map(batch.state.last)
  const archived = { lines: state.archivedLines, bytes: state.archivedBytes }
  const builder = fileBuilder({
    ...{ setting, sequence: state.position, last },
    async emit(built) {
      await upload(built, source)
      archived.lines += built.file.lines
      archived.bytes += built.file.bytes
    },
  })
  let characters = 0
  for await (const one of entriesOf(setting.accountId, state.position, batch.to, store)) {
    characters += sizeOf(one.entry)
    await builder.add(one.entry)
  }
  await builder.finish()
  const now = clock.now()
  const { batchTo: _, ...rest } = batch.state
  const after: ArchiveState = {
    ...rest,
    health: { ...CALM, since: since(state.health, now), checkedAt: now },
    archivedLines: archived.lines,
    archivedBytes: archived.bytes,
    position: batch.to,
    last: [...last],
  }
  await store.commit([
    { type: 'expect', key: archiveStateKey(setting.id), revision: batch.revision },
    putRecord(archiveStateKey(setting.id), after),
    { type: 'add', key: spooledKey(setting.accountId), amount: -characters },
  ])
  await store.trimLog(spoolLog(setting.accountId), batch.to)
  return true
}

const CALM = { state: 'ok', failures: 0 } as const
const since = (health: Health, now: number) => (health.state === 'ok' ? health.since : now)

interface Batch {
  readonly to: number
  readonly state: ArchiveState
  readonly revision: number
}

/** The batch that was begun, or a new one when enough waits; its end is written down before anything of it is. */
async function beginBatch(
  setting: ArchiveSetting,
  state: ArchiveState,
  document: Document | undefined,
  { store, clock }: ArchiveParts,
): Promise<Batch | undefined> {
  if (document && state.batchTo !== undefined) {
    return { to: state.batchTo, state, revision: document.revision }
  }
  const to = await batchEnd(setting.accountId, state.position, { store, now: clock.now() })
  if (to === undefined) return undefined
  const key = archiveStateKey(setting.id)
  const begun: ArchiveState = { ...state, batchTo: to }
  try {
    const { revision } = await store.commit([
      { type: 'expect', key, revision: document?.revision ?? 'absent' },
      putRecord(key, begun),
    ])
    return { to, state: begun, revision }
  } catch (error) {
    // Somebody changed the settings meanwhile: with the next run.
    if (error instanceof CommitConflict) return undefined
    throw error
  }
}

async function batchEnd(
  accountId: string,
  from: number,
  { store, now }: { readonly store: Store; readonly now: number },
): Promise<number | undefined> {
  let characters = 0
  let oldest: number | undefined
  let to = from
  for await (const { position, entry } of entriesOf(accountId, from, undefined, store)) {
    oldest ??= entry.at
    characters += sizeOf(entry)
    to = position + 1
    if (characters >= LIMITS.batchCharacters) return to
  }
  const isOld = oldest !== undefined && now - oldest >= LIMITS.batchAgeMs
  return isOld ? to : undefined
}

async function* entriesOf(
  accountId: string,
  from: number,
  to: number | undefined,
  store: Pick<Store, 'readLog'>,
): AsyncGenerator<{ readonly position: number; readonly entry: SpoolEntry }> {
  for (let at = from; to === undefined || at < to; ) {
    const range = { from: at, limit: LIMITS.readEntries, ...(to !== undefined && { to }) }
    const entries = await store.readLog(spoolLog(accountId), range)
    for (const { position, value } of entries) yield { position, entry: entryFrom(value) }
    const last = entries.at(-1)
    if (!last) return
    at = last.position + 1
  }
}

/** The file first: a manifest names only what is there. */
async function upload({ file, body, manifestKey }: BuiltFile, source: BucketSource): Promise<void> {
  await source.write(file.key, body)
  const manifest: Manifest = { files: [file] }
  await source.write(manifestKey, Buffer.from(JSON.stringify(manifest)))
}

/** Nothing is lost: what waits is kept until the bucket takes it. @returns failures in a row */
async function troubled(
  { account, setting }: Loaded,
  failure: SourceFailure,
  { store, clock, log }: ArchiveParts,
): Promise<number> {
  const key = archiveStateKey(setting.id)
  const document = await store.get(key)
  const now = clock.now()
  const state = recordOf<ArchiveState>(document) ?? newArchiveState(now)
  const failures = state.health.failures + 1
  const { code, message: reason } = failure
  const began = state.health.state === 'ok' ? now : state.health.since
  const health: Health = {
    state: 'degraded',
    code,
    reason,
    since: began,
    checkedAt: now,
    failures,
  }
  const isNews = state.health.code !== code
  if (isNews) log.warn('an archive takes nothing', { account: account.id, code, reason })
  const event = { time: now, action: 'Degraded', target: `archive: ${code}`, by: 'collector' }
  const writes: Write[] = [
    { type: 'expect', key, revision: document?.revision ?? 'absent' },
    putRecord(key, { ...state, health }),
  ]
  if (isNews) {
    const entries = [{ ...event, requestId: '' }]
    writes.push({ type: 'append', log: eventsLog(account.id), entries })
  }
  await store.commit(writes)
  return failures
}
