import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../kernel/clock.ts'
import { assert } from '../../kernel/errors.ts'
import { systemRandom } from '../../kernel/random.ts'
import { type Cache, createCache } from '../cache.ts'
import { changesOf, createFeed, recentChanges } from '../feed.ts'
import { createLeases } from '../leases.ts'
import { LIMITS } from '../limits.ts'
import { checkName, prepare } from '../prepare.ts'
import { createSealing, NOTHING_SEALED, type SealedNames } from '../sealing.ts'
import {
  type Change,
  CommitConflict,
  type Document,
  type Key,
  type Store,
  StoreDamaged,
  StoreUnavailable,
} from '../store.ts'
import {
  checkFile,
  checkRows,
  damagedPage,
  type FileCheck,
  lacksCommits,
  sumsOfFile,
} from './check-file.ts'
import { connect } from './connection.ts'
import { pagesOfLog } from './log-frames.ts'
import { ownFile } from './owner.ts'
import { createPageSums } from './page-sums.ts'
import { closeRawFiles, logFile, openRawFiles, type RawFiles } from './raw-files.ts'
import { createReader, type Reader } from './reader.ts'
import { upgradeSchema } from './schema.ts'
import { openSnapshot } from './snapshot.ts'
import type { Outcome, Task, WriterData } from './task.ts'
import { startWriter, type WriterEvents } from './writer-thread.ts'

export interface SqliteOptions {
  readonly file: string
  readonly clock: Clock
  /** How long to wait for another process to give up the file. */
  readonly ownerMs?: number
  /** None when absent. */
  readonly sealed?: SealedNames
}

/**
 * The default store: one SQLite file that this process alone owns (design §6). Reads are synchronous on
 * this thread, behind a cache; all writes go through one writer thread.
 * @throws Error when another process has the file, or it is not ours, or of a newer version
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const { file, clock, ownerMs = LIMITS.ownerMs, sealed = NOTHING_SEALED } = options
  const disown = await ownFile(file, ownerMs)
  let db: DatabaseSync | undefined
  let raw: RawFiles | undefined
  const closeFile = () => {
    if (db) closeKeepingLog(db, file)
    if (raw) closeRawFiles(raw)
    disown()
  }
  try {
    const check = checkFile(file, () => performance.now())
    if (check.kind === 'damaged') throw new Error(damagedPage(file, check.page))
    db = connect(file)
    upgradeSchema(db)
    raw = openRawFiles(file)
    const reader = createReader(db, createSealing(sealed, { clock, random: systemRandom }))
    const checkedPages = adopt(file, check, { db, raw, reader })
    db.exec('PRAGMA query_only = ON')
    return storeOver({ file, files: raw, checkedPages, sealed }, clock, reader, closeFile)
  } catch (cause) {
    closeFile()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`cannot open ${file}: ${reason}`, { cause })
  }
}

/**
 * SQLite folds the log into the file as its last connection closes. The writer has done so before, with the sums; when it
 * could not, or the file is refused, the log stays as it is: the sums know nothing of what it would change.
 */
function closeKeepingLog(db: DatabaseSync, file: string): void {
  const log = existsSync(logFile(file)) ? readFileSync(logFile(file)) : Buffer.alloc(0)
  db.close()
  if (log.length > 0) writeFileSync(logFile(file), log, { mode: 0o600 })
}

/** Accepts the file as it is, or says why not; gives up to which page it was compared. */
function adopt(
  file: string,
  check: Exclude<FileCheck, { kind: 'damaged' }>,
  { db, raw, reader }: { db: DatabaseSync; raw: RawFiles; reader: Reader },
): number {
  const position = reader.position()
  if (check.kind === 'sound') {
    if (position >= check.position) return check.checkedPages
    throw new Error(lacksCommits(file, position, check.position))
  }
  checkRows(db)
  const sums = createPageSums(raw.sums, position)
  sums.put(sumsOfFile(raw.database, pagesOfLog(raw.log)))
  return sums.pages
}

