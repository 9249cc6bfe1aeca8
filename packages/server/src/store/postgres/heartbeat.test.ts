import { describe, expect, it } from 'vitest'
import { createHeartbeat } from './heartbeat.ts'

function stage() {
  const clocks = { wall: 1_000_000, monotonic: 500 }
  const heartbeat = createHeartbeat(
    () => clocks.wall,
    () => clocks.monotonic,
  )
  const pass = (ms: number) => {
    clocks.wall += ms
    clocks.monotonic += ms
  }
  heartbeat.beat(heartbeat.moment())
  return { heartbeat, clocks, pass }
}

describe('a heartbeat', () => {
  it('is fresh for less than a second', () => {
    const { heartbeat, pass } = stage()
    pass(999)
    expect(heartbeat.isFresh()).toBe(true)
    pass(1)
    expect(heartbeat.isFresh()).toBe(false)
    expect(heartbeat.ageMs()).toBe(1_000)
  })

  it('is not made fresh by a clock that is set back', () => {
    const { heartbeat, clocks, pass } = stage()
    pass(2_000)
    clocks.wall -= 3_600_000
    expect(heartbeat.ageMs()).toBe(2_000)
  })

  it('is not fresh after a machine slept, whose monotonic clock stood still', () => {
    const { heartbeat, clocks } = stage()
    clocks.wall += 3_600_000
    expect(heartbeat.isFresh()).toBe(false)
  })

  it('never goes back to an earlier question', () => {
    const { heartbeat, pass } = stage()
    const early = heartbeat.moment()
    pass(500)
    heartbeat.beat(heartbeat.moment())
    heartbeat.beat(early)
    expect(heartbeat.ageMs()).toBe(0)
  })
})
