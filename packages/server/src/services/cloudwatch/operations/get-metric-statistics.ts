import { check } from '../../../operation/check.ts'
import {
  cloudwatch,
  type Datapoint,
  type GetMetricStatisticsInput,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  MissingRequiredParameterException,
  type StandardUnit,
} from '../../../wire/models/cloudwatch.ts'
import { operation, scopeOf } from '../context.ts'
import { validationError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { alignedStart, type Period, readPeriods } from '../periods.ts'
import { inOrder } from '../points/records.ts'
import { isPeriod } from '../query-input.ts'
import { extendedStatistic, statisticOf } from '../statistics.ts'

/** Statistics of one metric, period by period, each unit for itself. */
export const getMetricStatistics = operation(cloudwatch.GetMetricStatistics, {
  readOnly: true,
  authorize: () => check('cloudwatch:GetMetricStatistics', 'any'),

  async handle(input, context) {
    assertAnswerable(input)
    const { Namespace, MetricName, StartTime, EndTime, Period, Unit } = input
    const dimensions = inOrder(input.Dimensions)
    const metric = { ...scopeOf(context), namespace: Namespace, name: MetricName, dimensions }
    const now = context.clock.now()
    const from = alignedStart(StartTime, Period, now)
    const reading = { from, to: EndTime, now, periodSeconds: Period }
    const { periods } = await readPeriods(metric, reading, context.documents)
    const wanted = periods.filter(({ unit }) => Unit === undefined || unit === Unit)
    return { Label: MetricName, Datapoints: wanted.map(period => datapoint(period, input)) }
  },
})

function assertAnswerable(input: GetMetricStatisticsInput): void {
  const { StartTime, EndTime, Period, Statistics, ExtendedStatistics = [] } = input
  if (!Statistics && ExtendedStatistics.length === 0) {
    throw MissingRequiredParameterException('Must specify either Statistics or ExtendedStatistics.')
  }
  const unknown = ExtendedStatistics.find(name => !extendedStatistic(name))
  if (unknown !== undefined) {
    throw InvalidParameterValueException(
      `The value ${unknown} for parameter ExtendedStatistics.member.1 is not supported.`,
    )
  }
  if (StartTime >= EndTime) {
    throw InvalidParameterValueException(
      'The parameter StartTime must be less than the parameter EndTime.',
    )
  }
  if (!isPeriod(Period)) {
    throw validationError(
      `The value ${Period} for parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    )
  }
  const points = Math.ceil((EndTime - StartTime) / (Period * 1000))
  if (points <= LIMITS.statisticsPoints) return
  throw InvalidParameterCombinationException(
    `You have requested up to ${points} datapoints, which exceeds the limit of ${LIMITS.statisticsPoints}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
  )
}

function datapoint(
  { time, unit, sample }: Period,
  { Statistics = [], ExtendedStatistics = [] }: GetMetricStatisticsInput,
): Datapoint {
  const value = (name: keyof typeof NAMES) =>
    Statistics.includes(name) ? statisticOf(name)?.(sample) : undefined
  const extended = ExtendedStatistics.flatMap(name => {
    const found = extendedStatistic(name)?.(sample)
    return found === undefined ? [] : [[name, found] as const]
  })
  return {
    Timestamp: time,
    SampleCount: value('SampleCount'),
    Average: value('Average'),
    Sum: value('Sum'),
    Minimum: value('Minimum'),
    Maximum: value('Maximum'),
    Unit: unit as StandardUnit,
    ExtendedStatistics: extended.length > 0 ? Object.fromEntries(extended) : undefined,
  }
}

const NAMES = { SampleCount: 0, Average: 0, Sum: 0, Minimum: 0, Maximum: 0 }
