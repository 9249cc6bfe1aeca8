import { describe, expect, it } from 'vitest'
import { silentLogger } from '../kernel/log.ts'
import { seededRandom } from '../kernel/random.ts'
import type { Job } from './job.ts'
import { jobKey } from './record.ts'
import { runJob } from './run-job.ts'
import { DONE, openRoom } from './runner-room.testing.ts'

describe('one run of a job', () => {
  const room = openRoom()
  const { clock, store } = room
  const seen: string[] = []
  const handlers = new Map([
    [
      'work',
      async ({ id }: Job) => {
        seen.push(id)
        return DONE
      },
    ],
  ])
  const random = seededRandom('run')
  const dependencies = { store, clock, log: silentLogger, random, handlers, holder: 'me' }
  const run = (id: string, stop = new AbortController()) =>
    runJob(jobKey('work', id), stop, dependencies)

  it('happens once the job is due, not when it was moved meanwhile', async () => {
    await room.schedule(room.job('later', 1), room.job('now'))
    expect(await run('later')).toBe(true)
    expect(await run('now')).toBe(true)
    expect(await run('unknown')).toBe(true)
    expect(seen.splice(0)).toEqual(['now'])
    expect(await room.rowOf('later')).toBeDefined()
  })

  it('does not begin when it was aborted while it waited for the lease', async () => {
    await room.schedule(room.job('stopped'))
    const stop = new AbortController()
    const running = run('stopped', stop)
    stop.abort()
    await running
    expect(seen).toEqual([])
    expect(await room.rowOf('stopped')).toBeDefined()
  })

  it('gives the lease back whatever happens', async () => {
    const lost = { ...dependencies, handlers: new Map() }
    await room.schedule(room.job('orphan'))
    const key = jobKey('work', 'orphan')
    await expect(runJob(key, new AbortController(), lost)).rejects.toThrow('no handler')
    expect(await store.lease(key, 'another', 1_000)).toBeTypeOf('number')
    expect(await runJob(key, new AbortController(), dependencies)).toBe(false)
  })
})
