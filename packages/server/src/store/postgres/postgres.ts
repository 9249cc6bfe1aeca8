import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { systemClock } from '../../kernel/clock.ts'
import { assert } from '../../kernel/errors.ts'
import { systemRandom } from '../../kernel/random.ts'
import { createCache } from '../cache.ts'
import { createFeed } from '../feed.ts'
import { LIMITS } from '../limits.ts'
import { checkName } from '../prepare.ts'
import { createSealing, NOTHING_SEALED, type SealedNames } from '../sealing.ts'
import type { Store } from '../store.ts'
import { bytesOf } from './batch.ts'
import { createCommitter } from './committer.ts'
import { clientConfig, connectDatabase, type Database, unavailable } from './connection.ts'
import { createDocuments } from './documents.ts'
import { startFollower } from './follower.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createLeases } from './leases.ts'
import { createProgress } from './progress.ts'
import { createReader } from './reader.ts'
import { upgradeSchema } from './schema.ts'
import { startSweeping } from './sweep.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  /** Which kinds of documents may be as old as the last heartbeat; none when absent. */
  readonly isCached?: (kind: string) => boolean
  /** None when absent. */
  readonly sealed?: SealedNames
  /** How long a commit whose connection broke is asked after before its outcome is called unknown. */
  readonly patienceMs?: number
}

/**
 * The store that many processes share: a PostgreSQL database (design §6). Its time is the database's and, for
 * its own timers, the machine's: nothing here is a moment of the domain.
 * @throws Error when the database cannot be reached, is too old, or of a newer version of this program
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const start = await prepareDatabase(options.url)
  return storeOver(assemble(options, start))
}

type Parts = ReturnType<typeof assemble>

/** `start` is the position from which this process follows the others. */
function assemble(options: PostgresOptions, start: number) {
  const { url, isCached = () => false, patienceMs = LIMITS.patienceMs } = options
  const clock = systemClock
  const database = connectDatabase(url)
  const cache = createCache()
  const feed = createFeed()
  const heartbeat = createHeartbeat(clock.now)
  const sealing = createSealing(options.sealed ?? NOTHING_SEALED, { clock, random: systemRandom })
  const reader = createReader(database, sealing)
  const documents = createDocuments({ reader, cache, heartbeat, isCached })
  const { changed } = documents
  const progress = createProgress({ feed, cache, heartbeat, start, changed })
  const follower = startFollower({ url, clock, progress, heartbeat })
  const committer = createCommitter({
    database,
    writer: randomUUID(),
    clock,
    patienceMs,
    sealing,
    progress,
    heartbeat,
    catchUp: () => follower.catchUp(database.read),
  })
  const leases = createLeases(database)
  const stopSweeping = startSweeping(database, clock)
  return {
    database,
    feed,
    heartbeat,
    reader,
    documents,
    progress,
    follower,
    committer,
    leases,
    stopSweeping,
  }
}

function storeOver(parts: Parts): Store {
  const { database, feed, heartbeat, reader, documents, progress, follower, committer, leases } =
    parts
  const state: State = { closing: undefined, closed: false }
  const checkOpen = () => assert(!state.closed, 'a closed store is not used')
  const checkWritable = () => assert(!state.closing, 'a closed store is not written to')

  return {
    async get(key) {
      checkOpen()
      return documents.get(key)
    },
    async getMany(keys) {
      checkOpen()
      const found = await reader.load([...new Set(keys)])
      return keys.map(key => found.get(key)?.document)
    },
    async range(from, to, rangeOptions) {
      checkOpen()
      return reader.range(from, to, rangeOptions)
    },
    async commit(writes) {
      checkWritable()
      return committer.commit(writes)
    },
    async readLog(log, logOptions) {
      checkOpen()
      return reader.readLog(log, logOptions)
    },
    async trimLog(log, position) {
      checkWritable()
      checkName(log)
      await trim(database, log, position)
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
    position: progress.position,
    subscribe: feed.subscribe,
    async changes(since) {
      checkOpen()
      return follower.changes(since, database.read)
    },
    heartbeatAgeMs: heartbeat.ageMs,
    close() {
      state.closing ??= committer.close().then(async () => {
        await Promise.all([follower.close(), parts.stopSweeping()])
        state.closed = true
        await database.close()
      })
      return state.closing
    },
  }
}

interface State {
  closing: Promise<void> | undefined
  closed: boolean
}

/** Brings the schema up to date; gives the position at which this process begins to follow the feed. */
async function prepareDatabase(url: string): Promise<number> {
  const client = new pg.Client(clientConfig(url, LIMITS.upgradeMs))
  client.on('error', () => undefined)
  try {
    await client.connect()
    await upgradeSchema(client)
    const { rows } = await client.query('SELECT position FROM parley.state')
    return Number(rows[0]?.position)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`cannot open the database: ${reason}`, { cause })
  } finally {
    void client.end().catch(() => 'it was not open')
  }
}

async function trim(database: Database, log: string, position: number): Promise<void> {
  await database.write(TRIM, [bytesOf(log), position]).catch(error => {
    throw unavailable(error)
  })
}

const TRIM = {
  name: 'parley-trim',
  text: `DELETE FROM parley.entry
    WHERE log = (SELECT id FROM parley.log WHERE name = $1) AND position < $2`,
}
