import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { LogsContext } from './context.ts'
import { createLogGroup } from './operations/create-log-group.ts'
import { createLogStream } from './operations/create-log-stream.ts'
import { deleteLogGroup } from './operations/delete-log-group.ts'
import { deleteLogStream } from './operations/delete-log-stream.ts'
import { describeLogGroups } from './operations/describe-log-groups.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import { listTagsLogGroup, tagLogGroup, untagLogGroup } from './operations/group-tags.ts'
import { putLogEvents } from './operations/put-log-events.ts'
import { deleteRetentionPolicy, putRetentionPolicy } from './operations/retention-policy.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { createSequence } from './sequence.ts'

/** CloudWatch Logs (spec/surroundings.md §2). */
export function logsService({
  clock,
  random,
}: {
  readonly clock: Clock
  readonly random: Random
}): Service {
  const own = { sequence: createSequence(clock, random) }
  return defineService<LogsContext>({
    name: 'logs',
    context: core => ({ ...core, ...own }),
    operations: [
      createLogGroup,
      deleteLogGroup,
      describeLogGroups,
      createLogStream,
      deleteLogStream,
      describeLogStreams,
      putLogEvents,
      getLogEvents,
      filterLogEvents,
      putRetentionPolicy,
      deleteRetentionPolicy,
      tagResource,
      untagResource,
      listTagsForResource,
      tagLogGroup,
      untagLogGroup,
      listTagsLogGroup,
    ],
  })
}
