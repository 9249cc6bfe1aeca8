import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../kernel/errors.ts'
import type { MetricDatum } from '../../wire/models/cloudwatch.ts'
import { sampleOf } from './datums.ts'

const NOW = Date.UTC(2026, 0, 20, 12, 0, 30)
const DAY = 86_400_000

function read(datum: Partial<MetricDatum>): unknown {
  try {
    return sampleOf({ MetricName: 'm', ...datum }, 'MetricData.member.1', NOW)
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code}: ${error.message}`
    throw error
  }
}

const SET = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 }

describe('a datum', () => {
  it.each<[Partial<MetricDatum>, object]>([
    [{ Value: 3 }, { count: 1, sum: 3, min: 3, max: 3, values: [[3, 1]], unit: 'None' }],
    [
      { Values: [10, 1], Counts: [4, 2], Unit: 'Count' },
      {
        count: 6,
        sum: 42,
        min: 1,
        max: 10,
        values: [
          [1, 2],
          [10, 4],
        ],
        unit: 'Count',
      },
    ],
    [
      { Values: [1, 1, 2] },
      {
        count: 3,
        sum: 4,
        values: [
          [1, 2],
          [2, 1],
        ],
      },
    ],
    [{ StatisticValues: SET }, { count: 10, sum: 55, min: 1, max: 10, values: undefined }],
    [
      { StatisticValues: { SampleCount: 4, Sum: 8, Minimum: 2, Maximum: 2 } },
      { count: 4, values: [[2, 4]] },
    ],
    [
      { Values: [1, 10], StatisticValues: SET },
      { count: 2, sum: 11 },
    ],
    [
      { Value: 1, StorageResolution: 1 },
      { time: NOW, resolutionSeconds: 1 },
    ],
    [{ Value: 1 }, { time: NOW - 30_000, resolutionSeconds: 60 }],
    [{ Value: 1, Timestamp: NOW - 14 * DAY }, { count: 1 }],
    [{ Value: 2 ** 360 }, { sum: 2 ** 360 }],
  ])('is a sample: %j', (datum, expected) => {
    expect(read(datum)).toMatchObject(expected)
  })

  it.each<[Partial<MetricDatum>, string]>([
    [{}, 'MissingParameter: At least one of the parameters must be specified.'],
    [
      { Value: 1.5, Values: [1, 10] },
      'InvalidParameterCombination: The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
    ],
    [
      { Value: 1.5, StatisticValues: SET },
      'InvalidParameterCombination: The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive and you have specified both.',
    ],
    [
      { Values: [1, 10], Counts: [2, 4, 5] },
      'InvalidParameterValue: The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
    ],
    [
      { Value: Number.NaN },
      'InvalidParameterValue: The value NaN for parameter MetricData.member.1.Value is invalid.',
    ],
    [
      { Value: Number.NEGATIVE_INFINITY },
      'InvalidParameterValue: The value -Infinity for parameter MetricData.member.1.Value is invalid.',
    ],
    [
      { Values: [1, 2 ** 361] },
      `InvalidParameterValue: The value ${2 ** 361} for parameter MetricData.member.1.Values.member.2 is invalid.`,
    ],
    [
      { Values: [1], Counts: [-1] },
      'InvalidParameterValue: The value -1 for parameter MetricData.member.1.Counts.member.1 is invalid.',
    ],
    [
      { Values: Array.from({ length: 151 }, (_, index) => index) },
      'InvalidParameterValue: The collection MetricData.member.1.Values must not have a size greater than 150.',
    ],
    [
      { StatisticValues: { ...SET, Minimum: 11 } },
      'InvalidParameterCombination: The parameter MetricData.member.1.StatisticValues.Minimum must be less than or equal to MetricData.member.1.StatisticValues.Maximum.',
    ],
    [
      { Value: 1, StorageResolution: 5 },
      'InvalidParameterValue: The value 5 for parameter MetricData.member.1.StorageResolution is invalid.',
    ],
    [
      { Value: 1, Timestamp: NOW - 14 * DAY - 1 },
      'InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time no earlier than two weeks ago.',
    ],
    [
      { Value: 1, Timestamp: NOW + 2 * 3_600_000 + 1 },
      'InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time no later than two hours from now.',
    ],
  ])('is refused: %j', (datum, refusal) => {
    expect(read(datum)).toBe(refusal)
  })
})
