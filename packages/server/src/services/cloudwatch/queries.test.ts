import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../store/memory.ts'
import type { MetricDataQuery } from '../../wire/models/cloudwatch.ts'
import { LIMITS } from './limits.ts'
import { evaluateQueries } from './queries.ts'
import { readQueries } from './query-input.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const NOW = Date.UTC(2026, 0, 20)
const DAYS = 86_400_000

const evaluated = (queries: readonly MetricDataQuery[], days: number) =>
  evaluateQueries(
    readQueries(queries, SCOPE),
    { from: NOW - days * DAYS, to: NOW, now: NOW },
    SCOPE,
    memoryStore(),
  )

describe('the queries of one request', () => {
  it('compute no more than one request may, though there is no data at all', async () => {
    const sum = Array.from({ length: 90 }, () => 'TIME_SERIES(1)').join('+')
    const queries = Array.from({ length: LIMITS.dataQueries }, (_, index) => ({
      Id: `e${index}`,
      Expression: sum,
    }))
    await expect(evaluated(queries, 60)).rejects.toMatchObject({
      code: 'ValidationError',
      message: `The request looks at more than ${LIMITS.pointsLookedAt} datapoints`,
    })
    expect((await evaluated(queries.slice(0, 1), 1))[0]?.series[0]?.points.length).toBe(1_440)
  })

  it('may be long, and depend on one another, without reaching the end of the stack', async () => {
    const [last, ...others] = Array.from({ length: 120 }, (_, index) => ({
      Id: `e${index}`,
      Expression: `e${index + 1}${'+1'.repeat(250)}`,
    })).reverse()
    const first = { ...last, Id: last?.Id ?? '', Expression: `TIME_SERIES(0)${'+1'.repeat(250)}` }
    const [result] = await evaluated([first, ...others], 0.001)
    expect(result?.series[0]?.points[0]?.value).toBe(250)
    await expect(evaluated([...others.toReversed(), first], 0.001)).rejects.toMatchObject({
      code: 'ValidationError',
    })
  })
})
