import { describe, expect, it } from 'vitest'
import { memoryBlobs } from '../../blobs/memory.ts'
import type { Outcome } from '../../functions/function-spec.ts'
import { createJobRunner } from '../../jobs/runner.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/log.ts'
import { seededRandom } from '../../kernel/random.ts'
import { key } from '../../store/key.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Write } from '../../store/store.ts'
import { eventHandler, eventWrite } from './events.ts'
import type { Execution } from './execution.ts'
import { forgetCodeWrite, lambdaJobs, settleWrite } from './jobs.ts'
import { LIMITS } from './limits.ts'
import { LATEST } from './names.ts'
import { functionKey, type LambdaFunction, putRecord, recordOf, versionKey } from './records.ts'

const PLACE = { account: '123456789012', region: 'us-east-1', name: 'Hook' }
const MINUTE = 60_000

const ran: Outcome = { kind: 'answered', payload: Buffer.from('null') }
const failed: Outcome = { kind: 'failed', payload: Buffer.from('{}') }
const throttled: Outcome = { kind: 'throttled', places: 'all' }

/** A store with one function, jobs that run in it by a clock of their own, and what was invoked and when. */
async function workshop(outcomes: readonly Outcome[] = []) {
  const clock = fakeClock(0)
  const random = seededRandom('lambda jobs')
  const store = memoryStore({ clock })
  const blobs = memoryBlobs(random)
  const blob = await blobs.write(Buffer.from('code'))
  const fn: LambdaFunction = {
    ...PLACE,
    id: 'one',
    tags: [],
    nextVersion: 1,
    latest: {
      version: LATEST,
      description: '',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      role: 'arn:aws:iam::123456789012:role/r',
      timeoutSeconds: 3,
      memoryMb: 128,
      ephemeralMb: 512,
      architecture: 'x86_64',
      logGroup: '/aws/lambda/Hook',
      code: { kind: 'package', blob, sha256: 'x', bytes: 4 },
      modifiedAt: 0,
      revisionId: 'r1',
      contentId: 'c1',
      progress: 'creating',
    },
  }
  const invoked: string[] = []
  const prepared: string[] = []
  const preparing: (() => Promise<unknown>)[] = []
  const execution: Execution = {
    async invoke(_, version, { requestId, payload }) {
      const text = Buffer.from(payload).toString('utf8')
      invoked.push(`${clock.now() / 1000} ${requestId} ${version.version} ${text}`)
      return { outcome: outcomes[invoked.length - 1] ?? ran, tail: '' }
    },
    async prepare(_, { contentId }) {
      prepared.push(contentId)
      await preparing.shift()?.()
    },
    retire: async () => {},
    settled: async () => {},
  }
  const handlers = lambdaJobs({ store, blobs, execution, clock, random })
  const runner = createJobRunner({ store, clock, random, log: silentLogger, handlers })
  await store.commit([putRecord(functionKey(fn), fn)])
  runner.start()
  return {
    store,
    clock,
    blobs,
    blob,
    fn,
    invoked,
    prepared,
    /** What happens while code is made ready. */
    preparing,
    async commit(...writes: readonly Write[]) {
      await store.commit(writes)
      await runner.settled()
    },
    async wait(ms: number) {
      await clock.advance(ms)
      await runner.settled()
    },
    found: async () => recordOf<LambdaFunction>(await store.get(functionKey(PLACE))),
    [Symbol.asyncDispose]: () => runner.stop(),
  }
}

const event = (requestId: string, qualifier?: string): Write =>
  eventWrite(
    { ...PLACE, qualifier },
    {
      ...{ functionId: 'one', requestId },
      ...{ payload: Buffer.from('{"n":1}'), clientContext: undefined },
    },
    0,
  )

describe('an accepted event', () => {
  it('is run once when the function succeeds', async () => {
    await using room = await workshop()
    await room.commit(event('e1'))
    await room.wait(10 * MINUTE)
    expect(room.invoked).toEqual(['0 e1 $LATEST {"n":1}'])
  })

  it('is tried again after one and two minutes when the function fails, under its request id', async () => {
    await using room = await workshop([failed, failed, failed])
    await room.commit(event('e1'))
    for (let minute = 0; minute < 10; minute++) await room.wait(MINUTE)
    expect(room.invoked.map(text => text.split(' ').slice(0, 2))).toEqual([
      ['0', 'e1'],
      ['60', 'e1'],
      ['180', 'e1'],
    ])
  })

  it('waits longer and longer while the function is throttled, and then runs', async () => {
    await using room = await workshop([throttled, throttled, throttled, ran])
    await room.commit(event('e1'))
    for (let second = 0; second < 20; second++) await room.wait(1000)
    expect(room.invoked.map(text => Number(text.split(' ')[0]))).toEqual([0, 1, 3, 7])
  })

  it('is dropped when it could not be run for six hours', async () => {
    await using room = await workshop(Array.from({ length: 500 }, () => throttled))
    await room.commit(event('e1'))
    for (let step = 0; step < 10 * 12; step++) await room.wait(5 * MINUTE)
    const last = Number(room.invoked.at(-1)?.split(' ')[0])
    expect(last).toBeGreaterThan(6 * 3600)
    expect(last).toBeLessThan(6 * 3600 + 301)
  })

  it('is dropped when it was changed in the store, and does not open', async () => {
    await using room = await workshop()
    const left = key('job', 'lambda-event', 'e1')
    await room.commit({ type: 'put', key: left, value: null })
    await room.wait(MINUTE)
    expect(room.invoked).toEqual([])
    expect(await room.store.get(left)).toBeUndefined()
  })

  it('is dropped when its function is gone', async () => {
    await using room = await workshop()
    await room.store.commit([{ type: 'delete', key: functionKey(PLACE) }])
    await room.commit(event('e1'))
    expect(room.invoked).toEqual([])
    const next = await room.store.range('job' as never, 'joc' as never)
    expect(next.documents).toEqual([])
  })

  it('is dropped when the function of its name is another by now', async () => {
    await using room = await workshop([failed])
    await room.commit(event('e1'))
    await room.commit(putRecord(functionKey(PLACE), { ...room.fn, id: 'two' }))
    await room.wait(10 * MINUTE)
    expect(room.invoked).toEqual(['0 e1 $LATEST {"n":1}'])
  })

  it('goes to the version that its qualifier means', async () => {
    await using room = await workshop()
    const version = { ...room.fn.latest, version: '1' }
    await room.store.commit([putRecord(versionKey(PLACE, '1'), version)])
    await room.commit(event('e1', '1'))
    expect(room.invoked).toEqual(['0 e1 1 {"n":1}'])
  })
})