function storeOver(data: WriterData, clock: Clock, reader: Reader, closeFile: () => void): Store {
  const cache = createCache()
  const feed = createFeed()
  const state: State = {
    position: reader.position(),
    closing: undefined,
    closed: false,
    damage: undefined,
  }
  const recent = recentChanges(state.position)
  const publish = (changes: readonly Change[], revision: number) => {
    state.position = revision
    recent.add(changes)
    feed.publish(changes)
  }
  const damaged = (page: number) => {
    state.damage = `cannot go on with ${data.file}: ${damagedPage(data.file, page)}`
  }
  const writer = startWriter(data, { ...writerEvents(reader, cache, publish), damaged })
  const run = async (task: Task) => {
    const outcome = await writer.run(task)
    if (outcome.type !== 'failed') return outcome
    throw new StoreUnavailable(`the store cannot write: ${outcome.message}`)
  }
  const leases = createLeases(clock, async () => {
    const outcome = await run({ type: 'reserve', count: LIMITS.fencingBlock })
    assert(outcome.type === 'reserved', 'fencing numbers were reserved')
    return outcome.block
  })
  const find = cachedGet(reader, cache)
  // What was asked before `close` is carried out, and its listeners may read.
  const checkOpen = () => {
    assert(!state.closed, 'a closed store is not used')
    if (state.damage !== undefined) throw new StoreDamaged(state.damage)
  }
  const checkWritable = () => {
    assert(!state.closing, 'a closed store is not written to')
    checkOpen()
  }

  return {
    async get(key) {
      checkOpen()
      return find(key)
    },
    async getMany(keys) {
      checkOpen()
      // Nothing asked of the writer is unanswered: the cache and the disk agree.
      if (writer.isIdle()) return keys.map(find)
      return reader.snapshot(() => keys.map(key => reader.get(key)?.document))
    },
    async range(from, to, rangeOptions) {
      checkOpen()
      return reader.range(from, to, rangeOptions)
    },
    async commit(writes) {
      checkWritable()
      const outcome = await run({ type: 'commit', writes: prepare(writes) })
      if (outcome.type === 'conflict') {
        throw new CommitConflict(outcome.conflict.key, outcome.conflict.reason)
      }
      assert(outcome.type === 'committed', 'a commit was answered')
      return { revision: outcome.revision, counters: outcome.counters }
    },
    async readLog(log, logOptions) {
      checkOpen()
      return reader.readLog(log, logOptions)
    },
    async trimLog(log, position) {
      checkWritable()
      checkName(log)
      await run({ type: 'trim', log, position })
    },
    async counter(key) {
      checkOpen()
      return reader.counter(key)
    },
    async lease(key, holder, ttlMs) {
      checkWritable()
      return leases.lease(key, holder, ttlMs)
    },
    async release(key, holder) {
      checkOpen()
      return leases.release(key, holder)
    },
    position: () => state.position,
    async snapshot() {
      checkOpen()
      return openSnapshot(data.file)
    },
    subscribe: feed.subscribe,
    async changes(since) {
      checkOpen()
      return recent.after(since)
    },
    heartbeatAgeMs: () => 0,
    close() {
      state.closing ??= writer.close().then(() => {
        state.closed = true
        closeFile()
      })
      return state.closing
    },
  }
}

interface State {
  /** Position of the newest commit whose changes were told. */
  position: number
  closing: Promise<void> | undefined
  closed: boolean
  /** A page of the file changed by itself: nothing is read or written any more. */
  damage: string | undefined
}

function cachedGet(reader: Reader, cache: Cache): (key: Key) => Document | undefined {
  return key => {
    const known = cache.find(key)
    if (known !== undefined) return known ?? undefined
    const loaded = reader.get(key)
    cache.remember(key, loaded)
    return loaded?.document
  }
}

function writerEvents(
  reader: Reader,
  cache: Cache,
  publish: (changes: readonly Change[], revision: number) => void,
): Omit<WriterEvents, 'damaged'> {
  return {
    applied(task: Task, outcome: Outcome) {
      if (task.type !== 'commit' || outcome.type !== 'committed') return
      const { revision } = outcome
      for (const write of task.writes) {
        if (write.type === 'put') cache.renew(write.key, write.text, revision)
        else if (write.type === 'delete') cache.forget(write.key)
      }
      publish(changesOf(task.writes, revision), revision)
    },
    // Whether they were written is only known to the disk: whoever caches must look again.
    lost(tasks) {
      cache.clear()
      const revision = reader.position()
      const writes = tasks.flatMap(task => (task.type === 'commit' ? task.writes : []))
      const changes = changesOf(writes, revision).map(
        (change): Change => ({ ...change, type: reader.get(change.key) ? 'put' : 'delete' }),
      )
      publish(changes, revision)
    },
  }
}
