import { scheduleJob } from '../../../jobs/runner.ts'
import { InvalidParameterException, logs } from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { retentionJob } from '../jobs.ts'
import { LIMITS } from '../limits.ts'
import { groupWrite } from '../records.ts'

/** How long events are kept. Older ones are out of sight at once and removed soon after. */
export const putRetentionPolicy = operation(logs.PutRetentionPolicy, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:PutRetentionPolicy', named(logGroupName, context), context),

  async handle({ logGroupName, retentionInDays }, context) {
    const { documents, clock } = context
    const group = await getGroup(named(logGroupName, context), context)
    const allowed: readonly number[] = LIMITS.retentionDays
    if (!allowed.includes(retentionInDays)) {
      throw InvalidParameterException(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
      )
    }
    await documents.commit([
      groupWrite({ ...group, retentionDays: retentionInDays }),
      scheduleJob(retentionJob(group, clock.now())),
    ])
  },
})

/** Events are kept for ever again; those that have expired do not come back. */
export const deleteRetentionPolicy = operation(logs.DeleteRetentionPolicy, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:DeleteRetentionPolicy', named(logGroupName, context), context),

  async handle({ logGroupName }, context) {
    const { retentionDays: _, ...group } = await getGroup(named(logGroupName, context), context)
    await context.documents.commit([groupWrite(group)])
  },
})