describe('events that find no place', () => {
  it('come back one after the other, however many they are', async () => {
    const clock = fakeClock(0)
    const random = seededRandom('lambda events')
    const store = memoryStore({ clock })
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const execution = {
      ...{ prepare: async () => {}, retire: async () => {}, settled: async () => {} },
      invoke: async () => ({ outcome: await promise, tail: '' }),
    }
    await using room = await workshop()
    await store.commit([putRecord(functionKey(PLACE), room.fn)])
    const handle = eventHandler({ store, execution, clock, random })
    const payload = { ...PLACE, qualifier: null, payload: '', clientContext: null, acceptedAt: 0 }
    const attempt = () =>
      handle(
        { kind: 'lambda-event', id: 'e', runAt: 0, payload: { ...payload, requestId: 'e' } },
        { signal: new AbortController().signal, fencing: 1 },
      )
    const running = Array.from({ length: LIMITS.eventsAtOnce }, attempt)
    const turnedAway = await Promise.all(Array.from({ length: 1000 }, attempt))
    const times = turnedAway.map(outcome => (outcome.kind === 'again' ? outcome.runAt : 0))
    expect(times).toEqual(Array.from(times, (_, i) => LIMITS.eventWaitMs + 2 * i))
    clock.set(10_000)
    expect(await attempt()).toEqual({ kind: 'again', runAt: 10_000 + LIMITS.eventWaitMs })
    resolve(ran)
    await Promise.all(running)
    expect(await attempt()).toEqual({ kind: 'done' })
  })
})

describe('a change of a function', () => {
  it('is settled once its code is ready, under a new revision', async () => {
    await using room = await workshop()
    await room.commit(settleWrite(room.fn, 0))
    expect(room.prepared).toEqual(['c1'])
    const found = await room.found()
    expect(found?.latest).toMatchObject({ progress: 'settled', contentId: 'c1' })
    expect(found?.latest.revisionId).not.toBe('r1')
  })

  it('is settled at once although the function was tagged meanwhile, and keeps the tags', async () => {
    await using room = await workshop()
    const tags = [{ key: 'a', value: '1' }]
    room.preparing.push(() =>
      room.store.commit([putRecord(functionKey(PLACE), { ...room.fn, tags })]),
    )
    await room.commit(settleWrite(room.fn, 0))
    expect(await room.found()).toMatchObject({ tags, latest: { progress: 'settled' } })
  })

  it('settles the version that was made with it', async () => {
    await using room = await workshop()
    const published = { version: '1', contentId: 'c1' }
    await room.commit(
      putRecord(functionKey(PLACE), { ...room.fn, published }),
      putRecord(versionKey(PLACE, '1'), { ...room.fn.latest, version: '1' }),
      settleWrite(room.fn, 0),
    )
    const version = recordOf<{ progress: string }>(await room.store.get(versionKey(PLACE, '1')))
    expect(version?.progress).toBe('settled')
  })

  it('of a function that was deleted and made again does not settle the new one', async () => {
    await using room = await workshop()
    await room.commit(
      putRecord(functionKey(PLACE), { ...room.fn, id: 'two' }),
      settleWrite(room.fn, 0),
    )
    expect((await room.found())?.latest.progress).toBe('creating')
  })
})

describe('code', () => {
  it('is deleted once nothing names it', async () => {
    await using room = await workshop()
    await room.commit(forgetCodeWrite(room.fn, room.blob, 0))
    await room.wait(2 * MINUTE)
    expect(Buffer.from(await room.blobs.readAll(room.blob)).toString()).toBe('code')
    const other = { ...room.fn.latest, code: { kind: 'endpoint' as const, url: 'http://x/' } }
    const version = putRecord(versionKey(PLACE, '7'), { ...room.fn.latest, version: '7' })
    await room.commit(
      putRecord(functionKey(PLACE), { ...room.fn, latest: other }),
      version,
      forgetCodeWrite(room.fn, room.blob, room.clock.now()),
    )
    await room.wait(2 * MINUTE)
    expect(await room.blobs.readAll(room.blob)).toBeDefined()
    await room.commit(
      { type: 'delete', key: versionKey(PLACE, '7') },
      forgetCodeWrite(room.fn, room.blob, room.clock.now()),
    )
    await room.wait(2 * MINUTE)
    await expect(room.blobs.readAll(room.blob)).rejects.toThrow('there is no blob')
  })
})
