import { type Trail, trailArn } from '../../audit/trail.ts'
import type { ActingAs, Calls } from '../../wire/calls.ts'
import { type PutObjectRequest, s3 } from '../../wire/models/s3.ts'

/** CloudTrail itself, on behalf of a trail: the bucket's policy decides. */
export const asCloudTrail = (trail: Trail): ActingAs => ({
  kind: 'service',
  principal: 'cloudtrail.amazonaws.com',
  sourceArn: trailArn(trail),
  sourceAccount: trail.account,
})

/** Writes a file of a trail; its bucket's owner shall have it. @throws ServiceError */
export async function putFile(
  trail: Trail,
  file: Pick<PutObjectRequest, 'Bucket' | 'Key' | 'Metadata'> & { readonly bytes: Uint8Array },
  { calls, encryption }: { readonly calls: Calls; readonly encryption: Encryption },
): Promise<void> {
  const { bytes, ...rest } = file
  const input: PutObjectRequest = {
    ...rest,
    ACL: 'bucket-owner-full-control',
    ContentType: 'application/json',
    ContentEncoding: 'gzip',
    Body: once(bytes),
    ...encryption,
  }
  const where = { account: trail.account, region: trail.homeRegion }
  await calls.call(s3.PutObject, input, asCloudTrail(trail), where)
}

export type Encryption = Pick<
  PutObjectRequest,
  'ServerSideEncryption' | 'SSEKMSKeyId' | 'SSEKMSEncryptionContext'
>

/** Log files are encrypted under the trail's key, if it has one. */
export function encryptionOf(trail: Trail): Encryption {
  if (trail.kmsKeyArn === undefined) return {}
  const context = JSON.stringify({ 'aws:cloudtrail:arn': trailArn(trail) })
  return {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: trail.kmsKeyArn,
    SSEKMSEncryptionContext: Buffer.from(context).toString('base64'),
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
