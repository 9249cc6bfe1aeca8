import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { NOON, newConnector } from '../collect-room.testing.ts'
import { memoryBucket } from '../memory-bucket.testing.ts'
import { daysOf, findLayout } from './folders.ts'
import { correlation, resolveMode } from './resolve.ts'

const bucketOf = async (keys: readonly string[], lastModified?: (index: number) => number) => {
  const bucket = memoryBucket(fakeClock(NOON))
  keys.forEach((key, index) => {
    bucket.put(key, 'x', lastModified && { lastModified: lastModified(index) })
  })
  const place = { bucket: 'b', region: 'us-east-1', endpoint: '' }
  return bucket.doors.open(
    { place, accountId: '1', owner: '1' },
    { kind: 'role', arn: '', externalId: '' },
  )
}

const never = new AbortController().signal

describe('a layout', () => {
  it.each([
    [
      [
        'AWSLogs/1/CloudTrail/eu-west-1/2026/11/20/a',
        'AWSLogs/2/CloudTrail/us-east-1/2026/11/20/b',
      ],
      'AWSLogs/',
      ['AWSLogs/1/CloudTrail/eu-west-1/', 'AWSLogs/2/CloudTrail/us-east-1/'],
      [],
    ],
    [
      ['logs/AWSLogs/o-1/1/CloudTrail/eu-west-1/2026/11/20/a', 'logs/AWSLogs/1/readme'],
      'logs/',
      ['logs/AWSLogs/o-1/1/CloudTrail/eu-west-1/'],
      ['logs/AWSLogs/1/'],
    ],
    [['app/dt=2026-11-20/a', 'app/dt=2026-11-21/b'], '', ['app/'], []],
    [['a/year=2026/month=01/day=02/x'], 'a', ['a/'], []],
    [['only/files/x'], '', [], ['only/files/']],
  ] as const)('of %o below %s', async (keys, prefix, families, undated) => {
    const layout = await findLayout(await bucketOf(keys), prefix, never)
    expect([layout.families, layout.undated, layout.isCut]).toEqual([families, undated, false])
  })

  it('that is deeper than may be followed says so', async () => {
    const layout = await findLayout(await bucketOf([`${'a/'.repeat(20)}x`]), '', never)
    expect(layout.isCut).toBe(true)
  })

  it('gives the days after one that is closed, oldest first', async () => {
    const days = ['2025/12/31', '2026/01/02', '2026/01/01', '2026/02/01']
    const source = await bucketOf(days.map(day => `f/${day}/x`))
    const dates = (await daysOf(source, 'f/', '2025-12-31')).map(({ date }) => date)
    expect(dates).toEqual(['2026-01-01', '2026-01-02', '2026-02-01'])
  })
})

describe('auto', () => {
  const keys = Array.from({ length: 50 }, (_, n) => `log-${String(n).padStart(3, '0')}`)
  it.each([
    ['comes in order', keys, (n: number) => n, 'ordered'],
    ['comes in none', keys, (n: number) => (n * 37) % 50, 'scan'],
    ['is little', keys.slice(0, 5), (n: number) => n, 'scan'],
    ['is of AWS', ['AWSLogs/1/x'], (n: number) => n, 'leaf'],
  ] as const)('of what %s', async (_, names, time, mode) => {
    const resolved = await resolveMode(
      newConnector({ discovery: 'auto' }),
      await bucketOf(names, time),
    )
    expect(resolved.mode).toBe(mode)
    expect(resolved.reason).toMatch(/\w/)
  })

  it('measures order from one for what is in order to minus one for what is reversed', () => {
    const times = fc.uniqueArray(fc.nat(), { minLength: 3, maxLength: 50 })
    fc.assert(
      fc.property(times, all => {
        const objects = all.toSorted((a, b) => a - b).map(lastModified => ({ lastModified }))
        expect(correlation(objects)).toBeCloseTo(1)
        expect(correlation(objects.toReversed())).toBeCloseTo(-1)
        const order = correlation(all.map(lastModified => ({ lastModified })))
        expect(Math.abs(order)).toBeLessThanOrEqual(1.0000001)
      }),
    )
  })
})
