import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeClock } from '../kernel/clock.ts'
import type { Json } from '../kernel/json.ts'
import { key, within } from './key.ts'
import { LIMITS } from './limits.ts'
import type { Store } from './store.ts'
import { keysOf, put, readAllPages, rejection, remove } from './store-helpers.testing.ts'

/** An engine under test, empty at the start of each test. */
export interface Home {
  readonly store: Store
  readonly clock: FakeClock
  /** Closes the store and opens it on the same bytes. */
  reopen(): Promise<Store>
  remove(): Promise<void>
}

export type OpenHome = () => Promise<Home>

/** What every engine promises: a test for each sentence of the contract in store.ts and of design §6. Here: reading. */
export function storeContract(engine: string, openHome: OpenHome): void {
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

  describe(`documents of the ${engine} store`, () => {
    it('are absent until they are put, and after they are deleted', async () => {
      expect(await store.get(a)).toBeUndefined()
      await store.commit([put(a, 1)])
      expect((await store.get(a))?.value).toBe(1)
      await store.commit([remove(a)])
      expect(await store.get(a)).toBeUndefined()
    })

    it('have their key, the value last put and the revision of the commit that put it', async () => {
      await store.commit([put(a, 'old')])
      const { revision } = await store.commit([put(a, { new: [true] })])
      expect(await store.get(a)).toEqual({ key: a, revision, value: { new: [true] } })
    })

    it('are given in the order of the keys asked for, with a hole where there is none', async () => {
      await store.commit([put(a, 'a'), put(c, 'c')])
      const found = await store.getMany([c, b, a, c])
      expect(found.map(document => document?.value)).toEqual(['c', undefined, 'a', 'c'])
    })

    it('read together are of one moment, also while they are written', async () => {
      for (let round = 0; round < 50; round++) {
        const committing = store.commit([put(a, round), put(b, round)])
        const read = async () => {
          await new Promise(setImmediate)
          await store.get(round % 2 ? a : b)
          return (await store.getMany([a, b])).map(document => document?.value)
        }
        for (const [first, second] of [await read(), await read()]) expect(first).toBe(second)
        await committing
      }
    })

    it('keep every JSON value as it was', async () => {
      const hostile = [
        JSON.parse('{"__proto__":{"x":1},"constructor":null}'),
        '\ud800',
        '\u0000',
        '',
      ]
      await store.commit([put(a, hostile)])
      expect(JSON.stringify((await store.get(a))?.value)).toBe(JSON.stringify(hostile))
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async value => {
          await store.commit([put(b, value as Json)])
          const stored = (await store.get(b))?.value
          expect(JSON.stringify(stored)).toBe(JSON.stringify(value))
        }),
        { numRuns: 50 },
      )
    })

    it('do not change when the caller changes what it put', async () => {
      const value = { list: [1] }
      const committing = store.commit([put(a, value)])
      value.list.push(2)
      await committing
      value.list.push(3)
      expect((await store.get(a))?.value).toEqual({ list: [1] })
    })

    it('cannot be changed by who reads them', async () => {
      await store.commit([put(a, { list: [{ deep: 1 }] })])
      const read = await store.get(a)
      const [listed] = (await store.range(a, b)).documents
      for (const document of [read, listed]) {
        const value = document?.value as { list: { deep: number }[] }
        expect(() => value.list.push({ deep: 2 })).toThrow(TypeError)
        expect(() => Object.assign(value.list[0]!, { deep: 2 })).toThrow(TypeError)
      }
      expect((await store.get(a))?.value).toEqual({ list: [{ deep: 1 }] })
    })

    it('are told apart by every character of their keys', async () => {
      const keys = ['', '\u0000', '\u0001', '\u0000\u0002', 'é', 'e\u0301', '\u{10000}'].map(part =>
        key('doc', part),
      )
      await store.commit(keys.map((each, index) => put(each, index)))
      const found = await store.getMany(keys)
      expect(found.map(document => document?.value)).toEqual(keys.map((_, index) => index))
    })

    it('never have a name that is not well-formed text', async () => {
      const broken = key('doc', '\ud800')
      await store.commit([put(key('doc', '\ufffd'), 'another')])
      expect(await store.get(broken)).toBeUndefined()
      expect(await rejection(store.commit([put(broken, 1)]))).toMatchObject({
        message: expect.stringContaining('well-formed'),
      })
      await store.commit([{ type: 'expect', key: broken, revision: 'absent' }])
    })
  })

  describe(`ranges of the ${engine} store`, () => {
    const letters = ['a', 'b', 'c', 'd', 'e'].map(part => key('doc', part))
    const all = within('doc')

    it('hold `from` and what follows, but not `to`', async () => {
      await store.commit(letters.map(each => put(each, 0)))
      const page = await store.range(letters[1]!, letters[3]!)
      expect(keysOf(page)).toEqual([letters[1], letters[2]])
      expect(page).toMatchObject({ groups: [], next: undefined })
      expect(keysOf(await store.range(letters[3]!, letters[1]!))).toEqual([])
    })

    it('are in the order of the bytes of UTF-8, not of UTF-16', async () => {
      const ordered = [
        'a',
        '\u007f',
        '\u0080',
        '\ud7ff',
        '\ue000',
        '\uffff',
        '\u{10000}',
        '\u{10ffff}',
      ]
      const keys = ordered.map(part => key('doc', part))
      await store.commit(keys.toReversed().map(each => put(each, 0)))
      expect(keysOf(await store.range(...all))).toEqual(keys)
      expect(keysOf(await store.range(...all, { reverse: true }))).toEqual(keys.toReversed())
    })

    it('give whole documents', async () => {
      const { revision } = await store.commit([put(a, { x: 1 })])
      expect((await store.range(...all)).documents).toEqual([{ key: a, revision, value: { x: 1 } }])
    })

    it.each([false, true])('go on where `next` says (reverse: %s)', async reverse => {
      await store.commit(letters.map(each => put(each, 0)))
      for (const limit of [1, 2, 3, 5, 6]) {
        const pages = await readAllPages(store, all, { reverse, limit })
        expect(pages.flatMap(keysOf)).toEqual(reverse ? letters.toReversed() : letters)
        expect(pages).toHaveLength(Math.ceil(letters.length / limit))
      }
    })

    it('go on even when the documents of the page before are gone', async () => {
      await store.commit(letters.map(each => put(each, 0)))
      const { next } = await store.range(...all, { limit: 2 })
      await store.commit([remove(letters[1]!), remove(letters[2]!)])
      expect(keysOf(await store.range(next!, all[1]))).toEqual([letters[3], letters[4]])
    })

    it('have a page size of their own when none is asked for', async () => {
      const keys = Array.from({ length: LIMITS.pageSize + 1 }, (_, n) => key('doc', String(n)))
      await store.commit(keys.map(each => put(each, 0)))
      const page = await store.range(...all)
      expect(page.documents).toHaveLength(LIMITS.pageSize)
      expect(keysOf(await store.range(page.next!, all[1]))).toHaveLength(1)
    })

    it('fold keys that agree up to a part into one group', async () => {
      const paths = [['a'], ['b', '1'], ['b', '2'], ['b', '2', 'x'], ['b!'], ['c', '1']]
      await store.commit(paths.map(path => put(key('doc', ...path), 0)))
      expect(await store.range(...all, { groupBy: 1 })).toMatchObject({
        documents: [],
        groups: [key('doc', 'a'), key('doc', 'b'), key('doc', 'b!'), key('doc', 'c')],
      })
      const deeper = await store.range(...all, { groupBy: 2 })
      expect(keysOf(deeper)).toEqual([key('doc', 'a'), key('doc', 'b!')])
      expect(deeper.groups).toEqual([
        key('doc', 'b', '1'),
        key('doc', 'b', '2'),
        key('doc', 'c', '1'),
      ])
    })

    it.each([false, true])(
      'page through groups and documents together (reverse: %s)',
      async reverse => {
        const paths = [['a'], ['b', '1'], ['b', '2'], ['c'], ['d', '1'], ['d', '2'], ['e']]
        await store.commit(paths.map(path => put(key('doc', ...path), 0)))
        for (const limit of [1, 2, 3, 10]) {
          const options = { reverse, limit, groupBy: 2 }
          const pages = await readAllPages(store, all, options)
          const whole = await store.range(...all, { reverse, groupBy: 2 })
          expect(pages.flatMap(keysOf)).toEqual(keysOf(whole))
          expect(pages.flatMap(page => page.groups)).toEqual(whole.groups)
          for (const { documents, groups } of pages) {
            expect(documents.length + groups.length).toBeLessThanOrEqual(limit)
          }
        }
      },
    )
  })
}
