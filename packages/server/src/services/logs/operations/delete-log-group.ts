import { scheduleJob } from '../../../jobs/runner.ts'
import type { Write } from '../../../store/store.ts'
import { logs } from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { forgetJob } from '../jobs.ts'
import { filterNameKey, readMetricFilters } from '../metrics/metric-filters.ts'
import { groupCountKey, groupKey } from '../records.ts'

/** Hides the group with all its streams and events at once; what they held is removed behind the scenes. */
export const deleteLogGroup = operation(logs.DeleteLogGroup, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:DeleteLogGroup', named(logGroupName, context), context),

  async handle({ logGroupName }, context) {
    const { account, region, documents, clock } = context
    const group = await getGroup(named(logGroupName, context), context)
    const filters = group.metricFilterCount ? await readMetricFilters(group.id, documents) : []
    await documents.commit([
      { type: 'delete', key: groupKey(account, region, logGroupName) },
      { type: 'add', key: groupCountKey(account, region), amount: -1 },
      ...filters.map(
        ({ name }): Write => ({ type: 'delete', key: filterNameKey(group, name, logGroupName) }),
      ),
      scheduleJob(forgetJob({ groupId: group.id }, clock.now())),
    ])
  },
})
