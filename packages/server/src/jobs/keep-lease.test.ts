import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { key } from '../store/key.ts'
import type { Store } from '../store/store.ts'
import { keepLease } from './keep-lease.ts'

const TIMES = { leaseMs: 15_000, renewEveryMs: 5_000 }
const LEASE = { key: key('job', 'a'), holder: 'me', fencing: 7 }

function kept(answer: (asked: number) => ReturnType<Store['lease']>) {
  const clock = fakeClock()
  const ended = new AbortController()
  const outcome: { kept?: boolean } = {}
  let asked = 0
  const lease = () => answer(++asked)
  void keepLease({ store: { lease }, clock }, LEASE, ended.signal, TIMES).then(is => {
    outcome.kept = is
  })
  return { clock, ended, outcome, asked: () => asked }
}

const never = () => new Promise<undefined>(() => {})

describe('a lease that is kept', () => {
  it('is renewed until what it is for has ended', async () => {
    const { clock, ended, outcome, asked } = kept(async () => 7)
    await clock.advance(60_000)
    expect([outcome, asked()]).toEqual([{}, 12])
    ended.abort()
    await clock.advance(0)
    await new Promise(setImmediate)
    expect(outcome).toEqual({ kept: true })
  })

  it.each([
    ['another has it', async () => undefined],
    ['it was another’s meanwhile', async () => 8],
  ])('is lost at once when %s', async (_, answer) => {
    const { clock, outcome } = kept(answer)
    await clock.advance(5_000)
    expect(outcome).toEqual({ kept: false })
  })

  it.each([
    ['fails', () => Promise.reject(new Error('gone'))],
    ['does not answer', never],
  ])('is lost when it ends, and no later, while the store %s', async (_, answer) => {
    const { clock, outcome } = kept(asked => (asked === 1 ? Promise.resolve(7) : answer()))
    await clock.advance(19_000)
    expect(outcome).toEqual({})
    await clock.advance(1_000)
    await new Promise(setImmediate)
    expect(outcome).toEqual({ kept: false })
  })
})
