import { hash } from 'node:crypto'
import type { ChecksumAlgorithm } from '../../wire/checksums.ts'
import { isChecksumAlgorithm } from '../../wire/checksums.ts'
import type { S3Context } from './context.ts'
import { type DataKey, openDataKey } from './data-keys.ts'
import { invalidArgument, invalidRequest, noSuchUpload } from './errors.ts'
import { LIMITS } from './limits.ts'
import {
  type Bucket,
  type ObjectChecksum,
  partsOf,
  recordOf,
  type Upload,
  type UploadedPart,
  uploadKey,
} from './records.ts'

/** Uploads in parts. */

/** @throws ServiceError NoSuchUpload, also when the upload is of another key */
export async function getUpload(
  bucket: Bucket,
  objectKey: string,
  uploadId: string,
  { documents }: Pick<S3Context, 'documents'>,
): Promise<Upload> {
  const document = await documents.get(uploadKey(bucket.id, objectKey, uploadId))
  if (!document) throw noSuchUpload(uploadId)
  return recordOf<Upload>(document)
}

/** The key under which all parts of an upload are encrypted. @throws ServiceError when the caller may not decrypt */
export async function dataKeyOf(
  { encryption }: Upload,
  bucket: Bucket,
  context: S3Context,
): Promise<DataKey> {
  return { plain: await openDataKey(encryption, bucket, context), encryption }
}

/** All parts that were uploaded, by number. */
export async function allParts(
  bucket: Bucket,
  uploadId: string,
  { documents }: Pick<S3Context, 'documents'>,
): Promise<UploadedPart[]> {
  const [from, to] = partsOf(bucket.id, uploadId)
  const { documents: found } = await documents.range(from, to, { limit: LIMITS.parts })
  return found.map(document => recordOf<UploadedPart>(document))
}

/** Uploads of one key are in the order of their beginnings; an id ends with a mark of its key. */
export function newUploadId(
  objectKey: string,
  { clock, random }: Pick<S3Context, 'clock' | 'random'>,
): string {
  const time = clock.now().toString(36).padStart(9, '0')
  return time + random.text(47, ALPHABET) + markOf(objectKey)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Whether a text could be the id of an upload of this key, be that still there or not. */
export const isUploadId = (text: string, objectKey: string): boolean =>
  /^[0-9A-Za-z]{64}$/.test(text) && text.endsWith(markOf(objectKey))

const markOf = (objectKey: string) => hash('sha256', objectKey).slice(0, 8)

/** @throws ServiceError InvalidArgument */
export function assertPartNumber(number: number): void {
  if (Number.isInteger(number) && number >= 1 && number <= LIMITS.parts) return
  const message = 'Part number must be an integer between 1 and 10000, inclusive'
  throw invalidArgument(message, 'partNumber', String(number))
}

/** What CreateMultipartUpload wants of checksums. @throws ServiceError InvalidRequest */
export function wantedChecksum(
  algorithm: string | undefined,
  type: string | undefined,
): Upload['checksum'] {
  if (algorithm === undefined) {
    if (type === undefined) return undefined
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    )
  }
  const name = algorithm.toUpperCase()
  if (!isChecksumAlgorithm(name)) {
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    )
  }
  const chosen = type?.toUpperCase() ?? (name === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE')
  if (chosen !== 'FULL_OBJECT' && chosen !== 'COMPOSITE') {
    throw invalidRequest('Value for x-amz-checksum-type header is invalid.')
  }
  if (!canBe(chosen, name)) {
    throw invalidRequest(
      `The ${chosen} checksum type cannot be used with the ${name.toLowerCase()} checksum algorithm.`,
    )
  }
  return { algorithm: name, type: chosen }
}

function canBe(type: ObjectChecksum['type'], algorithm: ChecksumAlgorithm): boolean {
  return type === 'FULL_OBJECT' ? !algorithm.startsWith('SHA') : algorithm !== 'CRC64NVME'
}

/** What parts are summed with: S3's own algorithm where the client chose none. */
export const algorithmOf = ({ checksum }: Upload): ChecksumAlgorithm =>
  checksum?.algorithm ?? 'CRC64NVME'
