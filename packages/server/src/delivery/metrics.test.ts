import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { ServiceError } from '../kernel/errors.ts'
import { silentLogger } from '../kernel/log.ts'
import { createMetricsOutbox, type MetricSeries } from '../outbox/metrics.ts'
import type { Calls } from '../wire/calls.ts'
import type { PutMetricDataInput } from '../wire/models/cloudwatch.ts'
import { LIMITS } from './limits.ts'
import { createMetricsDelivery } from './metrics.ts'

const series = (name: string, account = '123456789012', bot = 'Shop'): MetricSeries => ({
  ...{ account, region: 'us-east-1', namespace: 'AWS/Lex', name, unit: 'Count' },
  dimensions: [['BotName', bot]],
})

/** A delivery whose calls are kept; `fail` may refuse one. */
function openRoom(fail: (nth: number) => Error | undefined = () => undefined) {
  const clock = fakeClock(0)
  const metrics = createMetricsOutbox()
  const calls: {
    readonly input: PutMetricDataInput
    readonly as: unknown
    readonly to: unknown
  }[] = []
  let asked = 0
  const service: Calls = {
    async call(operation, input, as, options) {
      const error = fail(asked++)
      if (error) throw error
      expect([operation.service, operation.name]).toEqual(['cloudwatch', 'PutMetricData'])
      calls.push({ input: input as PutMetricDataInput, as, to: options })
      return undefined as never
    },
    wouldAllow: () => Promise.reject(new Error('nobody asks')),
  }
  const delivery = createMetricsDelivery({ metrics, clock, log: silentLogger, calls: service })
  return { clock, metrics, calls, delivery }
}

const total = (inputs: readonly PutMetricDataInput[]) =>
  inputs
    .flatMap(({ MetricData = [] }) => MetricData)
    .flatMap(({ Counts = [] }) => Counts)
    .reduce((sum, count) => sum + count, 0)

describe('the delivery of metrics', () => {
  it('tells every few seconds what was counted, as the service for the account', async () => {
    const { clock, metrics, calls, delivery } = openRoom()
    delivery.start()
    metrics.record(series('RuntimeRequestCount'), 1, 1_000)
    metrics.record(series('RuntimeRequestCount'), 1, 2_000)
    metrics.record(series('RuntimeRequestCount', '210987654321'), 1, 2_000)
    await clock.advance(LIMITS.metricsEveryMs)
    await delivery.stop()
    const account = '123456789012'
    expect(calls).toHaveLength(2)
    expect(calls[0]).toEqual({
      input: {
        Namespace: 'AWS/Lex',
        MetricData: [
          {
            ...{ MetricName: 'RuntimeRequestCount', Unit: 'Count', Timestamp: 0 },
            ...{ Dimensions: [{ Name: 'BotName', Value: 'Shop' }], Values: [1], Counts: [2] },
          },
        ],
      },
      as: {
        ...{ kind: 'service', principal: 'lex.amazonaws.com', sourceAccount: account },
        sourceArn: `arn:aws:lex:us-east-1:${account}:*`,
      },
      to: { account, region: 'us-east-1' },
    })
  })

  it('tells the rest when the server stops, and says nothing when there is nothing', async () => {
    const { clock, metrics, calls, delivery } = openRoom()
    delivery.start()
    await clock.advance(10 * LIMITS.metricsEveryMs)
    metrics.record(series('a'), 1, clock.now())
    await delivery.stop()
    expect(calls).toHaveLength(1)
  })

  it('keeps within what a call takes', async () => {
    const { metrics, calls, delivery } = openRoom()
    for (let bot = 0; bot < 1_500; bot++) metrics.record(series('a', '1', `${bot}`), 1, 0)
    for (let value = 0; value < 400; value++) metrics.record(series('latency', '1'), value, 0)
    await delivery.flush()
    const inputs = calls.map(({ input }) => input)
    expect(inputs.map(({ MetricData }) => MetricData?.length)).toEqual([1_000, 503])
    const longest = inputs.flatMap(({ MetricData = [] }) =>
      MetricData.map(one => one.Values?.length),
    )
    expect(Math.max(...longest.map(Number))).toBe(LIMITS.valuesPerDatum)
    expect(total(inputs)).toBe(1_900)
  })

  it('tries again when the store was away, and not when it is refused', async () => {
    const away = openRoom(nth => (nth === 0 ? new Error('the store is away') : undefined))
    away.metrics.record(series('a'), 1, 0)
    await away.delivery.flush()
    away.metrics.record(series('a'), 1, 0)
    await away.delivery.flush()
    expect(total(away.calls.map(({ input }) => input))).toBe(2)
    const refused = openRoom(() => new ServiceError('AccessDenied', 'no'))
    refused.metrics.record(series('a'), 1, 0)
    await refused.delivery.flush()
    expect(refused.metrics.take()).toEqual([])
  })
})
