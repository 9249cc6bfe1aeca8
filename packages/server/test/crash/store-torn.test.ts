/** Files cut or changed at random places: what is read is what was written, or nothing is. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { within } from '../../src/store/key.ts'
import { connect } from '../../src/store/sqlite/connection.ts'
import { createReader, type Reader } from '../../src/store/sqlite/reader.ts'
import { upgradeSchema } from '../../src/store/sqlite/schema.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite.ts'
import { unsealed } from '../../src/store/store-helpers.testing.ts'
import { SEED, temporaryDirectory } from './crash-round.ts'
import { LOG, side, writesOf } from './store-crash-writes.ts'

const COMMITS = 40
const CHANGES = Number(process.env['TORN_CHANGES'] ?? 40)

describe(`a store whose files were damaged (CRASH_SEED=${SEED})`, () => {
  const directory = temporaryDirectory()
  const random = seededRandom(SEED)
  const intact = join(directory, 'intact.db')
  const withLog = join(directory, 'with-log.db')

  beforeAll(async () => {
    const store = await openSqliteStore({ file: intact, clock: systemClock })
    for (let n = 0; n < COMMITS; n++) await store.commit(writesOf(n))
    // As the disk is when the power fails: all commits in the log, none in the database.
    copyFileSync(intact, withLog)
    copyFileSync(`${intact}-wal`, `${withLog}-wal`)
    await store.close()
  })

  it('has a beginning of its commits, each whole, however its log is cut', () => {
    const log = readFileSync(`${withLog}-wal`)
    for (let change = 0; change < CHANGES; change++) {
      const cut = log.subarray(0, random.below(log.length))
      const commits = read('cut', { database: readFileSync(withLog), log: cut }, beginningOf)
      expect(commits).toBeLessThan(COMMITS)
    }
    expect(read('whole', { database: readFileSync(withLog), log }, beginningOf)).toBe(COMMITS)
  })

  it('has a beginning of its commits, each whole, whatever byte of its log changed', () => {
    const log = readFileSync(`${withLog}-wal`)
    for (let change = 0; change < CHANGES; change++) {
      const changed = Buffer.from(log)
      changed[random.below(log.length)]! ^= 1 << random.below(8)
      read('changed', { database: readFileSync(withLog), log: changed }, beginningOf)
    }
  })

  it('serves no document that is not as it was written, whatever byte of the database changed', () => {
    const database = readFileSync(intact)
    for (let change = 0; change < CHANGES * 2; change++) {
      const changed = Buffer.from(database)
      changed[random.below(database.length)]! ^= 1 << random.below(8)
      try {
        read('rotten', { database: changed, log: undefined }, onlyWhatWasWritten)
      } catch (error) {
        // Noticed at the start or while reading.
        if (error instanceof Error && error.name === 'AssertionError') throw error
      }
    }
  })

  /** Opens a copy made of these bytes. */
  function read<T>(
    name: string,
    { database, log }: { readonly database: Buffer; readonly log: Buffer | undefined },
    work: (reader: Reader) => T,
  ): T {
    const file = join(directory, `${name}.db`)
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
    writeFileSync(file, database)
    if (log) writeFileSync(`${file}-wal`, log)
    const db = connect(file)
    try {
      upgradeSchema(db)
      return work(createReader(db, unsealed()))
    } finally {
      db.close()
    }
  }
})

/** How many commits there are, after checking that they are the first ones and whole. */
function beginningOf(reader: Reader): number {
  const numbers = reader.readLog(LOG).map(({ value }) => Number(value))
  expect(numbers).toEqual([...numbers.keys()])
  for (const name of ['left', 'right'] as const) {
    const documents = reader.range(...within(name)).documents
    expect(documents.map(({ value }) => value)).toEqual(numbers.map(storedValue))
  }
  expect(reader.position()).toBe(numbers.length)
  return numbers.length
}

function onlyWhatWasWritten(reader: Reader): void {
  for (let n = 0; n < COMMITS; n++) {
    for (const name of ['left', 'right'] as const) {
      const document = noticing(() => reader.get(side(name, n))?.document)
      if (document)
        expect(document).toEqual({ key: side(name, n), revision: n + 1, value: storedValue(n) })
    }
  }
}

function noticing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    return undefined
  }
}

function storedValue(n: number) {
  const [first] = writesOf(n)
  return first?.type === 'put' ? first.value : undefined
}
