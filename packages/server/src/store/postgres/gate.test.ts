import { describe, expect, it } from 'vitest'
import { LIMITS } from '../limits.ts'
import { rejection } from '../store-helpers.testing.ts'
import { backOffMs, createGate } from './gate.ts'

describe('the gate to a database', () => {
  it('tries no sooner than the wait after a failure, and waits longer after each', async () => {
    let now = 0
    let tries = 0
    let isUp = false
    const gate = createGate(() => now)
    const pass = () =>
      gate.pass(async () => {
        tries++
        if (!isUp) throw new Error('refused')
        return 'connection'
      })
    expect(await rejection(pass())).toMatchObject({ message: 'refused' })
    expect(await rejection(pass())).toMatchObject({ message: 'refused' })
    expect(tries).toBe(1)
    now += LIMITS.firstReconnectMs
    await rejection(pass())
    expect(tries).toBe(2)
    now += LIMITS.firstReconnectMs
    await rejection(pass())
    expect(tries).toBe(2)
    now += LIMITS.firstReconnectMs
    isUp = true
    expect(await pass()).toBe('connection')
    isUp = false
    await rejection(pass())
    now += LIMITS.firstReconnectMs
    await rejection(pass())
    expect(tries).toBe(5)
  })

  it('never waits longer than its limit', () => {
    for (let failures = 0; failures < 2_000; failures++) {
      expect(backOffMs(failures)).toBeLessThanOrEqual(LIMITS.longestReconnectMs)
    }
    expect(backOffMs(1)).toBe(LIMITS.firstReconnectMs * 2)
  })
})
