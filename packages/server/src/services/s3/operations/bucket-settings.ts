import { type ServerSideEncryptionRule, s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, type BucketInput, getBucket, updateBucket } from '../buckets.ts'
import { bucketCheck } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import {
  invalidArgument,
  invalidRequest,
  malformedXml,
  notImplemented,
  s3Error,
} from '../errors.ts'
import { rulesOf, wireRule } from '../lifecycle.ts'
import { LIMITS } from '../limits.ts'
import type { Bucket, BucketEncryption } from '../records.ts'

/** Settings of a bucket that are read, set and deleted whole. */

const settingCheck =
  (action: string) =>
  <Input extends BucketInput>(input: Input, context: S3Context) => {
    assertOwnerText(input)
    return bucketCheck(action, input.Bucket, context)
  }

const reset =
  (change: Parameters<typeof updateBucket>[1]) => async (input: BucketInput, context: S3Context) =>
    updateBucket(await getBucket(input, context), change, context)

export const getBucketVersioning = operation(s3.GetBucketVersioning, {
  readOnly: true,
  authorize: settingCheck('s3:GetBucketVersioning'),
  async handle(input, context) {
    const { versioning } = await getBucket(input, context)
    return { Status: versioning, MFADelete: undefined }
  },
})

export const putBucketVersioning = operation(s3.PutBucketVersioning, {
  authorize: settingCheck('s3:PutBucketVersioning'),
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { Status, MFADelete } = input.VersioningConfiguration
    if (MFADelete === 'Enabled') throw notImplemented('x-amz-mfa')
    if (!Status) {
      const message = 'The Versioning element must be specified'
      throw s3Error('IllegalVersioningConfigurationException', message, 400)
    }
    if (Status !== 'Enabled' && Status !== 'Suspended') throw malformedXml()
    await updateBucket(bucket, { versioning: Status }, context)
  },
})

export const getBucketOwnershipControls = operation(s3.GetBucketOwnershipControls, {
  readOnly: true,
  authorize: settingCheck('s3:GetBucketOwnershipControls'),
  async handle(input, context) {
    const { name, ownership } = await getBucket(input, context)
    if (ownership === undefined) {
      throw s3Error(
        'OwnershipControlsNotFoundError',
        'The bucket ownership controls were not found',
        404,
        { BucketName: name },
      )
    }
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }
  },
})

export const putBucketOwnershipControls = operation(s3.PutBucketOwnershipControls, {
  authorize: settingCheck('s3:PutBucketOwnershipControls'),
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const [rule, ...more] = input.OwnershipControls.Rules
    const ownership = OWNERSHIPS.find(one => one === rule?.ObjectOwnership)
    if (!ownership || more.length > 0) throw malformedXml()
    await updateBucket(bucket, { ownership }, context)
  },
})

const OWNERSHIPS: readonly NonNullable<Bucket['ownership']>[] = [
  'BucketOwnerEnforced',
  'BucketOwnerPreferred',
  'ObjectWriter',
]

export const deleteBucketOwnershipControls = operation(s3.DeleteBucketOwnershipControls, {
  authorize: settingCheck('s3:PutBucketOwnershipControls'),
  handle: reset({ ownership: undefined }),
})

export const getPublicAccessBlock = operation(s3.GetPublicAccessBlock, {
  readOnly: true,
  authorize: settingCheck('s3:GetBucketPublicAccessBlock'),
  async handle(input, context) {
    const { name, publicAccessBlock: block } = await getBucket(input, context)
    if (!block) {
      throw s3Error(
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
        404,
        { BucketName: name },
      )
    }
    return {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    }
  },
})

export const putPublicAccessBlock = operation(s3.PutPublicAccessBlock, {
  authorize: settingCheck('s3:PutBucketPublicAccessBlock'),
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const wanted = input.PublicAccessBlockConfiguration
    const publicAccessBlock = {
      blockPublicAcls: wanted.BlockPublicAcls ?? false,
      ignorePublicAcls: wanted.IgnorePublicAcls ?? false,
      blockPublicPolicy: wanted.BlockPublicPolicy ?? false,
      restrictPublicBuckets: wanted.RestrictPublicBuckets ?? false,
    }
    if (Object.keys(wanted).length === 0) {
      throw invalidRequest('Must specify at least one configuration.')
    }
    await updateBucket(bucket, { publicAccessBlock }, context)
  },
})

