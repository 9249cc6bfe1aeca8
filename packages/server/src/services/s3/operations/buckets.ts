import { scheduleJob } from '../../../jobs/runner.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, findBucket, getBucket, updateBucket } from '../buckets.ts'
import { bucketCheck } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { accessDenied, invalidArgument, s3Error } from '../errors.ts'
import { forgetUploadsJob } from '../job-kinds.ts'
import { LIMITS } from '../limits.ts'
import { isRegion } from '../names.ts'
import { owner } from '../outputs.ts'
import {
  type Bucket,
  bucketArn,
  bucketCountKey,
  bucketKey,
  bucketOfAccountKey,
  bucketsOf,
  headsOf,
  recordOf,
  uploadsOf,
} from '../records.ts'

/** The buckets of the caller's account, by name. */
export const listBuckets = operation(s3.ListBuckets, {
  readOnly: true,
  authorize({ BucketRegion }, { identity }) {
    if (identity.principal.kind === 'anonymous') throw accessDenied()
    if (BucketRegion !== undefined && !isRegion(BucketRegion)) {
      const message = `Argument value ${BucketRegion} is not a valid AWS Region`
      throw invalidArgument(message, 'bucket-region')
    }
    return check('s3:ListAllMyBuckets', 'any')
  },

  async handle({ MaxBuckets, ContinuationToken, Prefix = '', BucketRegion }, context) {
    const { account, documents } = context
    const max = Math.min(MaxBuckets ?? LIMITS.listedBuckets, LIMITS.listedBuckets)
    const [first, to] = bucketsOf(account)
    const from = ContinuationToken
      ? within('s3.account-bucket', account, tokenName(ContinuationToken))[1]
      : first
    const page = await documents.range(from, to, { limit: LIMITS.listedBuckets })
    const names = page.documents
      .map(document => recordOf<{ name: string }>(document).name)
      .filter(name => name.startsWith(Prefix))
    const fitting: Listed[] = []
    for (let at = 0; at < names.length && fitting.length <= max; at += LIMITS.bucketsReadAtOnce) {
      const some = await listedOf(names.slice(at, at + LIMITS.bucketsReadAtOnce), context)
      fitting.push(...some.filter(({ region }) => region === (BucketRegion ?? region)))
    }
    const shown = fitting.slice(0, max)
    const last = fitting.length > max ? shown.at(-1)?.name : undefined
    return {
      Buckets: shown.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: createdAt,
        BucketRegion: MaxBuckets === undefined && !BucketRegion && !Prefix ? undefined : region,
        BucketArn: bucketArn(name),
      })),
      Owner: owner(account),
      ContinuationToken: last && Buffer.from(last).toString('base64url'),
      Prefix: Prefix === '' ? undefined : Prefix,
    }
  },
})

type Listed = Pick<Bucket, 'name' | 'createdAt' | 'region'>

/** What a listing tells of buckets; nothing else of them is held on to. */
async function listedOf(names: readonly string[], { view }: S3Context): Promise<Listed[]> {
  const documents = view()
  const found = await Promise.all(names.map(name => findBucket(name, { documents })))
  return found.flatMap(bucket => {
    if (!bucket) return []
    const { name, createdAt, region } = bucket
    return [{ name, createdAt, region }]
  })
}

const tokenName = (token: string) => Buffer.from(token, 'base64url').toString('utf8')

/** Whether a bucket exists and may be listed. */
export const headBucket = operation(s3.HeadBucket, {
  readOnly: true,
  authorize(input, context) {
    assertOwnerText(input)
    return bucketCheck('s3:ListBucket', input.Bucket, context)
  },

  async handle(input, context) {
    const { name, region } = await getBucket(input, context)
    const ContentType = 'application/xml'
    return {
      BucketArn: bucketArn(name),
      BucketRegion: region,
      AccessPointAlias: false,
      ContentType,
    }
  },
})

/** The region of a bucket; us-east-1 is the empty one. */
export const getBucketLocation = operation(s3.GetBucketLocation, {
  readOnly: true,
  authorize(input, context) {
    assertOwnerText(input)
    return bucketCheck('s3:GetBucketLocation', input.Bucket, context)
  },

  async handle(input, context) {
    const { region, constraint } = await getBucket(input, context, { anyRegion: true })
    return { LocationConstraint: constraint ?? (region === 'us-east-1' ? '' : region) }
  },
})

/** Removes a bucket that holds nothing, no version and no marker; unfinished uploads end with it. */
export const deleteBucket = operation(s3.DeleteBucket, {
  authorize(input, context) {
    assertOwnerText(input)
    return bucketCheck('s3:DeleteBucket', input.Bucket, context)
  },

  async handle(input, context) {
    const { deletingSince: _, ...bucket } = await getBucket(input, context, { deleting: true })
    await assertEmpty(bucket, context)
    // From here on nothing comes into the bucket, so that it is still empty when it goes.
    await updateBucket(bucket, { deletingSince: context.clock.now() }, context)
    try {
      await assertEmpty(bucket, context)
    } catch (error) {
      await updateBucket(bucket, {}, context)
      throw error
    }
    const { name, account, id } = bucket
    const [from, to] = uploadsOf(id)
    const { documents: uploads } = await context.documents.range(from, to, { limit: 1 })
    await context.documents.commit([
      { type: 'delete', key: bucketKey(name) },
      { type: 'delete', key: bucketOfAccountKey(account, name) },
      { type: 'add', key: bucketCountKey(account), amount: -1 },
      ...(uploads.length > 0 ? [scheduleJob(forgetUploadsJob(id, context.clock.now()))] : []),
    ])
  },
})

async function assertEmpty(bucket: Bucket, { documents }: S3Context): Promise<void> {
  const [from, to] = headsOf(bucket.id)
  const { documents: found } = await documents.range(from, to, { limit: 1 })
  if (found.length === 0) return
  const message =
    bucket.versioning === undefined
      ? 'The bucket you tried to delete is not empty'
      : 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
  throw s3Error('BucketNotEmpty', message, 409, { BucketName: bucket.name })
}
