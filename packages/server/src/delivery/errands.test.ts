import { expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { silentLogger } from '../kernel/log.ts'
import { createErrands } from './errands.ts'
import { LIMITS } from './limits.ts'

it('an errand that fails is run again, until it is done or the server stops', async () => {
  const clock = fakeClock()
  const errands = createErrands({ clock, log: silentLogger })
  let runs = 0
  errands.run(async () => {
    runs++
    if (runs < 3) throw new Error('not yet')
  })
  await clock.advance(0)
  for (const expected of [2, 3, 3]) {
    await new Promise(resolve => setImmediate(resolve))
    await clock.advance(LIMITS.soonestRetryMs)
    expect(runs).toBe(expected)
  }
  await errands.settled()
  errands.run(async () => {
    throw new Error('never')
  })
  await errands.stop()
})
