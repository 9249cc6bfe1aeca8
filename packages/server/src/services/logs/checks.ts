import type { Check } from '../../access/check.ts'
import { check } from '../../operation/check.ts'
import { groupArn, streamArn } from './arns.ts'
import type { LogsContext } from './context.ts'
import type { GroupName } from './group-names.ts'
import { tagsOf } from './groups.ts'
import { policiesFor } from './resource-policies.ts'

export function groupCheck(
  action: string,
  group: GroupName,
  context: LogsContext,
  more: Pick<Check, 'requestTags' | 'requestTagKeys'> = {},
): Check {
  const { account } = group
  const tags = () => tagsOf(group, context)
  return check(action, { arns: [streamArn(group, '')], account }, { tags, ...more })
}

export function streamCheck(action: string, group: GroupName, stream: string): Check {
  return check(action, { arns: [streamArn(group, stream)], account: group.account })
}

/** A check on writing to a stream, which resource policies may allow to a service. */
export function writeCheck(
  action: 'logs:CreateLogStream' | 'logs:PutLogEvents',
  group: GroupName,
  stream: string,
  context: LogsContext,
): Check {
  const policies = () => policiesFor(group, context)
  return { ...streamCheck(action, group, stream), policies }
}

/** For TagResource and its kin; `more` carries the tags of the request. */
export function taggingCheck(
  action: string,
  group: GroupName,
  context: LogsContext,
  more: Pick<Check, 'requestTags' | 'requestTagKeys'> = {},
): Check {
  const { account } = group
  const tags = () => tagsOf(group, context)
  return check(action, { arns: [groupArn(group)], account }, { tags, ...more })
}
