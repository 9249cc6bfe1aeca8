import { type TrailLogs, type TrailName, trailArn } from '../../audit/trail.ts'
import { logFilesFolder } from '../../audit/trail-files.ts'
import { parseArn } from '../../kernel/arn.ts'
import { ServiceError } from '../../kernel/errors.ts'
import { key } from '../../store/key.ts'
import type { ActingAs } from '../../wire/calls.ts'
import {
  InsufficientEncryptionPolicyException,
  InsufficientS3BucketPolicyException,
  InvalidCloudWatchLogsLogGroupArnException,
  InvalidCloudWatchLogsRoleArnException,
  InvalidKmsKeyIdException,
  InvalidS3BucketNameException,
  InvalidS3PrefixException,
  KmsException,
  KmsKeyDisabledException,
  KmsKeyNotFoundException,
  S3BucketDoesNotExistException,
} from '../../wire/models/cloudtrail.ts'
import { kms } from '../../wire/models/kms.ts'
import { s3 } from '../../wire/models/s3.ts'
import { sts } from '../../wire/models/sts.ts'
import type { CloudTrailContext } from './context.ts'
import { LIMITS } from './limits.ts'

/** CloudTrail itself, on behalf of a trail. */
export const asCloudTrail = (trail: TrailName): ActingAs => ({
  kind: 'service',
  principal: 'cloudtrail.amazonaws.com',
  sourceArn: trailArn(trail),
  sourceAccount: trail.account,
})

/** The bucket must exist, and its policy let CloudTrail look at it and write. @throws ServiceError */
export async function assertBucket(
  trail: TrailName,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string | undefined },
  { calls, documents }: CloudTrailContext,
): Promise<void> {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw InvalidS3BucketNameException(`Bucket name ${bucket} is not valid.`)
  }
  if (prefix !== undefined && (prefix.length > LIMITS.prefixCharacters || /^\/|\/$/.test(prefix))) {
    throw InvalidS3PrefixException('Trail s3 prefix is not valid.')
  }
  // Of the storage service, which is another room, nothing but the name of the row is known here.
  if (!(await documents.get(key('s3.bucket', bucket)))) {
    throw S3BucketDoesNotExistException(`S3 bucket ${bucket} does not exist!`)
  }
  const as = asCloudTrail(trail)
  const Key = `${logFilesFolder(trail.account, prefix)}/check`
  const put = { Bucket: bucket, Key, ACL: 'bucket-owner-full-control' }
  const look = await calls.wouldAllow(s3.GetBucketAcl, { Bucket: bucket }, as)
  const write = await calls.wouldAllow(s3.PutObject, put, as)
  if (look.allowed && write.allowed) return
  throw InsufficientS3BucketPolicyException(
    `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
  )
}

/**
 * The ARN of a key by id, alias or ARN. Its policy must let CloudTrail describe the key and make data keys for
 * this trail. @throws ServiceError
 */
export async function usableKey(
  trail: TrailName,
  keyId: string,
  context: CloudTrailContext,
): Promise<string> {
  const as = asCloudTrail(trail)
  const KeyId = /^(arn:|alias\/|[0-9a-f-]{36}$)/.test(keyId) ? keyId : undefined
  if (KeyId === undefined) throw InvalidKmsKeyIdException(`The KMS key id ${keyId} is not valid.`)
  const arn = parseArn(KeyId)
  const where = { account: arn?.account ?? trail.account, region: trail.homeRegion }
  try {
    const { KeyMetadata } = await context.calls.call(kms.DescribeKey, { KeyId }, as, where)
    const keyArn = KeyMetadata?.Arn ?? ''
    if (KeyMetadata?.KeyState !== 'Enabled') {
      throw KmsKeyDisabledException(`The KMS key ${keyArn} is disabled.`)
    }
    const input = {
      KeyId: keyArn,
      KeySpec: 'AES_256' as const,
      EncryptionContext: { 'aws:cloudtrail:arn': trailArn(trail) },
    }
    const { allowed } = await context.calls.wouldAllow(kms.GenerateDataKey, input, as, where)
    if (allowed) return keyArn
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const isUnknown = error.code === 'NotFoundException' || !(await isKey(KeyId, where, context))
    if (isUnknown) {
      throw KmsKeyNotFoundException(`The KMS key ${KeyId} does not exist.`)
    }
    if (!error.code.startsWith('AccessDenied')) {
      throw error.code.startsWith('Kms') ? error : KmsException(error.message)
    }
  }
  throw InsufficientEncryptionPolicyException(
    `Insufficient permissions to access S3 bucket or KMS key ${KeyId}.`,
  )
}

/** Of the key management service, likewise, only how its rows are called. */
async function isKey(
  keyId: string,
  { account, region }: { readonly account: string; readonly region: string },
  { documents, account: own }: CloudTrailContext,
): Promise<boolean> {
  // Whether another account has a key is not told.
  if (account !== own) return true
  const name = keyId.replace(/^arn:[^/]*:(alias\/|key\/)/, '$1')
  const row = name.startsWith('alias/')
    ? key('kms.alias', account, region, name)
    : key('kms.key', account, region, name.replace(/^key\//, ''))
  return (await documents.get(row)) !== undefined
}

/** The log group must exist and the role trust CloudTrail. @throws ServiceError */
export async function assertLogs(
  trail: TrailName,
  { groupArn, roleArn }: TrailLogs,
  { calls, documents }: CloudTrailContext,
): Promise<void> {
  const group = parseArn(groupArn)
  const name = /^log-group:([^:]+):\*$/.exec(group?.resource ?? '')?.[1]
  // Whether another account has a group is not told: a trail writes to those of its own alone.
  const isOwn = group?.account === trail.account && group.region === trail.homeRegion
  if (group?.service !== 'logs' || name === undefined || !isOwn) {
    throw InvalidCloudWatchLogsLogGroupArnException(
      'CloudTrail cannot validate the specified log group ARN.',
    )
  }
  if (!(await documents.get(key('logs.group', group.account, group.region, name)))) {
    throw InvalidCloudWatchLogsLogGroupArnException(
      `The log group ${name} does not exist in ${group.region}.`,
    )
  }
  const input = { RoleArn: roleArn, RoleSessionName: 'CloudTrail' }
  const { allowed } = await calls.wouldAllow(sts.AssumeRole, input, asCloudTrail(trail))
  if (allowed) return
  throw InvalidCloudWatchLogsRoleArnException(
    'Access denied. Verify in IAM that the role has adequate permissions.',
  )
}
