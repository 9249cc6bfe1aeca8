import { describe, expect, it } from 'vitest'
import { createJobRunner } from '../../../jobs/runner.ts'
import { fakeClock } from '../../../kernel/clock.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { OutgoingFetch } from '../../../kernel/fetch.ts'
import { silentLogger } from '../../../kernel/log.ts'
import { seededRandom } from '../../../kernel/random.ts'
import { failed } from '../../../kernel/result.ts'
import { key } from '../../../store/key.ts'
import { memoryStore } from '../../../store/memory.ts'
import type { Calls } from '../../../wire/calls.ts'
import { LIMITS } from '../limits.ts'
import { distributionOf } from '../points/distribution.ts'
import { metricId } from '../points/records.ts'
import { sampleWrites } from '../points/writing.ts'
import { ACTION_JOB, actionHandler } from './action.ts'
import { allHistory, historyItem } from './history.ts'
import { type Alarm, alarmKey, alarmOf, alarmWrite } from './records.ts'
import { WATCH_JOB, watchHandler, watchWrite } from './watch.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:page'
const MINUTE = 60_000

const ALARM: Alarm = {
  ...SCOPE,
  name: 'busy',
  actionsEnabled: true,
  actions: { ALARM: [FUNCTION], OK: [], INSUFFICIENT_DATA: [] },
  watches: {
    ...{ kind: 'metric', namespace: 'n', metricName: 'm', dimensions: [], statistic: 'Sum' },
    periodSeconds: 60,
  },
  ...{ evaluationPeriods: 2, threshold: 10, comparison: 'GreaterThanThreshold' },
  configuredAt: 0,
  state: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked', updatedAt: 0, transitionedAt: 0 },
  tags: [],
}

