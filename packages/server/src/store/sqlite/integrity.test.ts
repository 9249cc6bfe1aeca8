import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { seededRandom } from '../../kernel/random.ts'
import { key, within } from '../key.ts'
import { LIMITS } from '../limits.ts'
import { StoreDamaged } from '../store.ts'
import { append, put, rejection, unsealed } from '../store-helpers.testing.ts'
import { checkFile } from './check-file.ts'
import { createCheckpointer } from './checkpoint.ts'
import { connect } from './connection.ts'
import { closeRawFiles, openRawFiles } from './raw-files.ts'
import { createReader } from './reader.ts'
import { openSqliteStore } from './sqlite.ts'
import { temporaryDirectory } from './sqlite-home.testing.ts'

const SEED = process.env['CRASH_SEED'] ?? String(process.pid)
const CHANGES = Number(process.env['TORN_CHANGES'] ?? 12)
const COMMITS = 30
const FILES = ['', '-wal', '-sums'] as const

const directory = temporaryDirectory()
afterAll(directory.remove)

const at = (name: string) => join(directory.path, name)
const open = (name: string) => openSqliteStore({ file: at(name), clock: systemClock, ownerMs: 0 })
const copy = (from: string, to: string) => {
  rmSync(at(`${to}-shm`), { force: true })
  for (const suffix of FILES) {
    rmSync(at(to + suffix), { force: true })
    if (existsSync(at(from + suffix))) copyFileSync(at(from + suffix), at(to + suffix))
  }
}
const flip = (name: string, byte: number, bit: number) => {
  const bytes = readFileSync(at(name))
  bytes[byte]! ^= 1 << bit
  writeFileSync(at(name), bytes)
}

