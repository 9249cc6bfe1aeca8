import type {
  LogGroup as LogGroupOutput,
  LogStream as LogStreamOutput,
  MetricFilter as MetricFilterOutput,
  SubscriptionFilter,
} from '../../wire/models/logs.ts'
import { groupArn, streamArn } from './arns.ts'
import { type MetricFilter, transformationOf } from './metrics/metric-filters.ts'
import type { LogGroup, LogStream, Subscription } from './records.ts'
import type { StreamTimes } from './stream-times.ts'

/** `storedBytes` is undefined in answers to a pattern, which tell less (recorded from AWS). */
export function groupOutput(group: LogGroup, storedBytes: number | undefined): LogGroupOutput {
  const arn = groupArn(group)
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionDays,
    metricFilterCount: group.metricFilterCount ?? 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes,
    kmsKeyId: group.encryption?.keyArn,
    dataProtectionStatus: undefined,
    logGroupClass: 'STANDARD',
    deletionProtectionEnabled: storedBytes === undefined ? undefined : false,
  }
}

export function streamOutput(
  group: LogGroup,
  { name, createdAt }: LogStream,
  { first, last, ingested }: StreamTimes,
): LogStreamOutput {
  return {
    logStreamName: name,
    creationTime: createdAt,
    firstEventTimestamp: first,
    lastEventTimestamp: last,
    lastIngestionTime: ingested,
    uploadSequenceToken: ingested === undefined ? undefined : sequenceToken(ingested),
    arn: streamArn(group, name),
    // AWS reports zero for every stream since June 2019.
    storedBytes: 0,
  }
}

export const subscriptionOutput = (
  { name: logGroupName }: LogGroup,
  subscription: Subscription,
): SubscriptionFilter => ({
  filterName: subscription.name,
  logGroupName,
  filterPattern: subscription.pattern,
  destinationArn: subscription.destinationArn,
  roleArn: undefined,
  distribution: subscription.distribution,
  applyOnTransformedLogs: subscription.appliesOnTransformed,
  creationTime: subscription.createdAt,
})

export const metricFilterOutput = (
  logGroupName: string,
  filter: MetricFilter,
): MetricFilterOutput => ({
  filterName: filter.name,
  logGroupName,
  filterPattern: filter.pattern,
  metricTransformations: [transformationOf(filter)],
  applyOnTransformedLogs: filter.appliesOnTransformed,
  creationTime: filter.createdAt,
})

/** Clients of old pass it on; nobody reads it (spec/surroundings.md §2.1). */
export const sequenceToken = (ingestedAt: number): string => String(ingestedAt).padStart(56, '0')
