import { renderPinned } from '../../../access/pinning.ts'
import { s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, type BucketInput, getBucket, updateBucket } from '../buckets.ts'
import { bucketCheck } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { s3Error } from '../errors.ts'
import { isPublic, requestedPolicy } from '../policies.ts'
import type { Bucket } from '../records.ts'

/** The resource policy of a bucket. The owner's root may always repair it (spec/iam.md §4.5). */

export const getBucketPolicy = operation(s3.GetBucketPolicy, {
  readOnly: true,
  authorize: (input, context) => policyCheck('s3:GetBucketPolicy', input, context),
  async handle(input, context) {
    const bucket = await ownBucket(input, context)
    if (!bucket.policy) throw noSuchPolicy(bucket)
    return { Policy: await renderPinned(bucket.policy, context.documents) }
  },
})

export const putBucketPolicy = operation(s3.PutBucketPolicy, {
  authorize: (input, context) => policyCheck('s3:PutBucketPolicy', input, context),
  async handle(input, context) {
    const bucket = await ownBucket(input, context)
    const policy = await requestedPolicy(input.Policy, bucket, context)
    await updateBucket(bucket, { policy }, context)
  },
})

export const deleteBucketPolicy = operation(s3.DeleteBucketPolicy, {
  authorize: (input, context) => policyCheck('s3:DeleteBucketPolicy', input, context),
  async handle(input, context) {
    await updateBucket(await ownBucket(input, context), { policy: undefined }, context)
  },
})

export const getBucketPolicyStatus = operation(s3.GetBucketPolicyStatus, {
  readOnly: true,
  authorize: (input, context) => policyCheck('s3:GetBucketPolicyStatus', input, context),
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    if (!bucket.policy) throw noSuchPolicy(bucket)
    return { PolicyStatus: { IsPublic: isPublic(bucket.policy) } }
  },
})

function policyCheck(action: string, input: BucketInput, context: S3Context) {
  assertOwnerText(input)
  return bucketCheck(action, input.Bucket, context)
}

/** Only callers of the owner's account, whatever a policy allows. @throws ServiceError MethodNotAllowed */
async function ownBucket(input: BucketInput, context: S3Context): Promise<Bucket> {
  const bucket = await getBucket(input, context)
  if (bucket.account === context.identity.account) return bucket
  const message = 'The specified method is not allowed against this resource.'
  throw s3Error('MethodNotAllowed', message, 405)
}

const noSuchPolicy = ({ name }: Bucket) =>
  s3Error('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: name })