describe(`the file of a store (CRASH_SEED=${SEED})`, () => {
  const random = seededRandom(SEED)

  beforeAll(async () => {
    const store = await open('closed.db')
    for (let n = 0; n < COMMITS; n++) {
      const filler = 'x'.repeat((n * 371) % 9_000)
      await store.commit([put(key('doc', String(n)), { n, filler }), append('log', n)])
    }
    // As kill -9 leaves it: everything acknowledged is in the log.
    copy('closed.db', 'killed.db')
    await store.close()
  })

  it('is opened after kill -9 with everything that was acknowledged', async () => {
    copy('killed.db', 'opened.db')
    const store = await open('opened.db')
    expect(store.position()).toBe(COMMITS)
    expect((await store.readLog('log')).map(({ value }) => value)).toEqual([
      ...Array(COMMITS).keys(),
    ])
    await store.close()
    await (await open('opened.db')).close()
  })

  it('is refused with its page, whatever bit of it changed', async () => {
    const { length } = readFileSync(at('closed.db'))
    for (let change = 0; change < CHANGES; change++) {
      copy('closed.db', 'rotten.db')
      const byte = random.below(length)
      flip('rotten.db', byte, random.below(8))
      const { message } = (await rejection(open('rotten.db'))) as Error
      expect(message).toContain(`it is damaged: page ${Math.floor(byte / 4_096) + 1} is not`)
      expect(message).toContain('parley restore')
    }
  })

  it('is refused when its end is missing', async () => {
    copy('closed.db', 'short.db')
    truncateSync(at('short.db'), readFileSync(at('closed.db')).length - 4_096)
    expect(await rejection(open('short.db'))).toMatchObject({
      message: expect.stringContaining('it is damaged: page'),
    })
  })

  it('lacks no acknowledged commit unnoticed, however its log is cut or changed', async () => {
    const log = readFileSync(at('killed.db-wal'))
    for (let change = 0; change < CHANGES * 2; change++) {
      copy('killed.db', 'torn.db')
      if (change % 2 === 0) truncateSync(at('torn.db-wal'), random.below(log.length))
      else flip('torn.db-wal', random.below(log.length), random.below(8))
      const opened = await open('torn.db').catch((error: unknown) => error)
      if (opened instanceof Error) {
        expect(opened.message).toMatch(/acknowledged changes are missing|it is damaged|cannot open/)
        continue
      }
      const store = opened as Awaited<ReturnType<typeof open>>
      expect(store.position()).toBe(COMMITS)
      await store.close()
    }
  })

  it('keeps what is left of a cut log, and goes on without the rest when it is told to', async () => {
    copy('killed.db', 'cut.db')
    truncateSync(at('cut.db-wal'), Math.floor(readFileSync(at('killed.db-wal')).length / 2))
    const left = readFileSync(at('cut.db-wal'))
    for (let time = 0; time < 2; time++) {
      expect(await rejection(open('cut.db'))).toMatchObject({
        message: expect.stringContaining(`number ${COMMITS} was acknowledged`),
      })
    }
    expect(readFileSync(at('cut.db-wal'))).toEqual(left)
    rmSync(at('cut.db-sums'))
    const store = await open('cut.db')
    expect(store.position()).toBeLessThan(COMMITS)
    await store.commit([put(key('after'), 1)])
    await store.close()
    await (await open('cut.db')).close()
  })

  it('has every row looked at when it has no sums', async () => {
    const bytes = readFileSync(at('closed.db'), 'latin1')
    writeFileSync(at('row.db'), bytes.replace('{"n":7', '{"n":8'), 'latin1')
    expect(await rejection(open('row.db'))).toMatchObject({
      message: expect.stringContaining('it is damaged (row 8 of'),
    })
    // A key that changed in an index alone would make its row vanish.
    const text = Buffer.from(key('doc', '21')).toString('latin1')
    const first = bytes.indexOf(text)
    const index = bytes.indexOf(text, first + 1)
    const other = Buffer.from(key('doc', '2!')).toString('latin1')
    for (const place of [first, index]) {
      const changed = bytes.slice(0, place) + other + bytes.slice(place + text.length)
      writeFileSync(at('vanished.db'), changed, 'latin1')
      rmSync(at('vanished.db-sums'), { force: true })
      expect(await rejection(open('vanished.db'))).toMatchObject({
        message: expect.stringContaining('it is damaged ('),
      })
    }
  })

  it('has no value read that is not as it was written, though it was opened already', async () => {
    const bytes = readFileSync(at('closed.db'), 'latin1')
    writeFileSync(at('read.db'), bytes.replace('{"n":7', '{"n":8'), 'latin1')
    const db = connect(at('read.db'))
    const reader = createReader(db, unsealed())
    expect(() => reader.get(key('doc', '7'))).toThrow(StoreDamaged)
    expect(() => reader.range(...within('doc'))).toThrow(StoreDamaged)
    expect(reader.get(key('doc', '8'))?.document.value).toMatchObject({ n: 8 })
    db.close()
  })

  it('is left as it was by a version that must refuse it', async () => {
    copy('killed.db', 'refused.db')
    const newer = new DatabaseSync(at('refused.db'))
    newer.exec(`PRAGMA wal_autocheckpoint = 0; UPDATE number SET value = 99 WHERE name = 'schema'`)
    copyFileSync(at('refused.db-wal'), at('log'))
    newer.close()
    copyFileSync(at('killed.db'), at('refused.db'))
    copyFileSync(at('log'), at('refused.db-wal'))
    expect(await rejection(open('refused.db'))).toMatchObject({
      message: expect.stringContaining('written by a newer version'),
    })
    const check = checkFile(at('refused.db'), () => 0)
    expect(check).toMatchObject({ kind: 'sound', position: COMMITS })
  })

  it('keeps its sums through many checkpoints, also while somebody reads an old state', async () => {
    const store = await open('many.db')
    const reader = new DatabaseSync(at('many.db'))
    const value = 'x'.repeat(100_000)
    const round = (name: string) =>
      Promise.all(
        Array.from({ length: 40 }, (_, n) => store.commit([put(key(name, String(n)), value)])),
      )
    for (let n = 0; n < 6; n++) await round('a')
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM document').get()
    for (let n = 0; n < 10; n++) await round(`b${n}`)
    copy('many.db', 'held.db')
    reader.exec('COMMIT')
    reader.close()
    for (let n = 0; n < 3; n++) await round('c')
    copy('many.db', 'later.db')
    await store.close()
    for (const name of ['held.db', 'later.db', 'many.db']) {
      const again = await open(name)
      expect((await again.range(...within('a'))).documents).toHaveLength(40)
      await again.close()
    }
  })

  it('is compared for as long as a start may take', () => {
    let now = 0
    const clock = () => {
      now += LIMITS.startCheckMs
      return now
    }
    expect(checkFile(at('many.db'), clock)).toMatchObject({
      kind: 'sound',
      checkedPages: LIMITS.pagesCheckedAtOnce,
    })
    const whole = checkFile(at('many.db'), () => 0)
    const pages = readFileSync(at('many.db')).length / 4_096
    expect(whole).toMatchObject({ kind: 'sound', checkedPages: pages })
    expect(pages).toBeGreaterThan(LIMITS.pagesCheckedAtOnce)
  })

  it('is compared to its end while the server runs', () => {
    copy('many.db', 'scrubbed.db')
    const pages = readFileSync(at('scrubbed.db')).length / 4_096
    flip('scrubbed.db', pages * 4_096 - 10, 3)
    const db = connect(at('scrubbed.db'))
    createReader(db, unsealed()).position()
    const files = openRawFiles(at('scrubbed.db'))
    const checkpointer = createCheckpointer(db, files, LIMITS.pagesCheckedAtOnce)
    const found = Array.from({ length: 16 }, () => checkpointer.scrub())
    expect(found.filter(page => page !== undefined)).toEqual([pages])
    db.close()
    closeRawFiles(files)
  })
})

describe('a store of an earlier release', () => {
  const FIXTURES = join(import.meta.dirname, '../../../test/fixtures/stores')

  it.each(['schema-1.db'])('%s is opened with everything in it', async name => {
    mkdirSync(at('old'))
    copyFileSync(join(FIXTURES, name), at('old/parley.db'))
    const store = await open('old/parley.db')
    expect(await store.get(key('lex.bot', 'OrderFlowers', '1'))).toMatchObject({
      revision: 1,
      value: { name: 'OrderFlowers', version: '1', note: 'roses, ☘ and \u0000' },
    })
    expect((await store.range(...within('lex.bot'))).documents).toHaveLength(40)
    expect(await store.counter(key('bots'))).toBe(40)
    expect((await store.readLog('audit')).map(({ position }) => position)).toEqual([5, 6, 7, 8, 9])
    expect(store.position()).toBe(43)
    await store.commit([append('audit', 'new')])
    expect((await store.readLog('audit', { from: 10 }))[0]?.value).toBe('new')
    await store.close()
  })
})
