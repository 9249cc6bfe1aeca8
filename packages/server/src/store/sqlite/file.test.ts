import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { key, within } from '../key.ts'
import { LIMITS } from '../limits.ts'
import { NOTHING_SEALED } from '../sealing.ts'
import { StoreUnavailable } from '../store.ts'
import { append, put, rejection, SEALED } from '../store-helpers.testing.ts'
import { connect } from './connection.ts'
import { closeRawFiles, openRawFiles } from './raw-files.ts'
import { upgradeSchema } from './schema.ts'
import { openSqliteStore } from './sqlite.ts'
import { temporaryDirectory } from './sqlite-home.testing.ts'
import type { Task } from './task.ts'
import { startWriter } from './writer-thread.ts'

const directory = temporaryDirectory()
afterAll(directory.remove)

const open = (file: string) =>
  openSqliteStore({ file: join(directory.path, file), clock: systemClock, ownerMs: 0 })

describe('the file of the SQLite store', () => {
  it('belongs to one store at a time', async () => {
    const first = await open('owned.db')
    expect(await rejection(open('owned.db'))).toMatchObject({
      message: expect.stringContaining('in use by another process'),
    })
    await first.commit([put(key('a'), 1)])
    await first.close()
    const second = await open('owned.db')
    expect((await second.get(key('a')))?.value).toBe(1)
    await second.close()
  })

  it.skipIf(process.platform === 'win32')('can be read by its owner alone', async () => {
    const store = await open('private.db')
    await store.commit([put(key('a'), 1)])
    for (const side of ['', '-wal', '-shm', '-sums', '.lock']) {
      const { mode } = statSync(join(directory.path, `private.db${side}`))
      expect(mode & 0o777).toBe(0o600)
    }
    await store.close()
  })

  it('holds no text of what is sealed, which only the same key reads again', async () => {
    const file = join(directory.path, 'sealed.db')
    const openWith = (rootKey: Uint8Array) =>
      openSqliteStore({ file, clock: systemClock, sealed: { ...SEALED, rootKey } })
    const texts = { doc: 'said in confidence', log: 'to be told later', other: 'said in public' }
    const inFile = (text: string) => readFileSync(file).includes(text)
    const first = await openWith(SEALED.rootKey)
    await first.commit([
      ...[put(key('doc', 'a'), [texts.doc]), put(key('other'), [texts.other])],
      append('sealed/a', [texts.log]),
    ])
    expect((await first.get(key('doc', 'a')))?.value).toEqual([texts.doc])
    await first.close()
    expect(Object.values(texts).map(inFile)).toEqual([false, false, true])
    const second = await openWith(SEALED.rootKey)
    expect((await second.get(key('doc', 'a')))?.value).toEqual([texts.doc])
    const { documents } = await second.range(...within('doc'))
    expect(documents.map(({ value }) => value)).toEqual([[texts.doc]])
    expect((await second.readLog('sealed/a')).map(({ value }) => value)).toEqual([[texts.log]])
    await second.close()
    const stranger = await openWith(new Uint8Array(32))
    expect((await stranger.get(key('doc', 'a')))?.value).toBeNull()
    expect((await stranger.readLog('sealed/a')).map(({ value }) => value)).toEqual([null])
    expect((await stranger.get(key('other')))?.value).toEqual([texts.other])
    await stranger.close()
  })

  it('holds nothing of what was deleted or replaced once its log is folded', async () => {
    const store = await open('forgetful.db')
    const [gone, old] = ['a secret that is gone', 'a secret that is old']
    await store.commit([put(key('a'), gone), put(key('b'), gone.repeat(5_000)), put(key('c'), old)])
    await store.commit([
      { type: 'delete', key: key('a') },
      { type: 'delete', key: key('b') },
    ])
    await store.commit([put(key('c'), 'new')])
    await store.close()
    const bytes = readFileSync(join(directory.path, 'forgetful.db'))
    expect([bytes.includes('new'), bytes.includes(gone), bytes.includes(old)]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('stays one file of bounded log, and is whole without the log after closing', async () => {
    const store = await open('wal.db')
    const value = 'x'.repeat(100_000)
    const log = join(directory.path, 'wal.db-wal')
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        Array.from({ length: 40 }, (_, n) => store.commit([put(key('a', String(n)), value)])),
      )
    }
    // 40 MB were written.
    expect(statSync(log).size).toBeLessThan(LIMITS.walPages * 4_096 * 1.5)
    await store.close()
    expect(existsSync(log)).toBe(false)
  })

  it('is refused when it is of another program or of a newer version', async () => {
    const foreign = new DatabaseSync(join(directory.path, 'foreign.db'))
    foreign.exec('CREATE TABLE theirs (x)')
    foreign.close()
    expect(await rejection(open('foreign.db'))).toMatchObject({
      message: expect.stringContaining('the file is the database of another program'),
    })
    const store = await open('newer.db')
    await store.close()
    const newer = new DatabaseSync(join(directory.path, 'newer.db'))
    newer.exec(`UPDATE number SET value = 99 WHERE name = 'schema'`)
    newer.close()
    rmSync(join(directory.path, 'newer.db-sums'))
    expect(await rejection(open('newer.db'))).toMatchObject({
      message: expect.stringContaining('written by a newer version'),
    })
    writeFileSync(
      join(directory.path, 'text.db'),
      'not a database at all, but a text file\n'.repeat(99),
    )
    expect(await rejection(open('text.db'))).toBeInstanceOf(Error)
  })

  it('is flushed at every commit', () => {
    const db = connect(join(directory.path, 'flushed.db'))
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    // 2 is FULL: in WAL mode anything less may lose acknowledged commits with the power.
    expect(pragma('synchronous')).toBe(2)
    expect(pragma('journal_mode')).toBe('wal')
    db.close()
  })

  it('is upgraded by the steps that it lacks, all or none', () => {
    const db = new DatabaseSync(':memory:')
    const first = [
      `CREATE TABLE number (name TEXT PRIMARY KEY, value INTEGER); INSERT INTO number VALUES ('schema', 0)`,
    ]
    upgradeSchema(db, first)
    upgradeSchema(db, first)
    const failing = [...first, 'CREATE TABLE second (x)', 'no SQL']
    expect(() => upgradeSchema(db, failing)).toThrow('syntax error')
    const tables = () => db.prepare('SELECT name FROM sqlite_schema ORDER BY name').all()
    expect(tables().map(({ name }) => name)).not.toContain('second')
    upgradeSchema(db, failing.slice(0, 2))
    expect(tables().map(({ name }) => name)).toContain('second')
    expect(db.prepare('SELECT value FROM number').get()?.['value']).toBe(2)
    db.close()
  })
})

describe('a disk that fails', () => {
  it('rejects the commit, keeps reads going, and takes commits again when it is well', async () => {
    const store = await open('failing.db')
    const { revision } = await store.commit([put(key('a'), 'before')])
    const vandal = new DatabaseSync(join(directory.path, 'failing.db'))
    vandal.exec('ALTER TABLE counter RENAME TO gone')
    const writes = [put(key('a'), 'lost'), { type: 'add', key: key('n'), amount: 1 } as const]
    expect(await rejection(store.commit(writes))).toBeInstanceOf(StoreUnavailable)
    expect(await store.get(key('a'))).toMatchObject({ value: 'before', revision })
    expect(store.position()).toBe(revision)
    vandal.exec('ALTER TABLE gone RENAME TO counter')
    vandal.close()
    await store.commit(writes)
    expect((await store.get(key('a')))?.value).toBe('lost')
    await store.close()
  })

  it('costs the tasks of a writer that cannot start, not those after it', async () => {
    const folder = join(directory.path, 'later')
    const other = await open('other.db')
    const files = openRawFiles(join(directory.path, 'other.db'))
    const lost: Task[] = []
    const writer = startWriter(
      { file: join(folder, 'parley.db'), files, checkedPages: 0, sealed: NOTHING_SEALED },
      { applied: () => {}, lost: tasks => lost.push(...tasks), damaged: () => {} },
    )
    const task: Task = { type: 'reserve', count: 1 }
    const failure = await rejection(writer.run(task))
    expect(failure).toBeInstanceOf(StoreUnavailable)
    expect(failure).toMatchObject({ message: expect.stringContaining('outcome is unknown') })
    expect(lost).toEqual([task])
    mkdirSync(folder)
    const db = new DatabaseSync(join(folder, 'parley.db'))
    upgradeSchema(db)
    db.close()
    expect(await writer.run(task)).toEqual({ type: 'reserved', block: { first: 1, end: 2 } })
    await writer.close()
    await other.close()
    closeRawFiles(files)
  })
})
