import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { key, within } from './key.ts'
import { type Change, CommitConflict, type Key, type Store } from './store.ts'
import type { Home, OpenHome } from './store-contract.testing.ts'
import { add, append, put, rejection, remove } from './store-helpers.testing.ts'

/** What every engine promises of commits, counters and the feed. */
export function commitContract(engine: string, openHome: OpenHome): void {
  let home: Home
  let store: Store

  beforeEach(async () => {
    home = await openHome()
    store = home.store
  })
  afterEach(() => home.remove())

  const a = key('doc', 'a')
  const b = key('doc', 'b')
  const c = key('doc', 'c')

  describe(`commits of the ${engine} store`, () => {
    it('write nothing when one condition does not hold', async () => {
      await store.commit([put(a, 'before'), put(b, 'b'), add('n', 1), append('log', 'first')])
      const position = store.position()
      const writes = [put(a, 'after'), remove(b), put(c, 'c'), add('n', 1), append('log', 'second')]
      const failure = await rejection(
        store.commit([...writes, { type: 'expect', key: c, revision: position }]),
      )
      expect(failure).toBeInstanceOf(CommitConflict)
      expect(failure).toMatchObject({ key: c, reason: 'revision' })
      const values = (await store.getMany([a, b, c])).map(document => document?.value)
      expect(values).toEqual(['before', 'b', undefined])
      expect(await store.counter(key('n'))).toBe(1)
      expect(await store.readLog('log')).toEqual([{ position: 0, value: 'first' }])
      expect(store.position()).toBe(position)
    })

    it('expect a revision, or absence, of the state before them', async () => {
      const expecting = (revision: number | 'absent') =>
        store.commit([put(a, 'next'), { type: 'expect', key: a, revision }])
      const { revision: first } = await expecting('absent')
      expect(await rejection(expecting('absent'))).toMatchObject({ key: a, reason: 'revision' })
      const { revision: second } = await expecting(first)
      expect(await rejection(expecting(first))).toBeInstanceOf(CommitConflict)
      await store.commit([{ type: 'expect', key: a, revision: second }, remove(a)])
      expect(await rejection(expecting(second))).toBeInstanceOf(CommitConflict)
      await expecting('absent')
    })

    it('apply their writes in order', async () => {
      const { revision } = await store.commit([
        put(a, 1),
        put(a, 2),
        put(b, 1),
        remove(b),
        remove(c),
        put(c, 3),
      ])
      const documents = await store.getMany([a, b, c])
      expect(documents.map(document => document?.value)).toEqual([2, undefined, 3])
      expect(documents[0]?.revision).toBe(revision)
    })

    it('apply their writes in order to documents that are known as well', async () => {
      await store.commit([put(a, 0), put(b, 0), put(c, 0)])
      for (const each of [a, b, c]) await store.get(each)
      await store.commit([put(a, 1), put(a, 2), put(b, 1), remove(b), remove(c), put(c, 3)])
      const documents = await Promise.all([a, b, c].map(each => store.get(each)))
      expect(documents.map(document => document?.value)).toEqual([2, undefined, 3])
    })

    it('are read by whoever waited for them', async () => {
      for (let value = 0; value < 20; value++) {
        await store.get(a)
        await store.commit([put(a, value)])
        expect((await store.get(a))?.value).toBe(value)
        expect((await store.getMany([a]))[0]?.value).toBe(value)
        expect((await store.range(a, b)).documents[0]?.value).toBe(value)
      }
    })

    it('give revisions that grow and are the position of the feed', async () => {
      let newest = store.position()
      for (const writes of [
        [put(a, 1)],
        [remove(a)],
        [add('n', 1)],
        [append('log', 1)],
        [put(a, 1)],
      ]) {
        const { revision } = await store.commit(writes)
        expect(revision).toBeGreaterThan(newest)
        expect(store.position()).toBe(revision)
        newest = revision
      }
      const { revision } = await store.commit([put(b, 1), put(c, 1)])
      const documents = await store.getMany([b, c])
      expect(documents.map(document => document?.revision)).toEqual([revision, revision])
    })

    it('never fail because a neighbour does', async () => {
      await store.commit([put(a, 0)])
      const doomed = { type: 'expect', key: a, revision: 'absent' } as const
      const outcomes = await Promise.allSettled(
        Array.from({ length: 60 }, (_, n) =>
          store.commit([put(key('own', String(n)), n), ...(n % 3 === 1 ? [doomed] : [])]),
        ),
      )
      const refused = [...outcomes.keys()].filter(n => outcomes[n]?.status === 'rejected')
      expect(refused).toEqual([...outcomes.keys()].filter(n => n % 3 === 1))
      const written = (await store.range(...within('own'))).documents.map(({ value }) =>
        Number(value),
      )
      const kept = Array.from({ length: 60 }, (_, n) => n).filter(n => n % 3 !== 1)
      expect(written.toSorted((x, y) => x - y)).toEqual(kept)
    })

    it('let one of many win that expect the same revision', async () => {
      const { revision } = await store.commit([put(a, 'start')])
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          store.commit([{ type: 'expect', key: a, revision }, put(a, n)]),
        ),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(outcomes[0]?.status).toBe('fulfilled')
      expect((await store.get(a))?.value).toBe(0)
    })

    it('happen in the order in which they were asked for', async () => {
      const commits = Array.from({ length: 50 }, (_, n) =>
        store.commit([put(a, n), append('log', n)]),
      )
      const revisions = (await Promise.all(commits)).map(({ revision }) => revision)
      expect(revisions).toEqual(revisions.toSorted((x, y) => x - y))
      expect((await store.readLog('log')).map(({ value }) => value)).toEqual([...Array(50).keys()])
    })
  })

  describe(`counters of the ${engine} store`, () => {
    const n = key('n')

    it('are 0 until they are added to, and give their sum', async () => {
      expect(await store.counter(n)).toBe(0)
      const { counters } = await store.commit([add('n', 5), add('n', -2), add('m', 1)])
      expect([...counters]).toEqual([
        [n, 3],
        [key('m'), 1],
      ])
      expect(await store.counter(n)).toBe(3)
      await store.commit([add('n', -4)])
      expect(await store.counter(n)).toBe(-1)
      await store.commit([add('n', 1)])
      expect(await store.counter(n)).toBe(0)
    })

    it('refuse the commit that would take them over their maximum', async () => {
      await store.commit([add('n', 2, 3)])
      const failure = await rejection(store.commit([put(a, 1), add('n', 2, 3)]))
      expect(failure).toMatchObject({ name: 'CommitConflict', key: n, reason: 'maximum' })
      expect(await store.get(a)).toBeUndefined()
      await store.commit([add('n', 1, 3)])
      expect(await rejection(store.commit([add('n', 1, 4), add('n', 1, 4)]))).toMatchObject({
        reason: 'maximum',
      })
      expect(await store.counter(n)).toBe(3)
    })

    it('hold their maximum against many at once', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 30 }, () => store.commit([add('n', 1, 10)])),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
      expect(await store.counter(n)).toBe(10)
    })

    it('are not documents of the same name', async () => {
      await store.commit([add('n', 1), put(n, 'document')])
      await store.commit([remove(n)])
      expect(await store.counter(n)).toBe(1)
    })
  })

  describe(`the feed of the ${engine} store`, () => {
    it('tells of every change in commit order, before the commit resolves', async () => {
      const seen: Change[] = []
      await store.commit([put(a, 'before')])
      const end = store.subscribe(change => seen.push(change))
      const first = await store.commit([put(a, 1), put(b, 1), add('n', 1), append('log', 1)])
      expect(seen).toEqual([
        { revision: first.revision, key: a, type: 'put' },
        { revision: first.revision, key: b, type: 'put' },
      ])
      const [second, third] = await Promise.all([
        store.commit([remove(a)]),
        store.commit([put(a, 2)]),
      ])
      expect(seen.slice(2)).toEqual([
        { revision: second.revision, key: a, type: 'delete' },
        { revision: third.revision, key: a, type: 'put' },
      ])
      end()
    })

    it('tells of a document once per commit, as what it became', async () => {
      const seen: Change[] = []
      const end = store.subscribe(change => seen.push(change))
      const { revision } = await store.commit([remove(a), put(a, 1), put(b, 1), remove(b)])
      expect(seen).toEqual([
        { revision, key: a, type: 'put' },
        { revision, key: b, type: 'delete' },
      ])
      end()
    })

    it('tells nothing of a commit that was refused, nor after it was ended', async () => {
      const seen: Key[] = []
      const end = store.subscribe(({ key }) => seen.push(key))
      await rejection(store.commit([put(a, 1), { type: 'expect', key: b, revision: 7 }]))
      await store.commit([put(b, 1)])
      end()
      await store.commit([put(c, 1)])
      expect(seen).toEqual([b])
    })

    it('lets a listener read the change that it is told of', async () => {
      await store.commit([put(a, 'old')])
      await store.get(a)
      const reads: Promise<unknown>[] = []
      const end = store.subscribe(change => {
        expect(store.position()).toBe(change.revision)
        reads.push(store.get(change.key))
      })
      await store.commit([put(a, 'new')])
      expect(await Promise.all(reads)).toMatchObject([{ value: 'new' }])
      end()
    })
  })

  describe(`the changes of the ${engine} store`, () => {
    it('are what subscribers were told, from any position on', async () => {
      const seen: Change[] = []
      const start = store.position()
      const end = store.subscribe(change => seen.push(change))
      for (let n = 0; n < 5; n++) {
        await Promise.all([
          store.commit([put(a, n), add('n', 1)]),
          store.commit([n % 2 ? remove(b) : put(b, n), put(c, n)]),
          store.commit([append('log', n)]),
        ])
      }
      end()
      expect(seen).toHaveLength(15)
      expect(await store.changes(start)).toEqual(seen)
      const middle = seen[7]!.revision
      const later = seen.filter(({ revision }) => revision > middle)
      expect(await store.changes(middle)).toEqual(later)
      expect(await store.changes(store.position())).toEqual([])
    })

    it('say so when they do not reach back as far', async () => {
      expect(await store.changes(-1)).toBe('too far back')
    })
  })

  it(`the ${engine} store does nothing any more once it is closed`, async () => {
    const last = store.commit([put(a, 1)])
    await store.close()
    await last
    expect(await rejection(store.get(a))).toBeInstanceOf(Error)
    expect(await rejection(store.commit([put(a, 2)]))).toBeInstanceOf(Error)
    await store.close()
  })
}
