import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../kernel/random.ts'
import type { Store } from '../store/store.ts'
import type { Job, JobHandler } from './job.ts'
import { LIMITS } from './limits.ts'
import { jobKey } from './record.ts'
import { backOffMs } from './run-job.ts'
import { DONE, openRoom, type RunnerRoom, turn } from './runner-room.testing.ts'

describe('the job runner', () => {
  let room: RunnerRoom
  beforeEach(() => {
    room = openRoom()
  })
  afterEach(() => room.close())

  it('runs what was scheduled before it started, and forgets what is done', async () => {
    await room.schedule(room.job('a', 0, { x: 1 }), room.job('b', -5_000))
    const seen: Job[] = []
    const runner = room.started(async each => {
      seen.push(each)
      return DONE
    })
    await runner.settled()
    expect(seen.map(({ id }) => id)).toEqual(['b', 'a'])
    expect(seen[1]).toEqual({ kind: 'work', id: 'a', runAt: room.clock.now(), payload: { x: 1 } })
    expect([await room.rowOf('a'), await room.rowOf('b')]).toEqual([undefined, undefined])
  })

  it('finds more jobs than fit on one page', async () => {
    for (let n = 0; n < 1_200; n += 400) {
      await room.schedule(...Array.from({ length: 400 }, (_, index) => room.job(String(n + index))))
    }
    let count = 0
    const runner = room.started(async () => {
      count++
      return DONE
    })
    await runner.settled()
    expect(count).toBe(1_200)
  })

  it('runs what is scheduled later, when its time has come and not before', async () => {
    const seen: string[] = []
    const runner = room.started(async ({ id }) => {
      seen.push(`${id} ${room.clock.now() - start}`)
      return DONE
    })
    const start = room.clock.now()
    await room.schedule(room.job('late', 60_000), room.job('now'), room.job('soon', 1_000))
    await runner.settled()
    expect(seen).toEqual(['now 0'])
    await room.clock.advance(999)
    await runner.settled()
    expect(seen).toEqual(['now 0'])
    await room.clock.advance(1)
    await runner.settled()
    await room.clock.advance(3_600_000)
    await runner.settled()
    expect(seen).toEqual(['now 0', 'soon 1000', 'late 60000'])
  })

  it('waits for times that no timer reaches', async () => {
    const month = 31 * 86_400_000
    let count = 0
    const runner = room.started(async () => {
      count++
      return DONE
    })
    await room.schedule(room.job('a', month))
    await runner.settled()
    await room.clock.advance(month - 1)
    expect(count).toBe(0)
    await room.clock.advance(1)
    await turn()
    expect(count).toBe(1)
  })

  it('runs a job again when it asks for it', async () => {
    let count = 0
    const runner = room.started(async ({ payload }) => {
      count++
      expect(payload).toEqual({ x: 1 })
      return count < 3 ? { kind: 'again', runAt: room.clock.now() + 10_000 } : DONE
    })
    await room.schedule(room.job('a', 0, { x: 1 }))
    await runner.settled()
    expect(count).toBe(1)
    await room.clock.advance(10_000)
    await runner.settled()
    await room.clock.advance(10_000)
    await runner.settled()
    expect(count).toBe(3)
    expect(await room.rowOf('a')).toBeUndefined()
  })

  it('never runs more at once than it may', async () => {
    let now = 0
    let most = 0
    await room.schedule(...Array.from({ length: 10 }, (_, n) => room.job(String(n))))
    const runner = room.started(
      async () => {
        most = Math.max(most, ++now)
        await turn()
        now--
        return DONE
      },
      { concurrency: 3 },
    )
    await runner.settled()
    expect(most).toBe(3)
    expect((await room.store.range(jobKey('', ''), jobKey('~', ''))).documents).toEqual([])
  })

  describe('with a job that fails', () => {
    it('logs it and tries again, each time later, until it succeeds', async () => {
      const times: number[] = []
      const runner = room.started(async () => {
        times.push(room.clock.now())
        if (times.length < 4) throw new Error('not yet')
        return DONE
      })
      await room.schedule(room.job('a'))
      await runner.settled()
      for (let second = 0; second < 10; second++) {
        await room.clock.advance(1_000)
        await runner.settled()
      }
      expect(times).toHaveLength(4)
      const waits = times.slice(1).map((time, index) => time - times[index]!)
      for (const [index, waitMs] of waits.entries()) {
        expect(waitMs).toBeGreaterThanOrEqual(900 * 2 ** index)
        expect(waitMs).toBeLessThanOrEqual(1_000 * 2 ** index)
      }
      expect(room.logged).toEqual(Array(3).fill('a job failed and will be tried again'))
      expect(await room.rowOf('a')).toBeUndefined()
    })

    it('remembers over a restart how often it failed', async () => {
      const failing: JobHandler = async () => {
        throw new Error('never')
      }
      const first = room.started(failing)
      await room.schedule(room.job('a', 0, 'payload'))
      await first.settled()
      expect(await room.rowOf('a')).toMatchObject({ failures: 1, payload: 'payload' })
      await first.stop()
      const second = room.started(failing)
      await second.settled()
      expect(await room.rowOf('a')).toMatchObject({ failures: 1 })
      await room.clock.advance(1_000)
      await second.settled()
      expect(await room.rowOf('a')).toMatchObject({ failures: 2, payload: 'payload' })
    })

    it('never waits longer than five minutes', () => {
      const random = seededRandom('back-off')
      for (let failures = 1; failures < 2_000; failures++) {
        const waitMs = backOffMs(failures, random)
        expect(waitMs).toBeLessThanOrEqual(300_000)
        expect(waitMs).toBeGreaterThanOrEqual(Math.min(900 * 2 ** (failures - 1), 270_000))
      }
    })

    it('starts without failures when it is scheduled anew', async () => {
      const runner = room.started(async () => {
        throw new Error('never')
      })
      await room.schedule(room.job('a'))
      await runner.settled()
      await room.schedule(room.job('a'))
      await runner.settled()
      expect(await room.rowOf('a')).toMatchObject({ failures: 1 })
    })
  })

  it('goes on after the store has failed it', async () => {
    let failing = true
    const flaky: Store = {
      ...room.store,
      range: (...args) =>
        failing ? Promise.reject(new Error('the disk')) : room.store.range(...args),
      lease: (...args) =>
        failing ? Promise.reject(new Error('the disk')) : room.store.lease(...args),
    }
    await room.schedule(room.job('before'))
    const seen: string[] = []
    const runner = room.started(
      async ({ id }) => {
        seen.push(id)
        return DONE
      },
      { store: flaky },
    )
    await runner.settled()
    await room.schedule(room.job('after'))
    await runner.settled()
    expect(seen).toEqual([])
    expect(room.logged).toEqual(['the jobs could not be read', 'a job could not be run'])
    failing = false
    await room.clock.advance(LIMITS.storeRetryMs)
    await runner.settled()
    expect(seen.toSorted()).toEqual(['after', 'before'])
  })
})
