import type { Check } from '../../../access/check.ts'
import { CommitConflict } from '../../../store/store.ts'
import { type CreateBucketRequest, s3 } from '../../../wire/models/s3.ts'
import { findBucket } from '../buckets.ts'
import { bucketCheck } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { accessDenied, invalidArgument, notImplemented, s3Error } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { assertBucketName, isRegion } from '../names.ts'
import {
  type Bucket,
  bucketArn,
  bucketCountKey,
  bucketKey,
  bucketOfAccountKey,
  putRecord,
} from '../records.ts'
import { tagsOf } from '../tags.ts'

/** A new bucket, closed to the public and owned by its account (spec/surroundings.md §1.1, §1.2). */
export const createBucket = operation(s3.CreateBucket, {
  async authorize(input, context) {
    assertBucketName(input.Bucket)
    assertInput(input, context)
    if (context.identity.principal.kind === 'anonymous') throw accessDenied()
    return checksOf(input, context)
  },

  async handle(input, context) {
    const { Bucket: name } = input
    const { account, region, clock, random, documents } = context
    const { ACL = 'private' } = input
    const ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced'
    if (ACL !== 'private' && ownership === 'BucketOwnerEnforced') {
      const message =
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
      throw s3Error('InvalidBucketAclWithObjectOwnership', message, 400)
    }
    if (ACL !== 'private') throw notImplemented('x-amz-acl')
    const known = await findBucket(name, context)
    if (known) return answerExisting(known, input, context)
    const bucket: Bucket = {
      id: random.uuid(),
      name,
      account,
      region: placeOf(input, region),
      ...(input.CreateBucketConfiguration?.LocationConstraint === 'EU' && { constraint: 'EU' }),
      createdAt: clock.now(),
      tags: tagsOf(input.CreateBucketConfiguration?.Tags ?? [], BUCKET_TAGS),
      ownership: ownership as NonNullable<Bucket['ownership']>,
      publicAccessBlock: ALL_BLOCKED,
    }
    const count = bucketCountKey(account)
    try {
      await documents.commit([
        putRecord(bucketKey(name), bucket),
        putRecord(bucketOfAccountKey(account, name), { name }),
        { type: 'add', key: count, amount: 1, max: LIMITS.bucketsPerAccount },
      ])
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.key !== count) throw error
      const message = 'You have attempted to create more buckets than allowed'
      throw s3Error('TooManyBuckets', message, 400)
    }
    return outputOf(bucket)
  },
})

const BUCKET_TAGS = { max: LIMITS.bucketTags, what: 'Bucket', isNew: true } as const
const OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']
const ALL_BLOCKED = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
}

/** What the bytes alone decide. @throws ServiceError */
function assertInput(input: CreateBucketRequest, { region }: S3Context): void {
  const { ObjectOwnership, ObjectLockEnabledForBucket, CreateBucketConfiguration } = input
  if (ObjectOwnership !== undefined && !OWNERSHIPS.includes(ObjectOwnership)) {
    throw invalidArgument(
      `Invalid x-amz-object-ownership header: ${ObjectOwnership}`,
      'x-amz-object-ownership',
    )
  }
  if (ObjectLockEnabledForBucket) throw notImplemented('x-amz-bucket-object-lock-enabled')
  assertLocation(CreateBucketConfiguration?.LocationConstraint, region)
}

/** Where the bucket is to be. */
const placeOf = ({ CreateBucketConfiguration }: CreateBucketRequest, region: string) => {
  const { LocationConstraint: constraint = region } = CreateBucketConfiguration ?? {}
  return constraint === 'EU' ? 'eu-west-1' : constraint
}

/** From us-east-1, whose name nobody may write, a bucket may be made anywhere; elsewhere only there. */
function assertLocation(constraint: string | undefined, region: string): void {
  const wanted = constraint === 'EU' ? 'eu-west-1' : constraint
  if (region === 'us-east-1') {
    if (wanted === undefined || (wanted !== region && isRegion(wanted))) return
    const message = 'The specified location-constraint is not valid'
    throw s3Error('InvalidLocationConstraint', message, 400, { LocationConstraint: constraint })
  }
  if (wanted === region) return
  const shown = constraint ?? 'unspecified'
  const message = `The ${shown} location constraint is incompatible for the region specific endpoint this request was sent to.`
  throw s3Error('IllegalLocationConstraintException', message, 400)
}

/** One's own bucket in us-east-1 is answered as if it were new; nothing of it changes. */
function answerExisting(
  known: Bucket,
  { CreateBucketConfiguration }: CreateBucketRequest,
  { account, region }: S3Context,
) {
  const { name, account: ownerAccount } = known
  if (ownerAccount !== account) {
    const message =
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.'
    throw s3Error('BucketAlreadyExists', message, 409, { BucketName: name })
  }
  const isTagged = (CreateBucketConfiguration?.Tags ?? []).length > 0
  if (region === 'us-east-1' && known.region === region && !isTagged) return outputOf(known)
  const message =
    'Your previous request to create the named bucket succeeded and you already own it.'
  throw s3Error('BucketAlreadyOwnedByYou', message, 409, { BucketName: name })
}

/** A bucket that exists belongs to somebody, but its policy says nothing about creating it again. */
async function checksOf(input: CreateBucketRequest, context: S3Context): Promise<Check[]> {
  const { Bucket: name, ACL, ObjectOwnership, CreateBucketConfiguration } = input
  const { LocationConstraint, Tags = [] } = CreateBucketConfiguration ?? {}
  const requestTags = Tags.map(({ Key, Value }) => ({ key: Key, value: Value }))
  const more = {
    context: {
      's3:locationconstraint': LocationConstraint,
      's3:x-amz-object-ownership': ObjectOwnership,
      's3:x-amz-acl': ACL,
    },
    ...(requestTags.length > 0 && { requestTags }),
  }
  const actions = ['s3:CreateBucket']
  if (ACL !== undefined && ACL !== 'private') actions.push('s3:PutBucketAcl')
  if (ObjectOwnership !== undefined) actions.push('s3:PutBucketOwnershipControls')
  if (requestTags.length > 0) actions.push('s3:TagResource')
  const checks = await Promise.all(actions.map(action => bucketCheck(action, name, context, more)))
  return checks.map(check => ({
    ...check,
    resource: { ...check.resource, account: context.account },
    policies: async () => [],
  }))
}

const outputOf = ({ name, region }: Bucket) => ({
  Location: region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
  BucketArn: bucketArn(name),
})
