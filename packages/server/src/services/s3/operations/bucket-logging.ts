import { s3, type TargetObjectKeyFormat } from '../../../wire/models/s3.ts'
import { assertOwnerText, findBucket, getBucket, updateBucket } from '../buckets.ts'
import { bucketCheck } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { malformedXml, s3Error } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Bucket, BucketLogging } from '../records.ts'

/** Where requests to the bucket are logged (spec/surroundings.md §1.2); an empty answer: nowhere. */
export const getBucketLogging = operation(s3.GetBucketLogging, {
  readOnly: true,
  authorize: (input, context) => {
    assertOwnerText(input)
    return bucketCheck('s3:GetBucketLogging', input.Bucket, context)
  },

  async handle(input, context) {
    const { logging } = await getBucket(input, context)
    return {
      LoggingEnabled: logging && {
        TargetBucket: logging.targetBucket,
        TargetPrefix: logging.targetPrefix,
        TargetObjectKeyFormat: wireFormat(logging),
      },
    }
  },
})

export const putBucketLogging = operation(s3.PutBucketLogging, {
  authorize: (input, context) => {
    assertOwnerText(input)
    return bucketCheck('s3:PutBucketLogging', input.Bucket, context)
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const wanted = input.BucketLoggingStatus.LoggingEnabled
    if (!wanted) return updateBucket(bucket, { logging: undefined }, context)
    if (wanted.TargetGrants && wanted.TargetGrants.length > 0) {
      throw s3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400)
    }
    const { TargetBucket: targetBucket, TargetPrefix: targetPrefix } = wanted
    if (Buffer.byteLength(targetPrefix) > LIMITS.accessLogPrefixBytes) throw malformedXml()
    const keyFormat = formatOf(wanted.TargetObjectKeyFormat)
    await assertTarget(targetBucket, bucket, context)
    const logging: BucketLogging = { targetBucket, targetPrefix, ...(keyFormat && { keyFormat }) }
    await updateBucket(bucket, { logging }, context)
  },
})

/** @throws ServiceError MalformedXML when it is none or both */
function formatOf(format: TargetObjectKeyFormat | undefined): BucketLogging['keyFormat'] {
  if (!format) return undefined
  const { SimplePrefix, PartitionedPrefix } = format
  if ((SimplePrefix === undefined) === (PartitionedPrefix === undefined)) throw malformedXml()
  if (!PartitionedPrefix) return 'simple'
  const { PartitionDateSource: source = 'DeliveryTime' } = PartitionedPrefix
  if (source !== 'EventTime' && source !== 'DeliveryTime') throw malformedXml()
  return source
}

function wireFormat({ keyFormat }: BucketLogging): TargetObjectKeyFormat | undefined {
  if (keyFormat === undefined) return undefined
  if (keyFormat === 'simple') return { SimplePrefix: {} }
  return { PartitionedPrefix: { PartitionDateSource: keyFormat } }
}

/** A bucket of the same account and region. Others' are as good as none: it is not told whether they exist. */
async function assertTarget(name: string, { account, region }: Bucket, context: S3Context) {
  const target = await findBucket(name, context)
  if (target?.account !== account) {
    throw s3Error(
      'InvalidTargetBucketForLogging',
      'The target bucket for logging does not exist',
      400,
      { TargetBucket: name },
    )
  }
  if (target.region !== region) {
    throw s3Error(
      // The spelling of S3 itself.
      'CrossLocationLoggingProhibitted',
      'Cross S3 location logging not allowed. ',
      403,
      {
        TargetBucketLocation: target.region,
        // S3 does not tell where it keeps buckets that name no place.
        ...(region !== 'us-east-1' && { SourceBucketLocation: region }),
      },
    )
  }
}
