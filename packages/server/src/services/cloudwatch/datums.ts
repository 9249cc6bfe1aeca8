import { assert } from '../../kernel/errors.ts'
import {
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  type MetricDatum,
  MissingRequiredParameterException,
  type StatisticSet,
} from '../../wire/models/cloudwatch.ts'
import { LIMITS } from './limits.ts'
import { distributionOf } from './points/distribution.ts'
import type { Sample } from './points/sample.ts'

/**
 * What a datum says, as a sample (spec/surroundings.md §8).
 * @param place how errors name it: `MetricData.member.1`
 * @throws ServiceError
 */
export function sampleOf(datum: MetricDatum, place: string, now: number): Sample {
  assertForm(datum, place)
  const resolutionSeconds = resolutionOf(datum, place)
  const step = resolutionSeconds * 1000
  const time = datum.Timestamp ?? now
  assertTime(time, place, now)
  return {
    time: time - (time % step),
    resolutionSeconds,
    unit: datum.Unit ?? 'None',
    ...measured(datum, place),
  }
}

/** Of the three forms a datum has one; `Values` beside a statistic set are taken in its place, as AWS does. */
function assertForm({ Value, Values, Counts, StatisticValues }: MetricDatum, place: string): void {
  const other = Values ? 'Values' : StatisticValues ? 'StatisticValues' : undefined
  if (Value !== undefined && other !== undefined) {
    throw InvalidParameterCombinationException(
      `The parameters ${place}.Value and ${place}.${other} are mutually exclusive and you have specified both.`,
    )
  }
  if (Value === undefined && other === undefined) {
    throw MissingRequiredParameterException('At least one of the parameters must be specified.')
  }
  if (Counts && Counts.length !== (Values?.length ?? 0)) {
    throw InvalidParameterValueException(
      `The parameters ${place}.Values and ${place}.Counts must be of the same size.`,
    )
  }
}

type Measured = Pick<Sample, 'count' | 'sum' | 'min' | 'max' | 'values'>

function measured(
  { Value, Values, Counts, StatisticValues }: MetricDatum,
  place: string,
): Measured {
  if (Values) return ofValues(Values, Counts ?? Values.map(() => 1), place)
  if (StatisticValues) return ofSet(StatisticValues, `${place}.StatisticValues`)
  assert(Value !== undefined, 'a datum has one of three forms')
  assertValue(Value, `${place}.Value`)
  return { count: 1, sum: Value, min: Value, max: Value, values: [[Value, 1]] }
}

function ofValues(values: readonly number[], counts: readonly number[], place: string): Measured {
  if (values.length === 0) {
    throw MissingRequiredParameterException(`The parameter ${place}.Values is empty.`)
  }
  if (values.length > LIMITS.valuesPerDatum) {
    throw InvalidParameterValueException(
      `The collection ${place}.Values must not have a size greater than ${LIMITS.valuesPerDatum}.`,
    )
  }
  for (const [index, value] of values.entries()) {
    assertValue(value, `${place}.Values.member.${index + 1}`)
  }
  for (const [index, count] of counts.entries()) {
    assertValue(count, `${place}.Counts.member.${index + 1}`)
    if (count < 0) throw invalid(count, `${place}.Counts.member.${index + 1}`)
  }
  const pairs = values.map((value, index) => [value, counts[index] ?? 1] as const)
  const counted = pairs.filter(([, count]) => count > 0)
  if (counted.length === 0) throw invalid(0, `${place}.Counts`)
  return {
    count: counted.reduce((sum, [, count]) => sum + count, 0),
    sum: counted.reduce((sum, [value, count]) => sum + value * count, 0),
    min: Math.min(...counted.map(([value]) => value)),
    max: Math.max(...counted.map(([value]) => value)),
    values: distributionOf(counted),
  }
}

function ofSet({ SampleCount, Sum, Minimum, Maximum }: StatisticSet, place: string): Measured {
  for (const [name, value] of Object.entries({ SampleCount, Sum, Minimum, Maximum })) {
    assertValue(value, `${place}.${name}`)
  }
  if (SampleCount <= 0) throw invalid(SampleCount, `${place}.SampleCount`)
  if (Minimum > Maximum) {
    throw InvalidParameterCombinationException(
      `The parameter ${place}.Minimum must be less than or equal to ${place}.Maximum.`,
    )
  }
  // All measurements of a set whose ends meet are known.
  const values = Minimum === Maximum ? ([[Minimum, SampleCount]] as const) : undefined
  return { count: SampleCount, sum: Sum, min: Minimum, max: Maximum, values }
}

function assertValue(value: number, place: string): void {
  if (!(Math.abs(value) <= LIMITS.largestValue)) throw invalid(value, place)
}

function resolutionOf({ StorageResolution = 60 }: MetricDatum, place: string): number {
  if (StorageResolution === 1 || StorageResolution === 60) return StorageResolution
  throw invalid(StorageResolution, `${place}.StorageResolution`)
}

function assertTime(time: number, place: string, now: number): void {
  if (time < now - LIMITS.oldestMs) {
    throw InvalidParameterValueException(
      `The parameter ${place}.Timestamp must specify a time no earlier than two weeks ago.`,
    )
  }
  if (time > now + LIMITS.newestMs) {
    throw InvalidParameterValueException(
      `The parameter ${place}.Timestamp must specify a time no later than two hours from now.`,
    )
  }
}

const invalid = (value: number, place: string) =>
  InvalidParameterValueException(`The value ${value} for parameter ${place} is invalid.`)
