import type { Check } from '../../access/check.ts'
import { check } from '../../operation/check.ts'
import type { LogsContext } from './context.ts'
import type { GroupName } from './group-names.ts'
import { tagsOf } from './groups.ts'

/**
 * The ARN forms of CloudWatch Logs (spec/surroundings.md §2.2): actions on a group are decided on
 * `…:log-group:G:log-stream:` with an empty stream name, those on a stream on `…:log-stream:S`, and only
 * the tagging actions on the bare form. A policy that names the bare form grants nothing else.
 */
export const groupArn = ({ account, region, name }: GroupName): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`

export const streamArn = (group: GroupName, stream: string): string =>
  `${groupArn(group)}:log-stream:${stream}`

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
