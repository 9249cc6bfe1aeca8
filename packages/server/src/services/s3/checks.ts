import type { Check } from '../../access/check.ts'
import { check } from '../../operation/check.ts'
import { findBucket } from './buckets.ts'
import type { S3Context } from './context.ts'
import { bucketPolicy, isRestricted } from './policies.ts'
import { bucketArn, objectArn } from './records.ts'
import { findVersion } from './versions.ts'

type Keys = NonNullable<Check['context']>

/** A check on a bucket, with its policy and owner (spec/surroundings.md §1.1). */
export async function bucketCheck(
  action: string,
  name: string,
  context: S3Context,
  more: Pick<Check, 'context' | 'requestTags'> = {},
): Promise<Check> {
  const { resource, keys, policies } = await ofBucket(name, bucketArn(name), context)
  return check(action, resource, { policies, ...more, context: { ...keys, ...more.context } })
}

export interface ObjectPlace {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string | undefined
}

/** A check on an object. Of those actions that know its tags, they are read when a policy asks for them. */
export async function objectCheck(
  action: string,
  { bucket, key, versionId }: ObjectPlace,
  context: S3Context,
  keys: Keys = {},
): Promise<Check> {
  const { resource, policies, ...of } = await ofBucket(bucket, objectArn(bucket, key), context)
  const tags = async () => {
    const found = await findBucket(bucket, context)
    const version = found && (await findVersion(found, key, versionId, context))
    return version?.kind === 'object' ? version.tags : undefined
  }
  return check(action, resource, {
    policies,
    ...(READS_TAGS.test(action) && { tags, tagPrefixes: ['s3:ExistingObjectTag'] }),
    context: { ...of.keys, 's3:versionid': versionId, ...keys },
  })
}

/** A condition on the ETag tells what is there, which only those may learn who may read it. */
export async function etagChecks(
  place: ObjectPlace,
  ifMatch: string | undefined,
  context: S3Context,
): Promise<Check[]> {
  if (ifMatch === undefined || ifMatch === '*') return []
  return [await objectCheck('s3:GetObject', { bucket: place.bucket, key: place.key }, context)]
}

/** Reading an object and its tags, and changing those (spec/surroundings.md §1.1). */
const READS_TAGS =
  /^s3:(?:Get|Put|Delete)Object(?:Version)?(?:Tagging|Acl)$|^s3:GetObject(?:Version)?(?:Attributes)?$/

/** The action of reading a version has a name of its own. */
export const versioned = (action: string, versionId: string | undefined) =>
  versionId === undefined
    ? action
    : action.replace(/Object(?=$|Tagging|Attributes|Acl)/, 'ObjectVersion')

/** The keys of PutObject and its kin that its headers tell. */
export function writeKeys(input: {
  readonly ACL?: string | undefined
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly StorageClass?: string | undefined
  readonly WebsiteRedirectLocation?: string | undefined
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
  readonly GrantRead?: string | undefined
  readonly GrantReadACP?: string | undefined
  readonly GrantWriteACP?: string | undefined
  readonly GrantFullControl?: string | undefined
}): Keys {
  return {
    's3:x-amz-acl': input.ACL,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
    's3:x-amz-storage-class': input.StorageClass,
    's3:x-amz-website-redirect-location': input.WebsiteRedirectLocation,
    's3:x-amz-grant-read': input.GrantRead,
    's3:x-amz-grant-read-acp': input.GrantReadACP,
    's3:x-amz-grant-write-acp': input.GrantWriteACP,
    's3:x-amz-grant-full-control': input.GrantFullControl,
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
  }
}

/** Whether an operation makes an object, as those that take conditions do, or only something on the way to one. */
export const creation = (makes: boolean): Keys => ({ 's3:objectcreationoperation': String(makes) })

/** The keys of a copy: its source without the slash that clients may put before it. */
export const copyKeys = ({ bucket, key }: ObjectPlace, directive?: string | undefined): Keys => ({
  's3:x-amz-copy-source': `${bucket}/${key}`,
  's3:x-amz-metadata-directive': directive,
})

/** The keys of tags that a request brings for an object. */
export function tagKeys(tags: readonly { readonly key: string; readonly value: string }[]): Keys {
  if (tags.length === 0) return {}
  return {
    's3:RequestObjectTagKeys': tags.map(({ key }) => key),
    ...Object.fromEntries(tags.map(({ key, value }) => [`s3:RequestObjectTag/${key}`, value])),
  }
}

/** The keys of a listing. */
export const listKeys = (input: {
  readonly Prefix?: string | undefined
  readonly Delimiter?: string | undefined
  readonly MaxKeys?: number | undefined
}): Keys => ({
  's3:prefix': input.Prefix,
  's3:delimiter': input.Delimiter,
  's3:max-keys': input.MaxKeys === undefined ? undefined : String(input.MaxKeys),
})

async function ofBucket(name: string, arn: string, context: S3Context) {
  const bucket = await findBucket(name, context)
  const resource: Check['resource'] = {
    arns: [arn],
    shownAs: `"${arn}"`,
    ...(bucket && { account: bucket.account }),
    ...(bucket && isRestricted(bucket) && { publicAccess: 'restricted' as const }),
  }
  const compiled = bucket && bucketPolicy(bucket, context)
  return {
    resource,
    keys: { 's3:resourceaccount': bucket?.account },
    policies: async () => (compiled ? [compiled] : []),
  }
}
