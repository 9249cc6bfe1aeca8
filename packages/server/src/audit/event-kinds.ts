import { loadModel, type ServiceName } from '../wire/models/model.ts'
import type { AuditRecord } from './record.ts'

/**
 * What an operation on data is about; undefined for management events. Those are in the event history and in
 * every trail; data events are in no history and only in trails that ask for them (spec/surroundings.md §11).
 */
export function dataTypeOf({
  service,
  operation = '',
}: Pick<AuditRecord, 'service' | 'operation'>): string | undefined {
  const data = service === undefined ? undefined : DATA[service]
  if (!data) return undefined
  return data.operations === 'all' || data.operations.has(operation) ? data.type : undefined
}

interface DataEvents {
  readonly type: string
  readonly operations: 'all' | ReadonlySet<string>
}

const DATA: Readonly<Record<string, DataEvents>> = {
  s3: {
    type: 'AWS::S3::Object',
    operations: new Set([
      ...['GetObject', 'HeadObject', 'GetObjectAttributes', 'SelectObjectContent'],
      ...['PutObject', 'CopyObject', 'DeleteObject', 'DeleteObjects', 'RestoreObject'],
      ...['GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging'],
      ...['GetObjectAcl', 'PutObjectAcl', 'GetObjectRetention', 'PutObjectRetention'],
      ...['GetObjectLegalHold', 'PutObjectLegalHold'],
      ...['CreateMultipartUpload', 'UploadPart', 'UploadPartCopy', 'CompleteMultipartUpload'],
      ...['AbortMultipartUpload', 'ListParts', 'ListMultipartUploads'],
      ...['ListObjects', 'ListObjectsV2', 'ListObjectVersions', 'HeadBucket'],
    ]),
  },
  lambda: { type: 'AWS::Lambda::Function', operations: new Set(['Invoke']) },
  'lex-runtime': { type: 'AWS::Lex::BotAlias', operations: 'all' },
  logs: {
    type: 'AWS::Logs::LogGroup',
    operations: new Set(['PutLogEvents', 'GetLogEvents', 'FilterLogEvents']),
  },
  cloudwatch: {
    type: 'AWS::CloudWatch::Metric',
    operations: new Set([
      ...['PutMetricData', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics'],
    ]),
  },
  firehose: {
    type: 'AWS::KinesisFirehose::DeliveryStream',
    operations: new Set(['PutRecord', 'PutRecordBatch']),
  },
}

/** `iam.amazonaws.com`: by the name that signatures use. */
export function eventSourceOf(service: string): string {
  return `${loadModel(service as ServiceName).signingName}.amazonaws.com`
}

const GLOBAL: ReadonlySet<string> = new Set(['iam', 'sts', 'organizations'])

/** Whether a service is everywhere: a trail may leave its events out. */
export const isGlobalService = (service: string | undefined): boolean =>
  service !== undefined && GLOBAL.has(service)

/** Whether a request that never reached its operation would have changed something. */
export const soundsReadOnly = (operation: string): boolean =>
  /^(Get|List|Describe|Head|Lookup|Filter|Simulate|Search|Test|Verify|Select)/.test(operation)

/** A question without effect (`wouldAllow`) is no event. */
export const isQuestion = ({ checks }: Pick<AuditRecord, 'checks'>): boolean =>
  checks.length > 0 && checks.every(({ dry }) => dry)
