import { ServiceError } from '../../../kernel/errors.ts'
import { CommitConflict } from '../../../store/store.ts'
import {
  type CreateLogGroupRequest,
  InvalidParameterException,
  LimitExceededException,
  logs,
  ResourceAlreadyExistsException,
} from '../../../wire/models/logs.ts'
import { groupCheck, taggingCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { newDataKey } from '../encryption/data-keys.ts'
import { named } from '../group-names.ts'
import { LIMITS } from '../limits.ts'
import { groupCountKey, groupKey, groupWrite, type LogGroup } from '../records.ts'
import { tagList, withTags } from '../tags.ts'

/** A new, empty group. Tags in the request need `logs:TagResource` as well (spec/surroundings.md §2.1). */
export const createLogGroup = operation(logs.CreateLogGroup, {
  authorize({ logGroupName, tags }, context) {
    const requestTags = tags && { requestTags: tagList(tags) }
    return groupCheck('logs:CreateLogGroup', named(logGroupName, context), context, requestTags)
  },

  async handle(input, context) {
    const { account, region, clock, random, documents } = context
    const { logGroupName: name, tags = {}, kmsKeyId } = input
    await authorizeTags(input, context)
    refuseUnsupported(input)
    if (await documents.get(groupKey(account, region, name))) {
      throw ResourceAlreadyExistsException('The specified log group already exists')
    }
    const identity = { id: random.uuid(), account, region, name }
    const dataKey =
      kmsKeyId === undefined ? undefined : await newDataKey(identity, kmsKeyId, context)
    const group: LogGroup = {
      ...identity,
      createdAt: clock.now(),
      tags: withTags([], tags),
      ...(dataKey && { encryption: dataKey.encryption }),
    }
    const count = groupCountKey(account, region)
    try {
      await documents.commit([
        groupWrite(group),
        ...(dataKey ? [dataKey.write] : []),
        { type: 'add', key: count, amount: 1, max: LIMITS.groupsPerRegion },
      ])
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.key !== count) throw error
      throw LimitExceededException('Resource limit exceeded.', { cause: error })
    }
  },
})

/** The refusal of the second permission has a text of its own, but is recorded like any denial. */
async function authorizeTags(
  { logGroupName, tags }: CreateLogGroupRequest,
  context: LogsContext,
): Promise<void> {
  if (!tags) return
  const requestTags = tagList(tags)
  const group = named(logGroupName, context)
  try {
    await context.authorize(taggingCheck('logs:TagResource', group, context, { requestTags }))
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const message = `User with accountId: ${context.identity.account} is not authorized to perform CreateLogGroup with Tags. An additional permission "logs:TagResource" is required.`
    throw Object.assign(error, { message })
  }
}

function refuseUnsupported(input: CreateLogGroupRequest): void {
  const { logGroupName, logGroupClass = 'STANDARD', deletionProtectionEnabled } = input
  if (/^aws\//i.test(logGroupName)) {
    throw InvalidParameterException('Log groups starting with AWS/ are reserved for AWS.')
  }
  if (logGroupClass !== 'STANDARD') {
    throw InvalidParameterException(`The log class ${logGroupClass} is not available here.`)
  }
  if (deletionProtectionEnabled) {
    throw InvalidParameterException('Deletion protection is not available here.')
  }
}
