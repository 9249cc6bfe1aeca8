import type { Tag } from '../../../access/identity.ts'
import { s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket, updateBucket } from '../buckets.ts'
import { bucketCheck, objectCheck, tagKeys, versioned } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { s3Error } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { shownVersion } from '../outputs.ts'
import { assertVersionId, getObject } from '../read.ts'
import { tagsOf, wireTags } from '../tags.ts'
import { findVersion, updatedObject } from '../versions.ts'

/** Tags of buckets and of objects. */

export const getBucketTagging = operation(s3.GetBucketTagging, {
  readOnly: true,
  authorize(input, context) {
    assertOwnerText(input)
    return bucketCheck('s3:GetBucketTagging', input.Bucket, context)
  },
  async handle(input, context) {
    const { name, tags } = await getBucket(input, context)
    if (tags.length === 0) {
      throw s3Error('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: name })
    }
    return { TagSet: wireTags(tags) }
  },
})

export const putBucketTagging = operation(s3.PutBucketTagging, {
  authorize(input, context) {
    assertOwnerText(input)
    const requestTags = requested(input.Tagging.TagSet)
    return bucketCheck('s3:PutBucketTagging', input.Bucket, context, { requestTags })
  },
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const tags = tagsOf(input.Tagging.TagSet ?? [], { max: LIMITS.bucketTags, what: 'Bucket' })
    await updateBucket(bucket, { tags }, context)
  },
})

export const deleteBucketTagging = operation(s3.DeleteBucketTagging, {
  authorize(input, context) {
    assertOwnerText(input)
    return bucketCheck('s3:PutBucketTagging', input.Bucket, context)
  },
  async handle(input, context) {
    await updateBucket(await getBucket(input, context), { tags: [] }, context)
  },
})

export const getObjectTagging = operation(s3.GetObjectTagging, {
  readOnly: true,
  authorize: (input, context) => taggingCheck('s3:GetObjectTagging', input, context),
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { Key: key, VersionId: versionId } = input
    const place = { bucket, key, versionId, ofMarker: true }
    const object = await getObject({ ...place, method: 'GET' }, context)
    return { VersionId: shownVersion(bucket, object), TagSet: wireTags(object.tags) }
  },
})

export const putObjectTagging = operation(s3.PutObjectTagging, {
  authorize(input, context) {
    const tags = requested(input.Tagging.TagSet)
    return taggingCheck('s3:PutObjectTagging', input, context, tags)
  },
  async handle(input, context) {
    const tags = tagsOf(input.Tagging.TagSet ?? [], { max: LIMITS.objectTags, what: 'Object' })
    return { VersionId: await setTags(input, { tags, method: 'PUT' }, context) }
  },
})

export const deleteObjectTagging = operation(s3.DeleteObjectTagging, {
  authorize: (input, context) => taggingCheck('s3:DeleteObjectTagging', input, context),
  async handle(input, context) {
    return { VersionId: await setTags(input, { tags: [], method: 'DELETE' }, context) }
  },
})

interface ObjectInput {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string | undefined
  readonly ExpectedBucketOwner?: string | undefined
}

const requested = (set: readonly { readonly Key: string; readonly Value: string }[] = []): Tag[] =>
  set.map(({ Key, Value }) => ({ key: Key, value: Value }))

function taggingCheck(
  action: string,
  input: ObjectInput,
  context: S3Context,
  tags: readonly Tag[] = [],
) {
  assertOwnerText(input)
  assertVersionId(input.VersionId)
  const { Bucket: bucket, Key: key, VersionId: versionId } = input
  const named = versioned(action, versionId)
  return objectCheck(named, { bucket, key, versionId }, context, tagKeys(tags))
}

async function setTags(
  input: ObjectInput,
  { tags, method }: { readonly tags: readonly Tag[]; readonly method: string },
  context: S3Context,
): Promise<string | undefined> {
  const bucket = await getBucket(input, context)
  const { Key: key, VersionId: versionId } = input
  const place = { bucket, key, versionId, ofMarker: true }
  const object = await getObject({ ...place, method }, context)
  const head = await findVersion(bucket, key, undefined, context)
  await context.documents.commit(updatedObject(bucket, object, head ?? object, tags))
  return shownVersion(bucket, object)
}