/** The jobs of CloudWatch over a store in memory and a clock that is moved by hand. */
async function openRoom(more: Partial<Alarm> = {}, refuse?: ServiceError) {
  const clock = fakeClock(Date.UTC(2026, 0, 20, 12))
  const store = memoryStore({ clock })
  const random = seededRandom('alarms')
  const invoked: { readonly input: unknown; readonly as: unknown }[] = []
  const calls: Calls = {
    async call(_, input, as) {
      if (refuse) throw refuse
      invoked.push({ input, as })
      return {} as never
    },
    wouldAllow: () => Promise.reject(new Error('nobody asks')),
  }
  const webhooks: OutgoingFetch = async () => failed({ kind: 'not-allowed', message: 'no' })
  const parts = { store, clock, random, calls, webhooks }
  const handlers = new Map([
    [WATCH_JOB, watchHandler(parts)],
    [ACTION_JOB, actionHandler(parts)],
  ])
  const runner = createJobRunner({ store, clock, random, log: silentLogger, handlers })
  runner.start()
  const alarm = { ...ALARM, ...more }
  await store.commit([alarmWrite(alarm), watchWrite(alarm, clock.now())])
  let calls_ = 0
  const { watches } = alarm
  if (watches.kind !== 'metric') throw new Error('this room watches a metric')
  const id = metricId({ ...SCOPE, namespace: 'n', name: 'm', dimensions: [] })
  return {
    clock,
    store,
    invoked,
    runner,
    measure: (value: number, resolutionSeconds = 60) => {
      const step = resolutionSeconds * 1000
      const time = clock.now() - (clock.now() % step)
      const one = { count: 1, sum: value, min: value, max: value, unit: 'None' }
      const values = distributionOf([[value, 1]])
      const sample = { ...one, time, resolutionSeconds, values }
      return store.commit(sampleWrites(id, [sample], `s${calls_++}`))
    },
    /** Moves time on, step by step, as time does. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 5_000) {
        await clock.advance(Math.min(left, 5_000))
        await runner.settled()
      }
    },
    state: async (name = 'busy') => {
      const document = await store.get(alarmKey(SCOPE, name))
      return document && alarmOf(document).state
    },
    history: async () =>
      (await store.range(...allHistory())).documents.map(one => historyItem(one).summary),
    job: () => store.get(key('job', WATCH_JOB, `${SCOPE.account}/${SCOPE.region}`)),
  }
}

describe('the watch over alarms', () => {
  it('goes from state to state as values come, and acts on each transition once', async () => {
    const { measure, pass, state, history, invoked, runner } = await openRoom()
    await pass(2 * MINUTE + 10_000)
    expect((await state())?.reason).toBe('Unchecked')
    await measure(11)
    await pass(MINUTE)
    await measure(12)
    await pass(MINUTE)
    const alarmed = await state()
    expect(alarmed?.value).toBe('ALARM')
    expect(alarmed?.reason).toBe(
      'Threshold Crossed: 2 datapoints [12.0 (20/01/26 12:03:00), 11.0 (20/01/26 12:02:00)] were greater than the threshold (10.0).',
    )
    expect(JSON.parse(alarmed?.reasonData ?? '')).toMatchObject({
      startDate: '2026-01-20T12:02:00.000+0000',
      ...{ statistic: 'Sum', period: 60, recentDatapoints: [11, 12], threshold: 10 },
      evaluatedDatapoints: [
        { timestamp: '2026-01-20T12:03:00.000+0000', sampleCount: 1, value: 12 },
        { timestamp: '2026-01-20T12:02:00.000+0000', sampleCount: 1, value: 11 },
      ],
    })
    await measure(13)
    await pass(MINUTE)
    await measure(1)
    await pass(MINUTE)
    expect((await state())?.value).toBe('OK')
    await pass(6 * MINUTE)
    expect((await state())?.value).toBe('INSUFFICIENT_DATA')
    expect(invoked).toHaveLength(1)
    expect(invoked[0]?.as).toEqual({
      ...{ kind: 'service', principal: 'lambda.alarms.cloudwatch.amazonaws.com' },
      sourceArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:busy',
      sourceAccount: SCOPE.account,
    })
    expect(await history()).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      `Successfully executed action ${FUNCTION}`,
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to INSUFFICIENT_DATA',
    ])
    await runner.stop()
  })

  it('looks each ten seconds where periods are finer than a minute', async () => {
    const { watches } = ALARM
    if (watches.kind !== 'metric') throw new Error('it watches a metric')
    const fine = { ...watches, periodSeconds: 10 }
    const room = await openRoom({ watches: fine, evaluationPeriods: 1 })
    await room.measure(11, 1)
    await room.pass(15_000)
    expect((await room.state())?.value).toBe('ALARM')
    await room.runner.stop()
  })

  it('says what is wrong with an expression, and goes on with the others', async () => {
    const metric = { Namespace: 'n', MetricName: 'm', Dimensions: undefined }
    const stat = { Metric: metric, Period: 60, Stat: 'Sum', Unit: undefined }
    const plain = { Label: undefined, Period: undefined, AccountId: undefined }
    const queries = [
      { ...plain, Id: 'm', MetricStat: stat, Expression: undefined, ReturnData: false },
      { ...plain, Id: 'e', MetricStat: undefined, Expression: 'SUM(1)', ReturnData: true },
    ]
    const room = await openRoom({ treatMissingData: 'breaching' })
    const state = { value: 'OK', reason: '', updatedAt: 0, transitionedAt: 0 } as const
    const watches = { kind: 'queries', queries } as const
    await room.store.commit([alarmWrite({ ...ALARM, name: 'a-broken-one', watches, state })])
    await room.pass(2 * MINUTE)
    expect(await room.state('a-broken-one')).toMatchObject({
      value: 'INSUFFICIENT_DATA',
      reason: "Insufficient Data: Error in expression 'e': expected a time series",
    })
    expect((await room.state())?.value).toBe('ALARM')
    await room.runner.stop()
  })

  it('may ignore percentiles of few values', async () => {
    const { watches } = ALARM
    if (watches.kind !== 'metric') throw new Error('it watches a metric')
    const { statistic: _, ...metric } = watches
    const percentile = { ...metric, extendedStatistic: 'p90' }
    for (const [low, expected] of [
      ['ignore', 'INSUFFICIENT_DATA'],
      ['evaluate', 'ALARM'],
    ] as const) {
      const room = await openRoom({
        ...{ watches: percentile, evaluationPeriods: 1 },
        evaluateLowSampleCountPercentile: low,
      })
      await room.pass(10_000)
      // A hundred would be enough to tell a tenth.
      for (let i = 0; i < 99; i++) await room.measure(11)
      await room.pass(MINUTE)
      expect((await room.state())?.value).toBe(expected)
      await room.runner.stop()
    }
  })

  it('acts on nothing while actions are switched off', async () => {
    const room = await openRoom({ actionsEnabled: false, treatMissingData: 'breaching' })
    await room.pass(2 * MINUTE)
    expect([(await room.state())?.value, room.invoked]).toEqual(['ALARM', []])
    await room.runner.stop()
  })

  it('tells in the history why an action was not done', async () => {
    const denial = new ServiceError('AccessDeniedException', 'not allowed')
    const room = await openRoom({ treatMissingData: 'breaching' }, denial)
    await room.pass(2 * MINUTE)
    const { documents } = await room.store.range(...allHistory())
    const item = documents.map(historyItem).find(({ type }) => type === 'Action')
    expect(item?.summary).toBe(`Failed to execute action ${FUNCTION}`)
    expect(JSON.parse(item?.data ?? '')).toMatchObject({
      error: 'AccessDeniedException: not allowed',
    })
    await room.runner.stop()
  })

  it('comes to every alarm, however often it is stopped because another is put', async () => {
    const clock = fakeClock(Date.UTC(2026, 0, 20, 12))
    const store = memoryStore({ clock })
    const names = ['a', 'b', 'c', 'd', 'e']
    await store.commit(
      names.map(name => alarmWrite({ ...ALARM, name, treatMissingData: 'notBreaching' })),
    )
    const watch = watchHandler({ store, clock, random: seededRandom('watch') })
    const job = { kind: WATCH_JOB, id: 'one', runAt: 0, payload: SCOPE }
    /** Stopped before the alarm after so many. */
    const run = (alarms: number) => {
      const stop = new AbortController()
      let looked = 0
      const signal = Object.assign(stop.signal, {
        throwIfAborted() {
          if (looked++ === alarms) throw new Error('the job was replaced')
        },
      })
      return watch(job, { signal, fencing: 1 }).catch(() => 'stopped')
    }
    const evaluated = async () => {
      const all = await store.getMany(names.map(name => alarmKey(SCOPE, name)))
      return all.filter(one => one && alarmOf(one).state.value === 'OK').length
    }
    expect([await run(2), await evaluated()]).toEqual(['stopped', 2])
    expect([await run(2), await evaluated()]).toEqual(['stopped', 4])
    expect(await run(2)).toMatchObject({ kind: 'again' })
    expect(await evaluated()).toBe(5)
  })

  it('writes nothing but its own next time while nothing changes, and ends with the last alarm', async () => {
    const room = await openRoom({ treatMissingData: 'notBreaching' })
    await room.pass(2 * MINUTE)
    const before = room.store.position()
    await room.pass(10 * MINUTE)
    expect(room.store.position() - before).toBeLessThanOrEqual(11)
    await room.store.commit([{ type: 'delete', key: alarmKey(SCOPE, 'busy') }])
    await room.pass(2 * MINUTE)
    expect(await room.job()).toBeUndefined()
    expect(LIMITS.alarmLagMs).toBeLessThan(10_000)
    await room.runner.stop()
  })
})
