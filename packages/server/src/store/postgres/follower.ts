import pg from 'pg'
import type { Clock } from '../../kernel/clock.ts'
import { assert } from '../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import type { Change } from '../store.ts'
import { clientConfig, type Row, type Statement } from './connection.ts'
import { changesOfRow, type FeedRow } from './feed-row.ts'
import { backOffMs } from './gate.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Progress } from './progress.ts'

/** Follows what other processes commit. */
export interface Follower {
  /** Reads the feed to its present end. `ask` is the way to the database. */
  catchUp(ask: Ask): Promise<void>
  /** What the feed remembers after `since`, up to what this process has applied. */
  changes(since: number, ask: Ask): Promise<readonly Change[] | 'too far back'>
  close(): Promise<void>
}

export type Ask = (statement: Statement, values: readonly unknown[]) => Promise<Row[]>

export interface FollowerParts {
  readonly url: string
  readonly clock: Clock
  readonly progress: Progress
  readonly heartbeat: Heartbeat
}

/**
 * Over a connection of its own, which nothing else can hold up: told by NOTIFY, and read anyway at every beat.
 * A connection that does not answer in time is given up for a new one.
 */
export function startFollower(parts: FollowerParts): Follower {
  const { clock, progress, heartbeat } = parts
  const closing = new AbortController()
  const catchUp = async (ask: Ask): Promise<void> => {
    for (;;) {
      const since = progress.position()
      const askedAt = heartbeat.moment()
      const { position, floor, rows } = await pageOf(ask, since)
      const isAll = rows.length < LIMITS.feedPage
      progress.apply({
        since,
        changes: rows.flatMap(changesOfRow),
        position: isAll ? position : (rows.at(-1)?.[0] ?? position),
        floor,
        askedAt: isAll ? askedAt : undefined,
      })
      if (isAll) return
    }
  }
  const run = async () => {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      const began = heartbeat.moment()
      await follow(parts, closing.signal, catchUp).catch(() => 'a new connection is made')
      if (heartbeat.moment() - began > LIMITS.longestReconnectMs) failures = 0
      await clock.sleep(backOffMs(failures), closing.signal).catch(() => 'closing')
    }
  }
  const running = run()
  return {
    catchUp,
    async changes(since, ask) {
      const end = progress.position()
      const changes: Change[] = []
      for (let from = since; from < end; ) {
        const { position, floor, rows } = await pageOf(ask, from)
        // It was put back to an earlier state, in which the end is not reached.
        if (from < floor || position < end) return 'too far back'
        changes.push(...rows.flatMap(changesOfRow))
        from = rows.length < LIMITS.feedPage ? position : (rows.at(-1)?.[0] ?? position)
      }
      return changes.filter(({ revision }) => revision <= end)
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

/** Follows over one connection until it breaks or the store is closed. */
async function follow(
  { url, progress }: FollowerParts,
  closing: AbortSignal,
  catchUp: (ask: Ask) => Promise<void>,
): Promise<void> {
  const client = new pg.Client(clientConfig(url, LIMITS.feedStatementMs))
  const bell = createBell()
  client.on('error', bell.fail)
  client.on('end', () => bell.fail(new Error('the connection ended')))
  client.on('notification', ({ payload }) => {
    if (!applyNews(payload, progress)) bell.ring()
  })
  const stop = () => bell.fail(new Error('the store is closed'))
  closing.addEventListener('abort', stop)
  try {
    await client.connect()
    await client.query('LISTEN parley')
    const ask: Ask = async ({ name, text }, values) =>
      (await client.query({ name, text, values: [...values] })).rows
    for (;;) {
      await catchUp(ask)
      await bell.wait(LIMITS.heartbeatMs)
    }
  } finally {
    closing.removeEventListener('abort', stop)
    void client.end().catch(() => 'it had ended')
  }
}

/**
 * A notification tells what one batch did. False when this process must read the feed for it. Whoever may connect
 * to the database can send one: it is never a heartbeat, and the next look at the feed puts a false one right.
 */
function applyNews(payload: string | undefined, progress: Progress): boolean {
  const news = payload ? newsOf(payload) : undefined
  if (!news || progress.position() < news.before) return false
  const { before: since, position, changes } = news
  progress.apply({ since, changes, position, floor: 0, askedAt: undefined })
  return true
}

function newsOf(payload: string) {
  try {
    const { before, position, rows } = JSON.parse(payload) as FeedPage & { before: number }
    const isWhole = Number.isSafeInteger(before) && Number.isSafeInteger(position)
    return isWhole ? { before, position, changes: rows.flatMap(changesOfRow) } : undefined
  } catch {
    return undefined
  }
}

/** Rung by notifications; what rings while nobody waits is heard at the next wait. */
function createBell() {
  let rung = false
  let failure: Error | undefined
  let wake = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    fail(error: Error) {
      failure ??= error
      wake()
    },
    async wait(atMostMs: number): Promise<void> {
      if (!rung && !failure) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, atMostMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      rung = false
      if (failure) throw failure
    },
  }
}

async function pageOf(ask: Ask, since: number): Promise<FeedPage> {
  const [row] = await ask(FEED, [since, LIMITS.feedPage])
  assert(row, 'the state has its row')
  return row as unknown as FeedPage
}

interface FeedPage {
  readonly position: number
  readonly floor: number
  readonly rows: readonly FeedRow[]
}

/** One statement, so that rows and position are of the same moment. */
const FEED: Statement = {
  name: 'parley-feed',
  text: `SELECT position, floor, (
      SELECT coalesce(json_agg(json_build_array(revision, f.changes) ORDER BY revision), '[]') FROM (
        SELECT revision, changes FROM parley.feed WHERE revision > $1 ORDER BY revision LIMIT $2
      ) f
    ) AS rows FROM parley.state`,
}
