import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Job, JobHandler, JobOutcome } from './job.ts'
import { LIMITS } from './limits.ts'
import { jobKey } from './record.ts'
import { cancelJob, scheduleJob } from './runner.ts'
import { controlled, DONE, openRoom, type RunnerRoom, turn } from './runner-room.testing.ts'

describe('the job runner', () => {
  let room: RunnerRoom
  beforeEach(() => {
    room = openRoom()
  })
  afterEach(() => room.close())

  describe('with a job that is changed while it runs', () => {
    it('aborts it and runs what replaced it', async () => {
      const { runs, handler } = controlled()
      const runner = room.started(handler)
      await room.schedule(room.job('a', 0, 'old'))
      await turn()
      await room.schedule(room.job('a', 0, 'new'))
      expect(runs[0]?.signal.aborted).toBe(true)
      await turn()
      expect(runs.map(({ job }) => job.payload)).toEqual(['old', 'new'])
      runs[1]?.end(DONE)
      await runner.settled()
      expect(await room.rowOf('a')).toBeUndefined()
      expect(room.logged).toEqual([])
    })

    it('keeps the new row although the old run says it is done', async () => {
      const seen: unknown[] = []
      const runner = room.started(async ({ payload }) => {
        seen.push(payload)
        if (payload === 'old') await room.schedule(room.job('a', 5_000, 'new'))
        return DONE
      })
      await room.schedule(room.job('a', 0, 'old'))
      await runner.settled()
      expect(await room.rowOf('a')).toMatchObject({ payload: 'new' })
      await room.clock.advance(5_000)
      await runner.settled()
      expect(seen).toEqual(['old', 'new'])
      expect(await room.rowOf('a')).toBeUndefined()
    })

    it('aborts it for good when it is cancelled', async () => {
      const { runs, handler } = controlled()
      const runner = room.started(handler)
      await room.schedule(room.job('a'), room.job('later', 1_000))
      await turn()
      await room.store.commit([cancelJob('work', 'a'), cancelJob('work', 'later')])
      expect(runs[0]?.signal.aborted).toBe(true)
      await room.clock.advance(60_000)
      await runner.settled()
      expect(runs).toHaveLength(1)
      expect(room.logged).toEqual([])
    })

    it('aborts it at the stop, waits for it, and leaves it to the next start', async () => {
      const { runs, handler } = controlled()
      const first = room.started(handler)
      await room.schedule(room.job('a'))
      await turn()
      await first.stop()
      expect(runs[0]?.signal.aborted).toBe(true)
      expect(await room.rowOf('a')).toMatchObject({ failures: 0 })
      await room.schedule(room.job('b'))
      await turn()
      expect(runs).toHaveLength(1)
      room.started(handler)
      await turn()
      expect(runs.slice(1).map(({ job }) => job.id)).toEqual(['a', 'b'])
    })
  })

  describe('beside another', () => {
    const endless: JobHandler = () => new Promise(() => {})

    it('runs each job once, in one of the two', async () => {
      const runs = new Map<string, number>()
      const handlerOf = (runner: string) => async (each: Job) => {
        runs.set(each.id, (runs.get(each.id) ?? 0) + 1)
        users.add(runner)
        await turn()
        return DONE
      }
      const users = new Set<string>()
      const both = [
        room.started(handlerOf('one'), { concurrency: 1 }),
        room.started(handlerOf('two'), { concurrency: 1 }),
      ]
      const ids = Array.from({ length: 6 }, (_, n) => String(n))
      await room.schedule(...ids.map(id => room.job(id)))
      await Promise.all(both.map(runner => runner.settled()))
      await room.clock.advance(LIMITS.heldElsewhereMs)
      await Promise.all(both.map(runner => runner.settled()))
      expect([...runs].toSorted()).toEqual(ids.map(id => [id, 1]))
      expect(users.size).toBe(2)
      for (const id of ids) expect(await room.rowOf(id)).toBeUndefined()
    })

    it('leaves a long job to its holder for as long as that renews the lease', async () => {
      let end = (_: JobOutcome) => {}
      let runs = 0
      const handler: JobHandler = () => {
        runs++
        return new Promise(resolve => {
          end = resolve
        })
      }
      const holder = room.started(handler)
      await room.schedule(room.job('a'))
      await turn()
      const other = room.started(handler)
      await room.clock.advance(LIMITS.leaseMs * 10)
      expect(runs).toBe(1)
      end(DONE)
      await holder.settled()
      await room.clock.advance(LIMITS.leaseMs)
      await other.settled()
      expect(runs).toBe(1)
      expect(await room.rowOf('a')).toBeUndefined()
    })

    it('takes over the job of a dead one after the lease has ended, with a higher fencing number', async () => {
      const dead = await room.store.lease(
        jobKey('work', 'a'),
        'a process that died',
        LIMITS.leaseMs,
      )
      await room.schedule(room.job('a'))
      const fencing: number[] = []
      const runner = room.started(async (_, run) => {
        fencing.push(run.fencing)
        return DONE
      })
      await runner.settled()
      await room.clock.advance(LIMITS.leaseMs - 1)
      await runner.settled()
      expect(fencing).toEqual([])
      await room.clock.advance(LIMITS.heldElsewhereMs)
      await runner.settled()
      expect(fencing).toHaveLength(1)
      expect(fencing[0]).toBeGreaterThan(dead!)
    })

    it('aborts its run when the lease is lost, and leaves the outcome to the new holder', async () => {
      let signal: AbortSignal | undefined
      room.started((_, run) => {
        signal = run.signal
        return new Promise(resolve => run.signal.addEventListener('abort', () => resolve(DONE)))
      })
      await room.schedule(room.job('a'))
      await turn()
      // The process was frozen for longer than its lease.
      room.clock.set(room.clock.now() + LIMITS.leaseMs)
      await room.store.lease(jobKey('work', 'a'), 'another', 600_000)
      await room.clock.advance(LIMITS.renewEveryMs)
      expect(signal?.aborted).toBe(true)
      expect(await room.rowOf('a')).toMatchObject({ failures: 0 })
    })

    it('gives its leases back when it stops', async () => {
      const runner = room.started(
        (_, { signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      )
      await room.schedule(room.job('a'))
      await turn()
      expect(await room.store.lease(jobKey('work', 'a'), 'other', 1_000)).toBeUndefined()
      await runner.stop()
      expect(await room.store.lease(jobKey('work', 'a'), 'other', 1_000)).toBeTypeOf('number')
    })

    it('says so when nobody runs a kind of job', async () => {
      room.started(endless)
      await room.store.commit([scheduleJob({ ...room.job('a'), kind: 'unknown' })])
      expect(room.logged).toEqual(['no handler runs jobs of this kind'])
    })
  })
})
