import { check } from '../../../operation/check.ts'
import {
  cloudwatch,
  type GetMetricDataInput,
  InvalidNextToken,
  type MetricDataResult,
} from '../../../wire/models/cloudwatch.ts'
import { operation, type Scope, scopeOf } from '../context.ts'
import { dynamicLabel, offsetOf } from '../dynamic-label.ts'
import { validationError } from '../errors.ts'
import { labelsOf } from '../labels.ts'
import { LIMITS } from '../limits.ts'
import type { Point } from '../math/series.ts'
import { placeOf, tokenOf } from '../paging.ts'
import { evaluateQueries, type QueryResult } from '../queries.ts'
import { readQueries } from '../query-input.ts'

/** Many metrics at once, and what is computed from them. */
export const getMetricData = operation(cloudwatch.GetMetricData, {
  readOnly: true,
  authorize: () => check('cloudwatch:GetMetricData', 'any'),

  async handle(input, context) {
    const { StartTime, EndTime } = input
    if (StartTime >= EndTime) {
      throw validationError('The parameter EndTime must be greater than StartTime')
    }
    const queries = readQueries(input.MetricDataQueries, context)
    const span = { from: StartTime, to: EndTime, now: context.clock.now() }
    const scope = scopeOf(context)
    const results = await evaluateQueries(queries, span, scope, context.documents)
    const visible = results.filter(({ query }) => query.returnsData)
    return { ...pageOf(outputsOf(visible, input, scope), input), Messages: [] }
  },
})

type Output = Omit<MetricDataResult, 'StatusCode' | 'Timestamps' | 'Values'> & {
  readonly points: readonly Point[]
}

function outputsOf(
  results: readonly QueryResult[],
  { ScanBy, LabelOptions }: GetMetricDataInput,
  scope: Scope,
): Output[] {
  const plainOf = labelsOf(results)
  const offsetMinutes = offsetOf(LabelOptions?.Timezone)
  return results.flatMap(result => {
    const { query } = result
    return result.series.map(series => {
      // The series of a list keep the names of their metrics.
      const plain = result.series.length > 1 ? series.label : plainOf(result)
      const source = { query, series, plain, scope, offsetMinutes }
      return {
        Id: query.id,
        Label: query.label === undefined ? plain : dynamicLabel(query.label, source),
        points: ScanBy === 'TimestampAscending' ? series.points : series.points.toReversed(),
        Messages: result.units.length === 0 ? undefined : [unitsMessage(result.units)],
      }
    })
  })
}

const unitsMessage = (units: readonly string[]) => ({
  Code: 'MultipleUnits',
  Value: `Multiple units returned: '[${units.join(', ')}]'`,
})

/** Points are counted off result by result; the token tells how many were answered before. */
function pageOf(outputs: readonly Output[], input: GetMetricDataInput) {
  const most = Math.min(input.MaxDatapoints ?? LIMITS.dataPoints, LIMITS.dataPoints)
  if (most < 1) throw validationError('The parameter MaxDatapoints must be greater than 0')
  const skipped = skippedOf(input)
  const MetricDataResults: MetricDataResult[] = []
  let before = 0
  for (const { points, ...output } of outputs) {
    const from = Math.max(0, skipped - before)
    const to = Math.min(points.length, skipped + most - before)
    before += points.length
    const isOver = skipped > 0 && from >= points.length
    if (isOver || (to <= 0 && points.length > 0)) continue
    const page = points.slice(from, to)
    MetricDataResults.push({
      ...output,
      Timestamps: page.map(({ time }) => time),
      Values: page.map(({ value }) => value),
      StatusCode: to < points.length ? 'PartialData' : 'Complete',
    })
  }
  const isLast = before <= skipped + most
  const NextToken = isLast ? undefined : tokenOf('GetMetricData', String(skipped + most))
  return { MetricDataResults, NextToken }
}

function skippedOf({ NextToken }: GetMetricDataInput): number {
  const skipped = Number(placeOf(NextToken, 'GetMetricData') ?? 0)
  if (Number.isSafeInteger(skipped) && skipped >= 0) return skipped
  throw InvalidNextToken('The specified nextToken is invalid.')
}