export const deletePublicAccessBlock = operation(s3.DeletePublicAccessBlock, {
  authorize: settingCheck('s3:PutBucketPublicAccessBlock'),
  handle: reset({ publicAccessBlock: undefined }),
})

export const getBucketEncryption = operation(s3.GetBucketEncryption, {
  readOnly: true,
  authorize: settingCheck('s3:GetEncryptionConfiguration'),
  async handle(input, context) {
    const { encryption, encryptionDeleted } = await getBucket(input, context)
    if (encryptionDeleted) return { ServerSideEncryptionConfiguration: undefined }
    const { algorithm = 'AES256', keyId, bucketKey = false } = encryption ?? {}
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId },
      BucketKeyEnabled: bucketKey,
    }
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } }
  },
})

export const putBucketEncryption = operation(s3.PutBucketEncryption, {
  authorize: settingCheck('s3:PutEncryptionConfiguration'),
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const encryption = encryptionOf(input.ServerSideEncryptionConfiguration.Rules)
    await updateBucket(bucket, { encryption, encryptionDeleted: undefined }, context)
  },
})

export const deleteBucketEncryption = operation(s3.DeleteBucketEncryption, {
  authorize: settingCheck('s3:PutEncryptionConfiguration'),
  handle: reset({ encryption: undefined, encryptionDeleted: true }),
})

function encryptionOf(rules: readonly ServerSideEncryptionRule[]): BucketEncryption {
  const [rule, ...more] = rules
  const usual = rule?.ApplyServerSideEncryptionByDefault
  if (!usual || more.length > 0) throw malformedXml()
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId } = usual
  if (algorithm === 'aws:kms:dsse') throw notImplemented('SSEAlgorithm')
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms') throw malformedXml()
  if (algorithm === 'AES256' && keyId !== undefined) {
    const message =
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse'
    throw invalidArgument(message, 'ApplyServerSideEncryptionByDefault')
  }
  if ((keyId ?? '').length > LIMITS.keyIdCharacters) throw malformedXml()
  const bucketKey = rule.BucketKeyEnabled ?? false
  return { algorithm, bucketKey, ...(keyId !== undefined && { keyId }) }
}

export const getBucketLifecycleConfiguration = operation(s3.GetBucketLifecycleConfiguration, {
  readOnly: true,
  authorize: settingCheck('s3:GetLifecycleConfiguration'),
  async handle(input, context) {
    const { name, lifecycle } = await getBucket(input, context)
    if (!lifecycle) {
      const message = 'The lifecycle configuration does not exist'
      throw s3Error('NoSuchLifecycleConfiguration', message, 404, { BucketName: name })
    }
    return {
      Rules: lifecycle.rules.map(wireRule),
      TransitionDefaultMinimumObjectSize: lifecycle.smallest ?? SMALLEST[0],
    }
  },
})

const SMALLEST = ['all_storage_classes_128K', 'varies_by_storage_class'] as const

export const putBucketLifecycleConfiguration = operation(s3.PutBucketLifecycleConfiguration, {
  authorize: settingCheck('s3:PutLifecycleConfiguration'),
  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { LifecycleConfiguration, TransitionDefaultMinimumObjectSize: wanted } = input
    if (!LifecycleConfiguration) throw malformedXml()
    if (wanted !== undefined && !SMALLEST.some(one => one === wanted)) {
      throw invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${wanted}`)
    }
    const smallest = wanted ?? SMALLEST[0]
    const rules = rulesOf(LifecycleConfiguration, () => context.random.uuid())
    await updateBucket(bucket, { lifecycle: { rules, smallest } }, context)
    return { TransitionDefaultMinimumObjectSize: smallest }
  },
})

export const deleteBucketLifecycle = operation(s3.DeleteBucketLifecycle, {
  authorize: settingCheck('s3:PutLifecycleConfiguration'),
  handle: reset({ lifecycle: undefined }),
})
