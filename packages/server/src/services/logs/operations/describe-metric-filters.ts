import type { Document } from '../../../store/store.ts'
import {
  type DescribeMetricFiltersRequest,
  InvalidParameterException,
  logs,
  type MetricFilter as MetricFilterOutput,
} from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { named } from '../group-names.ts'
import { findGroup, getGroup } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import {
  filterNameKey,
  filterNames,
  type MetricFilter,
  metricFilterKey,
  metricFilterOf,
  namedBy,
  readMetricFilters,
} from '../metrics/metric-filters.ts'
import { metricFilterOutput } from '../outputs.ts'
import { pageToken, placeOf } from '../page-tokens.ts'

const LISTING = 'metric-filters'

/** Filters of one group, or of all of them; by the start of their name or by their metric. */
export const describeMetricFilters = operation(logs.DescribeMetricFilters, {
  readOnly: true,
  authorize: ({ logGroupName }, context) => {
    const { account, region } = context
    const group =
      logGroupName === undefined ? { account, region, name: '' } : named(logGroupName, context)
    return groupCheck('logs:DescribeMetricFilters', group, context)
  },

  async handle(input, context) {
    if ((input.metricName === undefined) !== (input.metricNamespace === undefined)) {
      throw InvalidParameterException('metricName and metricNamespace must be given together.')
    }
    return input.logGroupName === undefined
      ? ofAllGroups(input, context)
      : ofGroup(input.logGroupName, input, context)
  },
})

const isOfMetric = (
  { metricName, namespace }: MetricFilter,
  wanted: DescribeMetricFiltersRequest,
) =>
  wanted.metricName === undefined ||
  (metricName === wanted.metricName && namespace === wanted.metricNamespace)

async function ofGroup(
  name: string,
  { filterNamePrefix = '', nextToken, limit, ...metric }: DescribeMetricFiltersRequest,
  context: LogsContext,
) {
  const group = await getGroup(named(name, context), context)
  const after = placeOf(nextToken, LISTING, 2)?.[0]
  const rest = (await readMetricFilters(group.id, context.documents)).filter(
    filter =>
      filter.name.startsWith(filterNamePrefix) &&
      isOfMetric(filter, metric) &&
      (after === undefined || filter.name > after),
  )
  const shown = rest.slice(0, limit ?? LIMITS.describedAtOnce)
  const last = rest.length > shown.length ? shown.at(-1) : undefined
  return {
    metricFilters: shown.map(filter => metricFilterOutput(group.name, filter)),
    nextToken: last && pageToken(LISTING, last.name, group.name),
  }
}

async function ofAllGroups(
  { filterNamePrefix = '', nextToken, limit, ...metric }: DescribeMetricFiltersRequest,
  context: LogsContext,
) {
  const { documents } = context
  const size = limit ?? LIMITS.describedAtOnce
  const place = placeOf(nextToken, LISTING, 2)
  const [first, to] = filterNames(context, filterNamePrefix)
  const after = place && filterNameKey(context, place[0] ?? '', place[1] ?? '')
  const from = after !== undefined && after > first ? after : first
  const page = await documents.range(from, to, { limit: LIMITS.comparedNames })
  const metricFilters: MetricFilterOutput[] = []
  let last: Document | undefined
  for (const row of page.documents) {
    if (row.key === after) continue
    // One more that fits tells that there is a next page.
    if (metricFilters.length === size) return { metricFilters, nextToken: tokenAt(last) }
    last = row
    const filter = await filterIn(row, context)
    if (!filter || !isOfMetric(filter, metric)) continue
    metricFilters.push(metricFilterOutput(namedBy(row).groupName, filter))
  }
  return { metricFilters, nextToken: page.next === undefined ? undefined : tokenAt(last) }
}

function tokenAt(row: Document | undefined): string | undefined {
  if (!row) return undefined
  const { name, groupName } = namedBy(row)
  return pageToken(LISTING, name, groupName)
}

/** Undefined when the group was deleted: the rest of it is cleared away later. */
async function filterIn(row: Document, context: LogsContext): Promise<MetricFilter | undefined> {
  const { account, region, documents } = context
  const { name, groupName, groupId } = namedBy(row)
  const group = await findGroup({ account, region, name: groupName }, context)
  if (group?.id !== groupId) return undefined
  const found = await documents.get(metricFilterKey(groupId, name))
  return found && metricFilterOf(found)
}
