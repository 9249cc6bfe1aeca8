import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Store } from '../../store/store.ts'
import { LIMITS } from './limits.ts'
import { createSessionLeases } from './session-leases.ts'
import { sessionKey } from './sessions.ts'

const keyOf = (user: string) => sessionKey('123456789012', 'us-east-1', 'Shop', user)
const ANN = keyOf('ann')
const BOB = keyOf('bob')
const LONG = LIMITS.turnLeaseMs * 10

/** Two processes that share a store. */
function twoProcesses(lease = (store: Store): Store['lease'] => store.lease) {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const ours = { lease: lease(store), release: store.release }
  return {
    clock,
    store,
    one: createSessionLeases({ store: ours, clock, holder: 'one' }),
    two: createSessionLeases({ store, clock, holder: 'two' }),
  }
}

describe('the lease of a session', () => {
  it('is nobody else’s until it is given back, however long its turn lasts', async () => {
    const { clock, one, two } = twoProcesses()
    expect(await one.take(ANN)).toBe(true)
    await clock.advance(LIMITS.renewTurnEveryMs + 500)
    expect(await one.take(BOB)).toBe(true)
    await clock.advance(LONG)
    expect(await Promise.all([two.take(ANN), two.take(BOB)])).toEqual([false, false])
    await one.giveBack(ANN)
    expect(await Promise.all([two.take(ANN), two.take(BOB)])).toEqual([true, false])
    await one.giveBack(BOB)
    expect(await two.take(BOB)).toBe(true)
  })

  it('ends by itself when its process says nothing any more', async () => {
    const silent = twoProcesses(store => {
      let asked = 0
      return (...lease) =>
        asked++ === 0 ? store.lease(...lease) : Promise.reject(new Error('gone'))
    })
    expect(await silent.one.take(ANN)).toBe(true)
    await silent.clock.advance(LIMITS.turnLeaseMs - 1)
    expect(await silent.two.take(ANN)).toBe(false)
    await silent.clock.advance(1)
    expect(await silent.two.take(ANN)).toBe(true)
  })

  it('is renewed no more once it was given back, not even by what was asked before', async () => {
    const answers: (() => void)[] = []
    const slow = twoProcesses(store => {
      let asked = 0
      return async (...lease) => {
        if (asked++ > 0) await new Promise<void>(resolve => answers.push(resolve))
        return store.lease(...lease)
      }
    })
    await slow.one.take(ANN)
    await slow.clock.advance(LIMITS.renewTurnEveryMs * 3)
    expect(answers).toHaveLength(1)
    const given = slow.one.giveBack(ANN)
    answers[0]?.()
    await given
    expect(await slow.two.take(ANN)).toBe(true)
    await slow.clock.advance(LONG)
    expect(answers).toHaveLength(1)
  })
})
