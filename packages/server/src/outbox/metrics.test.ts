import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { createMetricsOutbox, type MetricSeries } from './metrics.ts'

const MINUTE = 60_000
const series = (name: string, bot = 'Shop'): MetricSeries => ({
  ...{ account: '123456789012', region: 'us-east-1', namespace: 'AWS/Lex', name, unit: 'Count' },
  dimensions: [['BotName', bot]],
})
const shown = (outbox: ReturnType<typeof createMetricsOutbox>) =>
  outbox
    .take()
    .map(({ series: { name, dimensions }, minute, values }) => [
      ...[name, dimensions[0]?.[1], minute],
      Object.fromEntries(values),
    ])

describe('the outbox of metrics', () => {
  it('counts values by metric, dimension and minute, and forgets what was taken', () => {
    const outbox = createMetricsOutbox()
    outbox.record(series('a'), 1, MINUTE + 5)
    outbox.record(series('a'), 1, MINUTE + 59_999)
    outbox.record(series('a'), 7, MINUTE)
    outbox.record(series('a', 'Other'), 1, MINUTE)
    outbox.record(series('a'), 1, 2 * MINUTE, 5)
    expect(shown(outbox)).toEqual([
      ['a', 'Shop', MINUTE, { 1: 2, 7: 1 }],
      ['a', 'Other', MINUTE, { 1: 1 }],
      ['a', 'Shop', 2 * MINUTE, { 1: 5 }],
    ])
    expect(shown(outbox)).toEqual([])
  })

  it('counts one and the same series anew in each minute, and once it was taken', () => {
    const outbox = createMetricsOutbox()
    const same = series('a')
    for (const time of [0, 1, MINUTE, 2]) outbox.record(same, 1, time)
    outbox.record(series('a'), 1, 3)
    expect(shown(outbox)).toEqual([
      ['a', 'Shop', 0, { 1: 4 }],
      ['a', 'Shop', MINUTE, { 1: 1 }],
    ])
    outbox.record(same, 1, MINUTE)
    expect(shown(outbox)).toEqual([['a', 'Shop', MINUTE, { 1: 1 }]])
  })

  it('takes back what could not be told, beside what came meanwhile', () => {
    const outbox = createMetricsOutbox()
    outbox.record(series('a'), 1, 0)
    const taken = outbox.take()
    outbox.record(series('a'), 1, 0)
    outbox.putBack(taken)
    expect(shown(outbox)).toEqual([['a', 'Shop', 0, { 1: 2 }]])
  })

  it('is bounded: in metrics, which are lost and counted, and in values, which are rounded', () => {
    const outbox = createMetricsOutbox()
    for (let i = 0; i < LIMITS.waitingSeries + 3; i++) outbox.record(series('a', `${i}`), 1, 0)
    expect([outbox.lost, outbox.take().length]).toEqual([3, LIMITS.waitingSeries])
    for (let value = 0; value < 10_000; value++) outbox.record(series('latency'), value, 0)
    const [first] = outbox.take()
    expect(first?.values.size).toBeLessThan(LIMITS.valuesPerSeries + 400)
    expect([...(first?.values.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(10_000)
  })
})
