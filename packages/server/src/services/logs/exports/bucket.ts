import { ServiceError } from '../../../kernel/errors.ts'
import { key } from '../../../store/key.ts'
import type { Calls } from '../../../wire/calls.ts'
import { InvalidParameterException } from '../../../wire/models/logs.ts'
import { s3 } from '../../../wire/models/s3.ts'
import { sourceArn } from '../arns.ts'
import { type Behalf, callAsLogs } from '../as-logs.ts'
import type { LogsContext } from '../context.ts'
import type { ExportTask } from './records.ts'

type Target = Pick<ExportTask, 'account' | 'region' | 'groupName' | 'bucket'>

function behalfOf({ account, region, groupName: name }: Target): Behalf {
  const group = { account, region, name }
  return { group, sourceArn: sourceArn(group) }
}

/** Writes one object as CloudWatch Logs: the bucket's policy decides, and its owner shall have it. @throws ServiceError */
export async function putFile(
  target: Target,
  Key: string,
  bytes: Uint8Array,
  calls: Calls,
): Promise<void> {
  const input = {
    Bucket: target.bucket,
    Key,
    ACL: 'bucket-owner-full-control',
    Body: once(bytes),
  } as const
  await callAsLogs(s3.PutObject, input, behalfOf(target), { calls })
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/**
 * The bucket must be there, and its policy let CloudWatch Logs look at it and write: a small object beside the
 * exports proves it, as with AWS. @throws InvalidParameterException
 */
export async function assertBucket(
  target: Target & Pick<ExportTask, 'prefix'>,
  { calls, documents }: LogsContext,
): Promise<void> {
  const { bucket } = target
  // Of the storage service, which is another room, nothing but the name of the row is known here.
  if (!(await documents.get(key('s3.bucket', bucket)))) {
    throw InvalidParameterException(
      'The given bucket does not exist. Please make sure the bucket is valid.',
    )
  }
  await permitted('GetBucketAcl', () =>
    callAsLogs(s3.GetBucketAcl, { Bucket: bucket }, behalfOf(target), { calls }),
  )
  const proof = Buffer.from('Permission Check Successful')
  await permitted('PutObject', () =>
    putFile(target, `${target.prefix}/aws-logs-write-test`, proof, calls),
  )
}

async function permitted(name: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (cause) {
    if (!(cause instanceof ServiceError)) throw cause
    throw InvalidParameterException(
      `${name} call on the given bucket failed. Please check if CloudWatch Logs has been granted permission to perform this operation.`,
      { cause },
    )
  }
}
