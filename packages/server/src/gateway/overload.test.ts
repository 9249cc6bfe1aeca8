import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { LIMITS } from './limits.ts'
import { createOverload, OverShare } from './overload.ts'

const overload = (saturated: boolean, accountRate?: number, isStoreSlow = () => false) => {
  const clock = fakeClock()
  const utilization = () => (saturated ? 1 : 0.5)
  return { clock, ...createOverload({ clock, accountRate, utilization, isStoreSlow }) }
}
const times = <T>(count: number, act: () => T) => Array.from({ length: count }, act)

describe('too many requests', () => {
  it('are refused early while there is no time for those that are in', () => {
    const { enter } = overload(true)
    const entered = times(LIMITS.inFlightWhenSaturated + 5, enter)
    expect(entered.filter(Boolean)).toHaveLength(LIMITS.inFlightWhenSaturated)
    entered[0]?.()
    expect(enter()).toBeInstanceOf(Function)
    expect(enter()).toBeUndefined()
  })

  it('are refused early while the store cannot keep up', () => {
    const { enter } = overload(false, undefined, () => true)
    const entered = times(LIMITS.inFlightWhenSaturated + 5, enter)
    expect(entered.filter(Boolean)).toHaveLength(LIMITS.inFlightWhenSaturated)
  })

  it('may wait for something else than time in larger numbers, which end too', () => {
    const { enter } = overload(false)
    const entered = times(LIMITS.inFlight + 5, enter)
    expect(entered.filter(Boolean)).toHaveLength(LIMITS.inFlight)
  })

  it('are told in figures', () => {
    const { enter, share, metrics } = overload(true, 1)
    const [leave] = times(LIMITS.inFlightWhenSaturated + 2, enter)
    leave?.()
    share('1')
    expect(() => share('1')).toThrow(OverShare)
    const figures = metrics().map(({ name, samples }) => [name, samples[0]?.value])
    expect(figures).toEqual([
      ['parley_requests_in_flight', LIMITS.inFlightWhenSaturated - 1],
      ['parley_requests_refused_total', 2],
      ['parley_requests_throttled_total', 1],
      ['parley_event_loop_utilization', 1],
    ])
  })
})

describe('an account', () => {
  it('has at most its part while there is not enough for all', () => {
    const { share } = overload(true)
    const first = times(LIMITS.inFlightWhenSaturated, () => share('1'))
    const half = LIMITS.inFlightWhenSaturated / 2
    times(half, () => share('2'))
    expect(() => share('2')).toThrow(OverShare)
    expect(() => share('1')).toThrow(OverShare)
    for (const leave of first) leave()
    // Alone again.
    share('2')
  })

  it('is bounded even when there is enough', () => {
    const { share } = overload(false)
    times(LIMITS.accountInFlight, () => share('1'))
    expect(() => share('1')).toThrow(OverShare)
    share('2')
  })

  it('has as many requests a second as it is allowed, if that is limited', () => {
    const { share, clock } = overload(false, 10)
    const ask = (count: number) => times(count, () => share('1')())
    ask(10)
    expect(() => ask(1)).toThrow(OverShare)
    clock.advance(500)
    ask(5)
    expect(() => ask(1)).toThrow(OverShare)
    clock.advance(60_000)
    ask(10)
    expect(() => ask(1)).toThrow(OverShare)
    share('2')()
  })
})
