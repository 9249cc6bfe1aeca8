import { assert, ServiceError } from '../../kernel/errors.ts'
import { type GenerateDataKeyResponse, kms } from '../../wire/models/kms.ts'
import type { S3Context } from './context.ts'
import { invalidArgument, invalidRequest, notImplemented, s3Error } from './errors.ts'
import { type Bucket, bucketArn, type ObjectEncryption, objectArn } from './records.ts'

/** What a request says about the encryption of what it writes. */
export interface EncryptionInput {
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly SSEKMSEncryptionContext?: string | undefined
  readonly BucketKeyEnabled?: boolean | undefined
  readonly SSECustomerAlgorithm?: string | undefined
  readonly SSECustomerKey?: string | undefined
  readonly SSECustomerKeyMD5?: string | undefined
}

export interface DataKey {
  readonly plain: Uint8Array
  readonly encryption: ObjectEncryption
}

/** What the bytes alone decide. @throws ServiceError */
export function assertEncryption(input: EncryptionInput): void {
  const { ServerSideEncryption: algorithm, SSEKMSKeyId, SSEKMSEncryptionContext } = input
  if (input.SSECustomerAlgorithm ?? input.SSECustomerKey ?? input.SSECustomerKeyMD5) {
    throw notImplemented('x-amz-server-side-encryption-customer-algorithm')
  }
  if (algorithm === 'aws:kms:dsse') throw notImplemented('x-amz-server-side-encryption')
  if (algorithm !== undefined && algorithm !== 'AES256' && algorithm !== 'aws:kms') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      algorithm,
    )
  }
  if (SSEKMSKeyId !== undefined && algorithm !== 'aws:kms') {
    throw invalidArgument(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      'x-amz-server-side-encryption',
      algorithm,
    )
  }
  if (SSEKMSEncryptionContext !== undefined) contextOf(SSEKMSEncryptionContext)
}

/**
 * A new data key for an object, as the request wishes or the bucket sets. Under a KMS key the caller itself
 * must be allowed to make one (spec/surroundings.md §1.3). @throws ServiceError
 */
export async function newDataKey(
  input: EncryptionInput,
  { bucket, key }: { readonly bucket: Bucket; readonly key: string },
  context: S3Context,
): Promise<DataKey> {
  const usual = bucket.encryption
  const algorithm = input.ServerSideEncryption ?? usual?.algorithm ?? 'AES256'
  if (algorithm === 'AES256') {
    const plain = context.random.bytes(32)
    const sealedKey = context.seal.seal(plain, purpose(bucket))
    return { plain, encryption: { kind: 'AES256', sealedKey } }
  }
  const isUsual = input.ServerSideEncryption === undefined
  const bucketKey = input.BucketKeyEnabled ?? usual?.bucketKey ?? false
  const KeyId = input.SSEKMSKeyId ?? (isUsual ? usual?.keyId : undefined) ?? 'alias/aws/s3'
  const arn = bucketKey ? bucketArn(bucket.name) : objectArn(bucket.name, key)
  const encryptionContext = {
    ...(input.SSEKMSEncryptionContext ? contextOf(input.SSEKMSEncryptionContext) : {}),
    'aws:s3:arn': arn,
  }
  const answer = await generate(KeyId, encryptionContext, context)
  const { Plaintext, CiphertextBlob, KeyId: keyArn } = answer
  assert(Plaintext && CiphertextBlob && keyArn, 'KMS answers with a data key')
  const wrappedKey = Buffer.from(CiphertextBlob).toString('base64')
  const encryption = {
    kind: 'aws:kms' as const,
    keyArn,
    wrappedKey,
    context: encryptionContext,
    bucketKey,
  }
  return { plain: Plaintext, encryption }
}

/** The data key of what was written. @throws ServiceError when the caller may not decrypt */
export async function openDataKey(
  encryption: ObjectEncryption,
  bucket: Pick<Bucket, 'id'>,
  context: S3Context,
): Promise<Uint8Array> {
  if (encryption.kind === 'AES256') {
    const plain = context.seal.open(encryption.sealedKey, purpose(bucket))
    assert(plain, 'a data key opens under the root key that sealed it')
    return plain
  }
  const CiphertextBlob = Buffer.from(encryption.wrappedKey, 'base64')
  const input = { CiphertextBlob, EncryptionContext: encryption.context, KeyId: encryption.keyArn }
  const { Plaintext } = await asS3(context.calls.call(kms.Decrypt, input, FORWARDED))
  assert(Plaintext, 'KMS answers with the data key')
  return Plaintext
}

const FORWARDED = { kind: 'caller', service: 's3.amazonaws.com' } as const

function generate(
  KeyId: string,
  EncryptionContext: Readonly<Record<string, string>>,
  { calls }: S3Context,
): Promise<GenerateDataKeyResponse> {
  const input = { KeyId, KeySpec: 'AES_256' as const, EncryptionContext }
  return asS3(calls.call(kms.GenerateDataKey, input, FORWARDED))
}

/** A refusal by KMS as S3 tells it, with KMS's own text. */
async function asS3<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw translated(error)
  }
}

function translated(error: ServiceError): ServiceError {
  const { code, message } = error
  if (code === 'AccessDeniedException') return s3Error('AccessDenied', message, 403)
  return error.fault === 'server' ? error : s3Error(`KMS.${code}`, message, 400)
}

const purpose = ({ id }: Pick<Bucket, 'id'>) => `s3 data key of bucket ${id}`

/** @throws ServiceError when it is not base64 of a JSON object of texts */
function contextOf(text: string): Readonly<Record<string, string>> {
  const message =
    'The header x-amz-server-side-encryption-context shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map'
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
  } catch (cause) {
    throw Object.assign(invalidRequest(message), { cause })
  }
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  const entries = isMap ? Object.entries(value as object) : []
  if (!isMap || entries.some(([, item]) => typeof item !== 'string')) throw invalidRequest(message)
  return Object.fromEntries(entries) as Record<string, string>
}
