import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../events.ts'
import { dataOf } from './measure.ts'
import type { MetricFilter } from './metric-filters.ts'

const MINUTE = 60_000

const filter = (more: Partial<MetricFilter>): MetricFilter => ({
  ...{ name: 'f', pattern: '', metricName: 'm', namespace: 'n', value: '1' },
  ...{ createdAt: 0, appliesOnTransformed: false },
  ...more,
})

const events = (...all: readonly (readonly [time: number, message: string])[]): StoredEvent[] =>
  all.map(([time, message], nth) => ({ id: String(nth), time, message, ingestedAt: time }))

const data = (one: MetricFilter, all: readonly StoredEvent[]) => dataOf(one, all, () => undefined)

describe('data points of events', () => {
  it('are the values of a minute together, each with how often it occurred', async () => {
    const all = events([5, '{"ms":1}'], [10, '{"ms":2}'], [20, '{"ms":1}'], [MINUTE, '{"ms":1}'])
    expect(await data(filter({ pattern: '{ $.ms = * }', value: '$.ms' }), all)).toEqual([
      { MetricName: 'm', Timestamp: 5, Values: [1, 2], Counts: [2, 1] },
      { MetricName: 'm', Timestamp: MINUTE, Values: [1], Counts: [1] },
    ])
  })

  it('are apart by dimension; an event without one makes none', async () => {
    const all = events([1, '{"p":"a"}'], [2, '{"p":"b"}'], [3, '{"q":1}'], [4, '{"p":"a"}'])
    const found = await data(
      filter({ pattern: '{ $.p = * || $.q = 1 }', dimensions: { Page: '$.p' }, unit: 'Count' }),
      all,
    )
    const point = (Timestamp: number, Value: string, count: number) => ({
      ...{ MetricName: 'm', Timestamp, Values: [1], Counts: [count], Unit: 'Count' },
      Dimensions: [{ Name: 'Page', Value }],
    })
    expect(found).toEqual([point(1, 'a', 2), point(2, 'b', 1)])
  })

  it('are one default value when nothing fits, and none without a default', async () => {
    const all = events([1, 'fine'], [2, 'fine'])
    expect(await data(filter({ pattern: 'ERROR', defaultValue: 0 }), all)).toEqual([
      { MetricName: 'm', Timestamp: 1, Values: [0], Counts: [1] },
    ])
    expect(await data(filter({ pattern: 'ERROR' }), all)).toEqual([])
  })

  it('are split where a minute has more values than CloudWatch takes', async () => {
    const all = events(...Array.from({ length: 400 }, (_, nth) => [nth, `${nth}`] as const))
    const found = await data(filter({ pattern: '[n]', value: '$n' }), all)
    expect(found.map(({ Values = [] }) => Values.length)).toEqual([150, 150, 100])
  })
})
