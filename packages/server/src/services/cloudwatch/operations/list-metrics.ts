import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { cloudwatch, type ListMetricsInput } from '../../../wire/models/cloudwatch.ts'
import { type CloudwatchContext, operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { METRIC_KIND, type Metric, metricOf } from '../metrics.ts'
import { matching, placeOf, tokenOf } from '../paging.ts'

/** The metrics that have had data lately, in the order of namespace and name. */
export const listMetrics = operation(cloudwatch.ListMetrics, {
  readOnly: true,
  authorize: () => check('cloudwatch:ListMetrics', 'any'),

  async handle(input, context) {
    const { items, next } = await find(input, context)
    return {
      Metrics: items.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions,
      })),
      NextToken: next === undefined ? undefined : tokenOf('ListMetrics', next),
      OwningAccounts: undefined,
    }
  },
})

function find(input: ListMetricsInput, context: CloudwatchContext) {
  const { account, region, clock, documents } = context
  const now = clock.now()
  return matching(documents, boundsOf(input, account, region), {
    place: placeOf(input.NextToken, 'ListMetrics'),
    most: LIMITS.metricsPerPage,
    match: document => {
      const metric = metricOf(document)
      return isWanted(metric, input, now) ? metric : undefined
    },
  })
}

function boundsOf({ Namespace, MetricName }: ListMetricsInput, account: string, region: string) {
  if (Namespace === undefined) return within(METRIC_KIND, account, region)
  if (MetricName === undefined) return within(METRIC_KIND, account, region, Namespace)
  return within(METRIC_KIND, account, region, Namespace, MetricName)
}

function isWanted(
  { name, dimensions, seenAt }: Metric,
  { MetricName, Dimensions = [], RecentlyActive }: ListMetricsInput,
  now: number,
): boolean {
  const lastMs = RecentlyActive ? LIMITS.recentlyActiveMs : LIMITS.listedMs
  if (seenAt < now - lastMs - LIMITS.seenEveryMs) return false
  if (MetricName !== undefined && name !== MetricName) return false
  return Dimensions.every(({ Name, Value }) =>
    dimensions.some(one => one.Name === Name && (Value === undefined || one.Value === Value)),
  )
}
