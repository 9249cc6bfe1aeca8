/** kill -9 at a random moment (docs: invariants). `CRASH_ROUNDS=200` makes a campaign of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { within } from '../../src/store/key.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite.ts'
import type { LogEntry, RangePage, Store } from '../../src/store/store.ts'
import { readAllPages } from '../../src/store/store-helpers.testing.ts'
import { roundsOr, SEED, temporaryDirectory } from './crash-round.ts'
import { COUNTER, LOG, writesOf } from './store-crash-writes.ts'

const ROUNDS = roundsOr(5)
const LONGEST_LIFE_MS = 120

describe(`a store whose process is killed (CRASH_SEED=${SEED})`, () => {
  const directory = temporaryDirectory()
  const file = join(directory, 'parley.db')

  it('has every acknowledged commit, and every commit whole or not at all', {
    timeout: 30_000 + ROUNDS * 3_000,
  }, async () => {
    const random = seededRandom(SEED)
    const acknowledged = new Set<number>()
    let start = 0
    for (let round = 0; round < ROUNDS; round++) {
      for (const n of await lifeOf(file, start, random.below(LONGEST_LIFE_MS))) acknowledged.add(n)
      expect(acknowledged.size).toBeGreaterThan(0)
      start = (await examine(file, acknowledged)) + 1
    }
    expect(integrityOf(file)).toBe('ok')
  })
})

/** Runs a writer until `lifeMs` after its first acknowledgement, kills it, and gives what it acknowledged. */
async function lifeOf(file: string, start: number, lifeMs: number): Promise<number[]> {
  const script = join(import.meta.dirname, 'store-crash-child.ts')
  const child = spawn(process.execPath, [script, file, String(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  child.stdout.setEncoding('utf8').on('data', text => {
    if (output === '') void killLater(child, file, lifeMs)
    output += text
  })
  await ended
  expect(child.signalCode).toBe('SIGKILL')
  // A number counts when its line is complete.
  return output.split('\n').slice(0, -1).map(Number)
}

async function killLater(child: ChildProcess, file: string, lifeMs: number): Promise<void> {
  await expect(openSqliteStore({ file, clock: systemClock, ownerMs: 0 })).rejects.toThrow(
    'in use by another process',
  )
  await systemClock.sleep(lifeMs)
  child.kill('SIGKILL')
}

/** Compares what the file holds with what was acknowledged; gives the newest number. */
async function examine(file: string, acknowledged: ReadonlySet<number>): Promise<number> {
  const store = await openSqliteStore({ file, clock: systemClock, ownerMs: 0 })
  const left = await documentsOf(store, 'left')
  const right = await documentsOf(store, 'right')
  const entries = await entriesOf(store)
  const numbers = entries.map(({ value }) => Number(value))
  expect(left.map(({ value }) => value)).toEqual(right.map(({ value }) => value))
  expect(left.map(({ revision }) => revision)).toEqual(right.map(({ revision }) => revision))
  const whole = numbers.toSorted((a, b) => a - b)
  expect(left.map(({ value }) => value)).toEqual(whole.map(n => storedValue(n)))
  expect(entries.map(({ position }) => position)).toEqual([...entries.keys()])
  expect(await store.counter(COUNTER)).toBe(entries.length)
  expect(acknowledged.difference(new Set(numbers))).toEqual(new Set())
  expect(store.position()).toBe(Math.max(...left.map(({ revision }) => revision)))
  await store.close()
  return whole.at(-1) ?? 0
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

function integrityOf(file: string): unknown {
  const db = new DatabaseSync(file)
  const result = db.prepare('PRAGMA integrity_check').get()?.['integrity_check']
  db.close()
  return result
}
