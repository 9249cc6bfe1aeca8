import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { key } from '../key.ts'
import { unsealed } from '../store-helpers.testing.ts'
import { type Applier, createApplier } from './apply.ts'
import { upgradeSchema } from './schema.ts'
import type { Task } from './task.ts'

const put = (name: string, text: string): Task => ({
  type: 'commit',
  writes: [{ type: 'put', key: key(name), text }],
})
const LARGE = JSON.stringify('x'.repeat(1_000_000))

describe('a transaction of many commits', () => {
  let db: DatabaseSync
  let applier: Applier
  beforeEach(() => {
    db = new DatabaseSync(':memory:')
    upgradeSchema(db)
    applier = createApplier(db, unsealed())
  })
  afterEach(() => db.close())

  const names = () =>
    db
      .prepare('SELECT CAST(key AS TEXT) AS name FROM document ORDER BY key')
      .all()
      .map(row => String(row['name']).replace('\u0000', ''))
  const limitPages = (pages: number) => db.exec(`PRAGMA max_page_count = ${pages}`)

  it('fails the one that the disk has no room for, not its neighbours', () => {
    limitPages(100)
    const outcomes = applier.apply([put('a', '1'), put('b', LARGE), put('c', '1')])
    expect(outcomes.map(({ type }) => type)).toEqual(['committed', 'failed', 'committed'])
    expect(outcomes[1]).toMatchObject({ message: expect.stringContaining('full') })
    expect(names()).toEqual(['a', 'c'])
  })

  it('leaves no half of a commit that failed', () => {
    limitPages(100)
    const writes = [...'abc'].map(name => ({ type: 'put' as const, key: key(name), text: '1' }))
    const half: Task = {
      type: 'commit',
      writes: [
        ...writes,
        { type: 'add', key: key('n'), amount: 1, max: 9 },
        { type: 'append', log: 'x', texts: ['1'] },
        { type: 'put', key: key('z'), text: LARGE },
      ],
    }
    expect(applier.apply([half])).toMatchObject([{ type: 'failed' }])
    expect(names()).toEqual([])
    for (const table of ['counter', 'log', 'entry']) {
      expect(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']).toBe(0)
    }
  })

  it('works again once there is room, and skips no revision', () => {
    limitPages(100)
    expect(applier.apply([put('a', LARGE)])).toMatchObject([{ type: 'failed' }])
    limitPages(10_000)
    expect(applier.apply([put('a', LARGE)])).toMatchObject([{ type: 'committed', revision: 1 }])
  })

  it('lets each commit see those before it', () => {
    const expecting = (revision: number | 'absent'): Task => ({
      type: 'commit',
      writes: [
        { type: 'expect', key: key('a'), revision },
        { type: 'put', key: key('a'), text: '1' },
      ],
    })
    const outcomes = applier.apply([expecting('absent'), expecting('absent'), expecting(1)])
    expect(outcomes.map(({ type }) => type)).toEqual(['committed', 'conflict', 'committed'])
  })

  it('gives fencing numbers in blocks that do not meet', () => {
    const [first, second] = applier.apply([
      { type: 'reserve', count: 10 },
      { type: 'reserve', count: 10 },
    ])
    expect(first).toEqual({ type: 'reserved', block: { first: 1, end: 11 } })
    expect(second).toEqual({ type: 'reserved', block: { first: 11, end: 21 } })
  })
})
