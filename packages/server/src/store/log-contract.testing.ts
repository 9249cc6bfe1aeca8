import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeClock } from '../kernel/clock.ts'
import { key } from './key.ts'
import type { Store } from './store.ts'
import type { Home, OpenHome } from './store-contract.testing.ts'
import { add, append, put, remove } from './store-helpers.testing.ts'

/** The second half of what every engine promises: logs and leases. */
export function logAndLeaseContract(engine: string, openHome: OpenHome): void {
  let clock: FakeClock
  let home: Home
  let store: Store

  beforeEach(async () => {
    home = await openHome()
    store = home.store
    clock = home.clock
  })
  afterEach(() => home.remove())

  const positions = async (log: string, options?: Parameters<Store['readLog']>[1]) =>
    (await store.readLog(log, options)).map(({ position }) => position)

  describe(`logs of the ${engine} store`, () => {
    it('give their entries with positions that grow by one, each log its own', async () => {
      await store.commit([append('x', 'a', 'b'), append('y', 'c')])
      await store.commit([append('x', { d: 1 })])
      expect(await store.readLog('x')).toEqual([
        { position: 0, value: 'a' },
        { position: 1, value: 'b' },
        { position: 2, value: { d: 1 } },
      ])
      expect(await store.readLog('y')).toEqual([{ position: 0, value: 'c' }])
      expect(await store.readLog('z')).toEqual([])
    })

    it('are read from `from` up to, but not including, `to`, from either end', async () => {
      await store.commit([append('x', ...'abcdefghij')])
      expect(await positions('x', { from: 3, to: 6 })).toEqual([3, 4, 5])
      expect(await positions('x', { from: 3, to: 8, limit: 2 })).toEqual([3, 4])
      expect(await positions('x', { from: 3, to: 8, limit: 2, reverse: true })).toEqual([7, 6])
      expect(await positions('x', { from: 8 })).toEqual([8, 9])
      expect(await positions('x', { to: 2, reverse: true })).toEqual([1, 0])
      expect(await positions('x', { from: 20 })).toEqual([])
      expect(await positions('x', { from: 5, to: 5 })).toEqual([])
    })

    it('forget what is below a position and never use one again', async () => {
      await store.commit([append('x', 'a', 'b', 'c')])
      await store.trimLog('x', 2)
      expect(await store.readLog('x')).toEqual([{ position: 2, value: 'c' }])
      await store.trimLog('x', 100)
      expect(await store.readLog('x')).toEqual([])
      await store.commit([append('x', 'd')])
      expect(await store.readLog('x')).toEqual([{ position: 3, value: 'd' }])
      await store.trimLog('x', 1)
      await store.trimLog('unknown', 1)
      expect(await positions('x')).toEqual([3])
    })
  })

  describe(`leases of the ${engine} store`, () => {
    const lease = key('lease')
    const take = (holder: string, ttlMs = 1_000) => store.lease(lease, holder, ttlMs)

    it('are refused to others while they live', async () => {
      expect(await take('one')).toBeTypeOf('number')
      clock.set(clock.now() + 999)
      expect(await take('two')).toBeUndefined()
      expect(await store.lease(key('another'), 'two', 1_000)).toBeTypeOf('number')
    })

    it('end by the clock, and their fencing number grows with the next holder', async () => {
      const first = await take('one')
      clock.set(clock.now() + 1_000)
      const second = await take('two')
      expect(second).toBeGreaterThan(first!)
      expect(await take('one')).toBeUndefined()
    })

    it('are renewed by their holder under the same number', async () => {
      const first = await take('one')
      clock.set(clock.now() + 999)
      expect(await take('one')).toBe(first)
      clock.set(clock.now() + 999)
      expect(await take('two')).toBeUndefined()
    })

    it('are given back early by their holder alone', async () => {
      const first = await take('one')
      await store.release(lease, 'two')
      expect(await take('two')).toBeUndefined()
      await store.release(lease, 'one')
      const second = await take('two')
      expect(second).toBeGreaterThan(first!)
      await store.release(key('unknown'), 'one')
    })

    it('go to one of many who ask at once', async () => {
      const holders = Array.from({ length: 20 }, (_, n) => String(n))
      const numbers = await Promise.all(holders.map(holder => take(holder)))
      expect(numbers.filter(number => number !== undefined)).toHaveLength(1)
    })

    it('have nothing to do with documents, nor with positions of the feed', async () => {
      await store.commit([put(lease, 1)])
      const position = store.position()
      await take('one')
      expect((await store.get(lease))?.value).toBe(1)
      expect(store.position()).toBe(position)
    })
  })
}

/** What an engine that keeps its bytes promises besides. */
export function restartContract(engine: string, openHome: OpenHome): void {
  let home: Home
  let store: Store

  beforeEach(async () => {
    home = await openHome()
    store = home.store
  })
  afterEach(() => home.remove())

  describe(`a restart of the ${engine} store`, () => {
    it('keeps every commit that was acknowledged', async () => {
      const { revision } = await store.commit([
        put(key('a'), { x: 1 }),
        add('n', 4),
        append('x', 'e'),
      ])
      store = await home.reopen()
      expect(await store.get(key('a'))).toEqual({ key: key('a'), revision, value: { x: 1 } })
      expect(await store.counter(key('n'))).toBe(4)
      expect(await store.readLog('x')).toEqual([{ position: 0, value: 'e' }])
      expect(store.position()).toBe(revision)
    })

    it('reuses no revision, even when the newest document is gone', async () => {
      await store.commit([put(key('a'), 1)])
      const { revision } = await store.commit([remove(key('a'))])
      store = await home.reopen()
      expect((await store.commit([put(key('a'), 1)])).revision).toBeGreaterThan(revision)
    })

    it('reuses no position of a log that was trimmed', async () => {
      await store.commit([append('x', 'a', 'b')])
      await store.trimLog('x', 2)
      store = await home.reopen()
      await store.commit([append('x', 'c')])
      expect((await store.readLog('x')).map(({ position }) => position)).toEqual([2])
    })

    it('reuses no fencing number', async () => {
      const first = await store.lease(key('lease'), 'one', 1_000)
      store = await home.reopen()
      home.clock.set(home.clock.now() + 1_000)
      expect(await store.lease(key('lease'), 'two', 1_000)).toBeGreaterThan(first!)
    })
  })
}
