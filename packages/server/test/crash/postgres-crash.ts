/** Four processes on one database, of which one after the other is killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { within } from '../../src/store/key.ts'
import { openPostgresStore } from '../../src/store/postgres/postgres.ts'
import type { LogEntry, RangePage, Store } from '../../src/store/store.ts'
import { readAllPages } from '../../src/store/store-helpers.testing.ts'
import { COUNTER, LOG, writesOf } from './store-crash-writes.ts'

const PROCESSES = 4
const LONGEST_LIFE_MS = 150

export interface Campaign {
  readonly url: string
  readonly kills: number
  readonly seed: string
  /** Ends and restarts the database under them, after every tenth kill and the last. */
  readonly crashDatabase: () => Promise<void>
}

export interface Toll {
  readonly acknowledged: number
  /** Commits of killed processes that were written though nobody was told. */
  readonly unacknowledged: number
  readonly changesTold: number
}

/** Plays it, and fails when anything acknowledged is lost, torn, doubled, or told out of order. */
export async function playCampaign(campaign: Campaign): Promise<Toll> {
  const { url, kills, seed, crashDatabase } = campaign
  const random = seededRandom(seed)
  const acknowledged = new Set<number>()
  let lives = 0
  const start = () => startLife(url, lives++, PROCESSES + kills)
  const team = await Promise.all(Array.from({ length: PROCESSES }, start))
  for (let kill = 0; kill < kills; kill++) {
    const place = random.below(PROCESSES)
    await systemClock.sleep(random.below(LONGEST_LIFE_MS))
    for (const n of (await team[place]?.kill()) ?? []) acknowledged.add(n)
    team[place] = await start()
    if (kill % 10 === 9 || kill === kills - 1) await crashDatabase()
  }
  // Those that lived through it write again.
  await systemClock.sleep(1_000)
  const ends = await Promise.all(team.map(life => life.stop()))
  for (const { numbers } of ends) for (const n of numbers) acknowledged.add(n)
  const store = await openPostgresStore({ url })
  try {
    const numbers = await examine(store, acknowledged)
    const changesTold = await examineFeed(
      store,
      ends.map(end => end.told),
    )
    const unacknowledged = numbers - acknowledged.size
    return { acknowledged: acknowledged.size, unacknowledged, changesTold }
  } finally {
    await store.close()
  }
}

interface Told {
  readonly from: number
  readonly to: number
  readonly told: readonly number[]
}

interface Life {
  /** `kill -9`; gives what it had acknowledged. */
  kill(): Promise<number[]>
  stop(): Promise<{ numbers: number[]; told: Told }>
}

/** Resolves with the first acknowledgement: what is killed writes. */
async function startLife(url: string, first: number, step: number): Promise<Life> {
  const script = join(import.meta.dirname, 'postgres-child.ts')
  const child = spawn(process.execPath, [script, url, String(first), String(step)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const begun = new Promise<void>(resolve => {
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text
      resolve()
    })
  })
  await Promise.race([begun, ended])
  // A line counts when it is complete.
  const lines = () => output.split('\n').slice(0, -1)
  const numbers = () => lines().flatMap(line => (/^\d+$/.test(line) ? [Number(line)] : []))
  return {
    async kill() {
      await end(child, 'SIGKILL', ended)
      expect(child.signalCode).toBe('SIGKILL')
      return numbers()
    },
    async stop() {
      await end(child, 'SIGTERM', ended)
      const told = lines().find(line => line.startsWith('told '))
      expect(told).toBeDefined()
      return { numbers: numbers(), told: JSON.parse(told?.slice('told '.length) ?? '') as Told }
    },
  }
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM', ended: Promise<void>) {
  child.kill(signal)
  await ended
}

/** Compares what the database holds with what was acknowledged; gives how many commits there are. */
async function examine(store: Store, acknowledged: ReadonlySet<number>): Promise<number> {
  const left = await documentsOf(store, 'left')
  const right = await documentsOf(store, 'right')
  const entries = await entriesOf(store)
  const numbers = entries.map(({ value }) => Number(value)).toSorted((a, b) => a - b)
  expect(left.map(({ value }) => value)).toEqual(right.map(({ value }) => value))
  expect(left.map(({ revision }) => revision)).toEqual(right.map(({ revision }) => revision))
  expect(left.map(({ value }) => value)).toEqual(numbers.map(storedValue))
  expect(entries.map(({ position }) => position)).toEqual([...entries.keys()])
  expect(await store.counter(COUNTER)).toBe(entries.length)
  expect(acknowledged.difference(new Set(numbers))).toEqual(new Set())
  return numbers.length
}

/** Whoever lived to the end was told of every change since its beginning, once and in order. */
async function examineFeed(store: Store, ends: readonly Told[]): Promise<number> {
  let count = 0
  for (const { from, to, told } of ends) {
    expect(to).toBe(store.position())
    const changes = await store.changes(from)
    expect(changes).not.toBe('too far back')
    const revisions = typeof changes === 'string' ? [] : changes.map(({ revision }) => revision)
    expect(told).toEqual(revisions)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    count += told.length
  }
  return count
}

function storedValue(n: number) {
  const [first] = writesOf(n)
  return first?.type === 'put' ? first.value : undefined
}

async function documentsOf(store: Store, kind: string): Promise<RangePage['documents']> {
  const pages = await readAllPages(store, within(kind), {})
  return pages.flatMap(({ documents }) => documents)
}

async function entriesOf(store: Store, from = 0): Promise<LogEntry[]> {
  const entries = await store.readLog(LOG, { from })
  const last = entries.at(-1)
  return last ? [...entries, ...(await entriesOf(store, last.position + 1))] : []
}
