/**
 * Commits numbered writes to the store in `argv[2]` from number `argv[3]` on, several at a time, and prints
 * each number once it was acknowledged. Runs until it is killed.
 */
import { writeSync } from 'node:fs'
import { systemClock } from '../../src/kernel/clock.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite.ts'
import { writesOf } from './store-crash-writes.ts'

const WRITERS = 8

const [, , file = '', start = '0'] = process.argv
const store = await openSqliteStore({ file, clock: systemClock })
let next = Number(start)

async function write(): Promise<never> {
  for (;;) {
    const n = next++
    await store.commit(writesOf(n))
    writeSync(1, `${n}\n`)
  }
}

await Promise.all(Array.from({ length: WRITERS }, write))
