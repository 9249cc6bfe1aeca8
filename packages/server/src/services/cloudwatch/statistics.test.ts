import { describe, expect, it } from 'vitest'
import { distributionOf } from './points/distribution.ts'
import type { Sample } from './points/sample.ts'
import { extendedStatistic, statisticOf } from './statistics.ts'

/** The numbers from 1 to 100, each once. */
const hundred: Sample = {
  ...{ time: 0, resolutionSeconds: 60, unit: 'None', count: 100, sum: 5_050, min: 1, max: 100 },
  values: distributionOf(Array.from({ length: 100 }, (_, index) => [index + 1, 1] as const)),
}

describe('a statistic', () => {
  it.each([
    ['SampleCount', 100],
    ['Average', 50.5],
    ['Sum', 5_050],
    ['Minimum', 1],
    ['Maximum', 100],
    ['p0', 1],
    ['p50', 50],
    ['P99.5', 100],
    ['tm90', 45.5],
    ['TM(10%:90%)', 50.5],
    ['TM(:50%)', 25.5],
    ['TM(20:30)', 25.5],
    ['IQM', 50.5],
    ['tc90', 90],
    ['TC(80%:)', 20],
    ['TC(20:30)', 10],
    ['ts90', 4_095],
    ['TS(90:)', 955],
    ['wm90', 49.95],
    ['WM(10%:90%)', 50.5],
    ['WM(20:30)', 27.55],
    ['PR(:25)', 25],
    ['PR(25:75)', 50],
    ['TC(200:)', 0],
    ['TM(200:)', undefined],
  ])('%s of 1 to 100 is %s', (name, expected) => {
    const found = statisticOf(name)?.(hundred)
    if (expected === undefined) expect(found).toBeUndefined()
    else expect(found).toBeCloseTo(expected, 9)
  })

  it.each([
    ...[
      '',
      'p',
      'p101',
      'p-1',
      'q50',
      'tm',
      'tm100',
      'TM(:)',
      'TM(10:90%)',
      'TM(a:b)',
      'PR(1%:2%)',
    ],
    ...['constructor', 'TM(1:2', 'p5e1', 'p00001', 'iqm1'],
  ])('%s is none', name => {
    expect(statisticOf(name)).toBeUndefined()
  })

  it('of values is unknown where only a set was reported', () => {
    const set = { ...hundred, values: undefined }
    for (const name of ['p50', 'tm90', 'IQM', 'PR(:5)']) {
      expect(extendedStatistic(name)?.(set)).toBeUndefined()
    }
    expect(statisticOf('Average')?.(set)).toBe(50.5)
  })
})
