import { parseArn } from '../../../kernel/arn.ts'
import type { PutMetricAlarmInput } from '../../../wire/models/cloudwatch.ts'
import type { Scope } from '../context.ts'
import { validationError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { inOrder } from '../points/records.ts'
import { isPeriod, readQueries } from '../query-input.ts'
import { extendedStatistic } from '../statistics.ts'
import { isComparison } from './evaluation.ts'
import type { Alarm, WatchedMetric, WatchedQueries } from './records.ts'
import { isWebhook } from './webhook.ts'

/** What a request says of an alarm: all but its state and tags. */
export type AlarmConfiguration = Omit<Alarm, 'state' | 'tags' | 'configuredAt' | keyof Scope>

const TREATMENTS = ['breaching', 'notBreaching', 'ignore', 'missing']
const LOW_SAMPLES = ['evaluate', 'ignore']

/** @throws ServiceError ValidationError */
export function readAlarm(
  input: PutMetricAlarmInput,
  own: { readonly account: string },
): AlarmConfiguration {
  const { AlarmName, AlarmDescription, EvaluationPeriods, DatapointsToAlarm, Threshold } = input
  const { ComparisonOperator, TreatMissingData, EvaluateLowSampleCountPercentile: low } = input
  if (!AlarmName.isWellFormed()) {
    throw validationError('The parameter AlarmName is not valid Unicode text.')
  }
  if (input.ThresholdMetricId !== undefined || !isComparison(ComparisonOperator)) {
    throw validationError(
      `The ComparisonOperator ${ComparisonOperator} needs an anomaly detection model, which is not offered here.`,
    )
  }
  if (Threshold === undefined) throw validationError('The parameter Threshold is required.')
  assertFinite(Threshold)
  assertOneOf('TreatMissingData', TreatMissingData, TREATMENTS)
  assertOneOf('EvaluateLowSampleCountPercentile', low, LOW_SAMPLES)
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw validationError(
      'The parameter DatapointsToAlarm must be less than or equal to the parameter EvaluationPeriods.',
    )
  }
  const watches = input.Metrics ? readMetrics(input, own) : readMetric(input)
  assertSpan(watches, EvaluationPeriods)
  return {
    name: AlarmName,
    ...(AlarmDescription !== undefined && { description: AlarmDescription }),
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: {
      OK: actionsOf(input.OKActions),
      ALARM: actionsOf(input.AlarmActions),
      INSUFFICIENT_DATA: actionsOf(input.InsufficientDataActions),
    },
    watches,
    evaluationPeriods: EvaluationPeriods,
    ...(DatapointsToAlarm !== undefined && { datapointsToAlarm: DatapointsToAlarm }),
    threshold: Threshold,
    comparison: ComparisonOperator,
    ...(TreatMissingData !== undefined && { treatMissingData: TreatMissingData }),
    ...(low !== undefined && { evaluateLowSampleCountPercentile: low }),
  }
}

function readMetric(input: PutMetricAlarmInput): WatchedMetric {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit } = input
  if (MetricName === undefined || Namespace === undefined || Period === undefined) {
    throw validationError(
      'The parameters MetricName, Namespace and Period are required, unless Metrics are given.',
    )
  }
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be specified.')
  }
  if (ExtendedStatistic !== undefined && !extendedStatistic(ExtendedStatistic)) {
    throw validationError(
      `The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`,
    )
  }
  if (!isPeriod(Period) || Period < 10) {
    throw validationError('Period must be 10, 20, 30 or a multiple of 60')
  }
  return {
    kind: 'metric',
    namespace: Namespace,
    metricName: MetricName,
    dimensions: inOrder(input.Dimensions),
    ...(Statistic !== undefined && { statistic: Statistic }),
    ...(ExtendedStatistic !== undefined && { extendedStatistic: ExtendedStatistic }),
    periodSeconds: Period,
    ...(Unit !== undefined && { unit: Unit }),
  }
}

function readMetrics(
  input: PutMetricAlarmInput,
  own: { readonly account: string },
): WatchedQueries {
  const { Metrics = [], MetricName, Namespace, Period, Statistic, ExtendedStatistic } = input
  if (MetricName ?? Namespace ?? Period ?? Statistic ?? ExtendedStatistic ?? input.Dimensions) {
    throw validationError(
      'The parameter Metrics excludes MetricName, Namespace, Dimensions, Period, Statistic and ExtendedStatistic.',
    )
  }
  if (Metrics.length > LIMITS.queriesPerAlarm) {
    throw validationError(`An alarm takes up to ${LIMITS.queriesPerAlarm} queries.`)
  }
  const queries = readQueries(Metrics, own)
  if (queries.filter(query => query.returnsData).length !== 1) {
    throw validationError('Exactly one element of the metrics list should return data.')
  }
  return { kind: 'queries', queries: Metrics }
}

/** A day in all, a week where no period is shorter than an hour. */
function assertSpan(watches: WatchedMetric | WatchedQueries, evaluationPeriods: number): void {
  const seconds =
    watches.kind === 'metric'
      ? watches.periodSeconds
      : Math.max(
          60,
          ...watches.queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0),
        )
  const most = seconds >= 3_600 ? LIMITS.alarmSpanSeconds : LIMITS.alarmSpanShortSeconds
  if (evaluationPeriods * seconds <= most) return
  const word = most === LIMITS.alarmSpanSeconds ? 'seven days' : 'a day'
  throw validationError(
    `Metrics cannot be checked across more than ${word} (EvaluationPeriods * Period must be <= ${most}).`,
  )
}

function actionsOf(arns: readonly string[] = []): readonly string[] {
  const wrong = arns.find(arn => !parseArn(arn) && !isWebhook(arn))
  if (wrong !== undefined) throw validationError(`Invalid arn syntax: ${wrong}`)
  return arns
}

function assertOneOf(name: string, value: string | undefined, words: readonly string[]): void {
  if (value === undefined || words.includes(value)) return
  throw validationError(
    `The value ${value} for parameter ${name} is invalid: it must be one of ${words.join(', ')}.`,
  )
}

function assertFinite(threshold: number): void {
  if (Math.abs(threshold) <= LIMITS.largestValue) return
  throw validationError(`The value ${threshold} for parameter Threshold is invalid.`)
}
