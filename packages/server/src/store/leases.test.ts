import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { key } from './key.ts'
import { createLeases } from './leases.ts'
import { LIMITS } from './limits.ts'

describe('leases', () => {
  it('reserve the next block of fencing numbers when one is used up', async () => {
    let reserved = 0
    const leases = createLeases(fakeClock(), async () => {
      reserved += 2
      return { first: reserved * 10, end: reserved * 10 + 2 }
    })
    const taken = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(name => leases.lease(key(name), 'me', 1_000)),
    )
    expect(taken).toEqual([20, 21, 40, 41, 60])
  })

  it('ask again for a block after the disk failed', async () => {
    let failing = true
    const leases = createLeases(fakeClock(), async () => {
      if (failing) throw new Error('the disk is full')
      return { first: 1, end: 2 }
    })
    await expect(leases.lease(key('a'), 'me', 1_000)).rejects.toThrow('the disk is full')
    failing = false
    expect(await leases.lease(key('a'), 'me', 1_000)).toBe(1)
  })

  it('that live are kept when the expired ones are swept', async () => {
    const clock = fakeClock()
    const leases = createLeases(clock, async () => ({ first: 1, end: 1e9 }))
    const first = await leases.lease(key('alive'), 'me', 2_000)
    for (let n = 1; n < LIMITS.leasesBeforeSweep; n++) {
      await leases.lease(key('gone', String(n)), 'me', 1_000)
    }
    clock.set(clock.now() + 1_000)
    await leases.lease(key('another'), 'me', 1_000)
    expect(await leases.lease(key('alive'), 'you', 1_000)).toBeUndefined()
    expect(await leases.lease(key('alive'), 'me', 1_000)).toBe(first)
    // Swept: the same holder gets a new number.
    const again = await leases.lease(key('gone', '1'), 'me', 1_000)
    expect(again).toBeGreaterThan(LIMITS.leasesBeforeSweep)
  })
})
