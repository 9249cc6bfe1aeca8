import type {
  LogGroup as LogGroupOutput,
  LogStream as LogStreamOutput,
} from '../../wire/models/logs.ts'
import { groupArn, streamArn } from './checks.ts'
import type { LogGroup, LogStream } from './records.ts'
import type { StreamTimes } from './stream-times.ts'

/** `storedBytes` is undefined in answers to a pattern, which tell less (recorded from AWS). */
export function groupOutput(group: LogGroup, storedBytes: number | undefined): LogGroupOutput {
  const arn = groupArn(group)
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes,
    kmsKeyId: undefined,
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

/** Clients of old pass it on; nobody reads it (spec/surroundings.md §2.1). */
export const sequenceToken = (ingestedAt: number): string => String(ingestedAt).padStart(56, '0')
