import type { Tag } from '../../access/identity.ts'
import { ResourceNotFoundException } from '../../wire/models/logs.ts'
import type { LogsContext } from './context.ts'
import type { GroupName } from './group-names.ts'
import { groupKey, groupOf, type LogGroup, type LogStream, streamKey, streamOf } from './records.ts'

export async function findGroup(
  { account, region, name }: GroupName,
  { documents }: Pick<LogsContext, 'documents'>,
): Promise<LogGroup | undefined> {
  const document = await documents.get(groupKey(account, region, name))
  return document && groupOf(document)
}

/** @throws ResourceNotFoundException */
export async function getGroup(group: GroupName, context: LogsContext): Promise<LogGroup> {
  // Groups of another region or account are never served from here, whatever was allowed.
  const ours = group.region === context.region && group.account === context.account
  const found = ours ? await findGroup(group, context) : undefined
  if (!found) throw ResourceNotFoundException('The specified log group does not exist.')
  return found
}

/** @throws ResourceNotFoundException */
export async function getStream(
  { id }: LogGroup,
  name: string,
  { documents }: LogsContext,
): Promise<LogStream> {
  const document = await documents.get(streamKey(id, name))
  if (!document) throw ResourceNotFoundException('The specified log stream does not exist.')
  return streamOf(document)
}

export async function tagsOf(
  group: GroupName,
  context: LogsContext,
): Promise<readonly Tag[] | undefined> {
  return (await findGroup(group, context))?.tags
}

/** Since when events of the group may be shown. */
export const visibleSince = ({ retentionDays }: LogGroup, now: number): number =>
  retentionDays === undefined ? 0 : now - retentionDays * 86_400_000
