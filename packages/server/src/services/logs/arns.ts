import type { GroupName } from './group-names.ts'

/**
 * The ARN forms of CloudWatch Logs (spec/surroundings.md §2.2): actions on a group are decided on
 * `…:log-group:G:log-stream:` with an empty stream name, those on a stream on `…:log-stream:S`, and only
 * the tagging actions on the bare form. A policy that names the bare form grants nothing else.
 */
export const groupArn = ({ account, region, name }: GroupName): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`

export const streamArn = (group: GroupName, stream: string): string =>
  `${groupArn(group)}:log-stream:${stream}`

/** How services name a group that they act for: `aws:SourceArn` of what its events set off. */
export const sourceArn = (group: GroupName): string => `${groupArn(group)}:*`
