import { CommitConflict } from '../../store/store.ts'
import type { S3Context } from './context.ts'
import { noSuchBucket, s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'
import { type Bucket, bucketKey, putRecord, recordOf } from './records.ts'

/** What every operation on a bucket is given. */
export interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string | undefined
}

export async function findBucket(
  name: string,
  { documents }: Pick<S3Context, 'documents'>,
): Promise<Bucket | undefined> {
  const document = await documents.get(bucketKey(name))
  return document && recordOf<Bucket>(document)
}

/**
 * The bucket, of this region and of the owner that the caller expects.
 * @throws ServiceError NoSuchBucket, PermanentRedirect, AccessDenied
 */
export async function getBucket(
  input: BucketInput,
  context: S3Context,
  { anyRegion = false, deleting = false }: BucketOptions = {},
): Promise<Bucket> {
  const { Bucket: name } = input
  const bucket = await findBucket(name, context)
  if (!bucket) throw noSuchBucket(name)
  assertOwner(input, bucket)
  const { deletingSince } = bucket
  if (!deleting && deletingSince !== undefined) {
    if (context.clock.now() < deletingSince + LIMITS.deletionMs) throw inDeletion()
    await reopen(name, context)
  }
  const isElsewhere = bucket.region !== context.region
  if (isElsewhere && !anyRegion && context.identity.principal.kind !== 'anonymous') {
    throw s3Error(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      {
        Bucket: name,
        Endpoint: `s3.${bucket.region}.amazonaws.com`,
        'x-amz-bucket-region': bucket.region,
      },
    )
  }
  return bucket
}

/** So that a deletion that was held up finds the bucket changed: what comes in now must not go with it. */
async function reopen(name: string, { view }: S3Context): Promise<void> {
  const documents = view()
  const bucket = await findBucket(name, { documents })
  if (!bucket) return
  const { deletingSince: _, ...open } = bucket
  await documents.commit([putRecord(bucketKey(name), open)]).catch(error => {
    if (!(error instanceof CommitConflict)) throw error
  })
}

interface BucketOptions {
  readonly anyRegion?: boolean
  /** For the deletion itself. */
  readonly deleting?: boolean
}

const inDeletion = () =>
  s3Error(
    'OperationAborted',
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
    409,
  )

/** What only the bytes decide; checked before anything is authorized. @throws ServiceError */
export function assertOwnerText({ ExpectedBucketOwner: expected }: BucketInput): void {
  if (expected === undefined || /^\d{12}$/.test(expected)) return
  const message = `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`
  throw s3Error('InvalidBucketOwnerAWSAccountID', message, 400)
}

function assertOwner({ ExpectedBucketOwner: expected }: BucketInput, { account }: Bucket): void {
  if (expected !== undefined && expected !== account) {
    throw s3Error('AccessDenied', 'Access Denied', 403)
  }
}

/** Changes the settings of a bucket. */
export async function updateBucket(
  bucket: Bucket,
  change: { readonly [K in keyof Bucket]?: Bucket[K] | undefined },
  { documents }: S3Context,
): Promise<void> {
  await documents.commit([putRecord(bucketKey(bucket.name), { ...bucket, ...change })])
}
