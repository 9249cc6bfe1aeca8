import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { key } from './key.ts'
import { LIMITS } from './limits.ts'
import { memoryStore } from './memory.ts'
import { type Store, StoreDamaged, StoreUnavailable } from './store.ts'
import { put, rejection } from './store-helpers.testing.ts'
import { watchStore } from './watch.ts'

describe('the health of a store', () => {
  const watched = () => {
    const clock = fakeClock()
    const own = memoryStore({ clock })
    const fault: { commit?: () => Promise<never>; commits: number } = { commits: 0 }
    const store: Store = {
      ...own,
      commit: writes => {
        fault.commits++
        return fault.commit?.() ?? own.commit(writes)
      },
    }
    return { clock, own, fault, ...watchStore(store, clock) }
  }

  it('is told by the last commit, without another one for a while', async () => {
    const { store, clock, health, fault } = watched()
    await store.commit([put(key('a'), 1)])
    expect(await health()).toBe('ok')
    expect(fault.commits).toBe(1)
    clock.set(clock.now() + LIMITS.healthBelievedMs)
    expect(await health()).toBe('ok')
    expect(fault.commits).toBe(2)
  })

  it('is tried with a commit that changes nothing', async () => {
    const { own, health } = watched()
    expect(await health()).toBe('ok')
    expect((await own.range(key(''), key('\u{10ffff}'))).documents).toEqual([])
    expect(await own.counter(key('health'))).toBe(0)
  })

  it('is bad as long as commits fail, and good as soon as they do not', async () => {
    const { store, health, fault, metrics } = watched()
    fault.commit = async () => Promise.reject(new StoreUnavailable('the disk is full'))
    expect(await rejection(store.commit([put(key('a'), 1)]))).toBeInstanceOf(StoreUnavailable)
    expect(await health()).toBe('failing')
    expect(await health()).toBe('failing')
    delete fault.commit
    expect(await health()).toBe('ok')
    const figures = Object.fromEntries(metrics().map(({ name, samples }) => [name, samples]))
    expect(figures['parley_store_failures_total']).toEqual([{ value: 3 }])
    expect(figures['parley_store_commits_total']).toEqual([{ value: 1 }])
  })

  it('is good when a commit was refused for what it expected', async () => {
    const { store, health, fault } = watched()
    await rejection(store.commit([{ type: 'expect', key: key('a'), revision: 7 }]))
    expect(await health()).toBe('ok')
    expect(fault.commits).toBe(1)
  })

  it('is bad when the store does not answer', async () => {
    const { clock, health, fault } = watched()
    fault.commit = () => new Promise<never>(() => {})
    const asked = health()
    await clock.advance(LIMITS.healthProbeMs)
    expect(await asked).toBe('failing')
  })

  it('is slow while a commit waits for long', async () => {
    const { store, clock, fault, isSlow } = watched()
    const { promise, reject } = Promise.withResolvers<never>()
    fault.commit = () => promise
    const commit = rejection(store.commit([put(key('a'), 1)]))
    expect(isSlow()).toBe(false)
    clock.set(clock.now() + LIMITS.slowCommitMs + 1)
    expect(isSlow()).toBe(true)
    reject(new StoreUnavailable('given up'))
    await commit
    expect(isSlow()).toBe(false)
  })

  it('is told apart when the file is damaged', async () => {
    const { health, fault } = watched()
    fault.commit = async () => Promise.reject(new StoreDamaged('page 7'))
    expect(await health()).toBe('damaged')
  })
})
