import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../kernel/clock.ts'
import { assert } from '../../kernel/errors.ts'
import { changesOf, createFeed } from '../feed.ts'
import { createLeases } from '../leases.ts'
import { LIMITS } from '../limits.ts'
import { checkName, prepare } from '../prepare.ts'
import {
  type Change,
  CommitConflict,
  type Document,
  type Key,
  type Store,
  StoreUnavailable,
} from '../store.ts'
import { type Cache, createCache } from './cache.ts'
import { connect } from './connection.ts'
import { ownFile } from './owner.ts'
import { createReader, type Reader } from './reader.ts'
import { upgradeSchema } from './schema.ts'
import type { Outcome, Task } from './task.ts'
import { startWriter, type WriterEvents } from './writer-thread.ts'

export interface SqliteOptions {
  readonly file: string
  readonly clock: Clock
  /** How long to wait for another process to give up the file. */
  readonly ownerMs?: number
}

/**
 * The default store: one SQLite file that this process alone owns (design §6). Reads are synchronous on
 * this thread, behind a cache; all writes go through one writer thread.
 * @throws Error when another process has the file, or it is not ours, or of a newer version
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const { file, clock, ownerMs = LIMITS.ownerMs } = options
  const disown = await ownFile(file, ownerMs)
  let db: DatabaseSync | undefined
  const closeFile = () => {
    db?.close()
    disown()
  }
  try {
    db = connect(file)
    upgradeSchema(db)
    db.exec('PRAGMA query_only = ON')
    return storeOver(file, clock, createReader(db), closeFile)
  } catch (cause) {
    closeFile()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`cannot open ${file}: ${reason}`, { cause })
  }
}

function storeOver(file: string, clock: Clock, reader: Reader, closeFile: () => void): Store {
  const cache = createCache()
  const feed = createFeed()
  const state: State = { position: reader.position(), closing: undefined, closed: false }
  const publish = (changes: readonly Change[], revision: number) => {
    for (const { key } of changes) cache.forget(key)
    state.position = revision
    feed.publish(changes)
  }
  const writer = startWriter(file, writerEvents(reader, cache, publish))
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
  const checkOpen = () => assert(!state.closed, 'a closed store is not used')
  const checkWritable = () => assert(!state.closing, 'a closed store is not written to')

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
    subscribe: feed.subscribe,
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
): WriterEvents {
  return {
    applied(task: Task, outcome: Outcome) {
      if (task.type !== 'commit' || outcome.type !== 'committed') return
      publish(changesOf(task.writes, outcome.revision), outcome.revision)
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
