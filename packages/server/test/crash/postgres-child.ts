/**
 * One of several processes on the database at `argv[2]`: commits the numbers `argv[3]`, `argv[3]` + `argv[4]`, …
 * several at a time, some of them large, and prints each once it was acknowledged. Follows the feed all the while
 * and prints, when it is told to stop, from where on it did and the revisions that it was told of.
 */
import { writeSync } from 'node:fs'
import { systemClock } from '../../src/kernel/clock.ts'
import { openPostgresStore } from '../../src/store/postgres/postgres.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { writesOf } from './store-crash-writes.ts'

const WRITERS = 4

const [, , url = '', first = '0', step = '1'] = process.argv
const store = await openPostgresStore({ url, isCached: () => true })
const told: number[] = []
const from = store.position()
store.subscribe(({ revision }) => told.push(revision))
let next = Number(first)
let isStopping = false

async function write(): Promise<void> {
  while (!isStopping) {
    const n = next
    next += Number(step)
    try {
      await store.commit(writesOf(n))
      writeSync(1, `${n}\n`)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }
}

process.once('SIGTERM', async () => {
  isStopping = true
  await Promise.all(writing)
  // What the others did last is still to come.
  await systemClock.sleep(1_000)
  writeSync(1, `told ${JSON.stringify({ from, to: store.position(), told })}\n`)
  process.exit(0)
})
const writing = Array.from({ length: WRITERS }, write)
