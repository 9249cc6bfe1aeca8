import type { Compiler } from '../../access/compiled.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { LogsContext } from './context.ts'
import { createKeyring } from './encryption/keyring.ts'
import { createLogGroup } from './operations/create-log-group.ts'
import { createLogStream } from './operations/create-log-stream.ts'
import { deleteLogGroup } from './operations/delete-log-group.ts'
import { deleteLogStream } from './operations/delete-log-stream.ts'
import { describeLogGroups } from './operations/describe-log-groups.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { describeMetricFilters } from './operations/describe-metric-filters.ts'
import {
  cancelExportTask,
  createExportTask,
  describeExportTasks,
} from './operations/export-tasks.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import { listTagsLogGroup, tagLogGroup, untagLogGroup } from './operations/group-tags.ts'
import { associateKmsKey, disassociateKmsKey } from './operations/kms-key.ts'
import {
  deleteMetricFilter,
  putMetricFilter,
  testMetricFilter,
} from './operations/metric-filters.ts'
import { putLogEvents } from './operations/put-log-events.ts'
import { describeQueries, getQueryResults, stopQuery } from './operations/queries.ts'
import {
  deleteResourcePolicy,
  describeResourcePolicies,
  putResourcePolicy,
} from './operations/resource-policies.ts'
import { deleteRetentionPolicy, putRetentionPolicy } from './operations/retention-policy.ts'
import { startQuery } from './operations/start-query.ts'
import {
  deleteSubscriptionFilter,
  describeSubscriptionFilters,
  putSubscriptionFilter,
} from './operations/subscription-filters.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { createSequence } from './sequence.ts'

/** CloudWatch Logs (spec/surroundings.md §2). */
export function logsService({
  clock,
  random,
  compiler,
}: {
  readonly clock: Clock
  readonly random: Random
  readonly compiler: Compiler
}): Service {
  const own = { compiler, sequence: createSequence(clock, random) }
  return defineService<LogsContext>({
    name: 'logs',
    context: core => ({ ...core, ...own, keyring: createKeyring(core) }),
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
      associateKmsKey,
      disassociateKmsKey,
      putResourcePolicy,
      describeResourcePolicies,
      deleteResourcePolicy,
      putSubscriptionFilter,
      describeSubscriptionFilters,
      deleteSubscriptionFilter,
      putMetricFilter,
      describeMetricFilters,
      deleteMetricFilter,
      testMetricFilter,
      startQuery,
      getQueryResults,
      stopQuery,
      describeQueries,
      createExportTask,
      describeExportTasks,
      cancelExportTask,
    ],
  })
}
