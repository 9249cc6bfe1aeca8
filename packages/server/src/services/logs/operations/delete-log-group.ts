import { scheduleJob } from '../../../jobs/runner.ts'
import { logs } from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { forgetJob } from '../jobs.ts'
import { groupCountKey, groupKey } from '../records.ts'

/** Hides the group with all its streams and events at once; what they held is removed behind the scenes. */
export const deleteLogGroup = operation(logs.DeleteLogGroup, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:DeleteLogGroup', named(logGroupName, context), context),

  async handle({ logGroupName }, context) {
    const { account, region, documents, clock } = context
    const { id } = await getGroup(named(logGroupName, context), context)
    await documents.commit([
      { type: 'delete', key: groupKey(account, region, logGroupName) },
      { type: 'add', key: groupCountKey(account, region), amount: -1 },
      scheduleJob(forgetJob({ groupId: id }, clock.now())),
    ])
  },
})
