import { createHash } from 'node:crypto'
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  combineChecksums,
  startChecksum,
} from '../../wire/checksums.ts'
import type { CompletedPart, CompleteMultipartUploadRequest } from '../../wire/models/s3.ts'
import { invalidRequest, s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { ObjectChecksum, Upload, UploadedPart } from './records.ts'
import { algorithmOf } from './uploads.ts'

/** Putting the parts of an upload together: which were chosen, and what they make. */

/** The parts that the client lists, in its order. @throws ServiceError InvalidPart, InvalidPartOrder, EntityTooSmall … */
export function chosenParts(
  listed: readonly CompletedPart[],
  uploaded: readonly UploadedPart[],
  upload: Upload,
): UploadedPart[] {
  if (listed.length === 0) throw invalidRequest('You must specify at least one part')
  const numbers = listed.map(({ PartNumber = 0 }) => PartNumber)
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw s3Error(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      400,
      { UploadId: upload.id },
    )
  }
  const byNumber = new Map(uploaded.map(part => [part.number, part]))
  const chosen = listed.map(one => chosenPart(one, byNumber.get(one.PartNumber ?? 0), upload))
  const small = chosen.slice(0, -1).find(({ sizeBytes }) => sizeBytes < LIMITS.smallestPartBytes)
  if (small) {
    throw s3Error(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      400,
      {
        ETag: small.etag,
        PartNumber: small.number,
        MinSizeAllowed: LIMITS.smallestPartBytes,
        ProposedSize: small.sizeBytes,
      },
    )
  }
  return chosen
}

function chosenPart(
  listed: CompletedPart,
  part: UploadedPart | undefined,
  upload: Upload,
): UploadedPart {
  const etag = (listed.ETag ?? '').replaceAll('"', '')
  const sent = checksumOf(listed)
  const { checksum } = upload
  // Where the upload has no algorithm of its own, parts are summed with S3's, whatever they came with.
  const isSame = sent?.algorithm === part?.algorithm
  const isOther = sent !== undefined && (isSame ? sent.value !== part?.checksum : !checksum)
  if (!part || part.etag !== etag || isOther) {
    throw s3Error(
      'InvalidPart',
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      400,
      { ETag: etag, PartNumber: listed.PartNumber, UploadId: upload.id },
    )
  }
  if (sent && checksum && sent.algorithm !== part.algorithm) {
    const message = `The ${sent.algorithm.toLowerCase()} you specified for part ${part.number} did not match what we received.`
    throw s3Error('BadDigest', message, 400)
  }
  if (!sent && checksum?.type === 'COMPOSITE') {
    const name = checksum.algorithm.toLowerCase()
    throw invalidRequest(
      `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    )
  }
  return part
}

/** The one checksum among the members of a request. */
export function checksumOf(
  members: Readonly<Partial<Record<`Checksum${ChecksumAlgorithm}`, string | undefined>>>,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = members[`Checksum${algorithm}`]
    if (value !== undefined) return { algorithm, value }
  }
  return undefined
}

/** `MD5 of the MD5s-N`. */
export function multipartEtag(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5')
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${parts.length}`
}

/** The checksum of the whole: combined, or a checksum of the parts' own. */
export function multipartChecksum(parts: readonly UploadedPart[], upload: Upload): ObjectChecksum {
  const algorithm = algorithmOf(upload)
  const type = upload.checksum?.type ?? 'FULL_OBJECT'
  const sums = parts.map(({ checksum = '', sizeBytes }) => ({ value: checksum, sizeBytes }))
  if (type === 'FULL_OBJECT') {
    return { algorithm, type, value: combineChecksums(algorithm, sums) ?? '' }
  }
  const running = startChecksum(algorithm)
  for (const { value } of sums) running.update(Buffer.from(value, 'base64'))
  return { algorithm, type, value: `${running.value()}-${parts.length}` }
}

/** The whole is summed as the upload was begun. @throws ServiceError InvalidRequest */
export function assertMode(
  { ChecksumType }: CompleteMultipartUploadRequest,
  { checksum }: Upload,
): void {
  if (ChecksumType === undefined || ChecksumType === checksum?.type) return
  throw invalidRequest(
    `The upload was created using the ${checksum?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
  )
}

/** What the request says of the whole must be so. @throws ServiceError BadDigest, InvalidRequest */
export function assertWhole(
  input: CompleteMultipartUploadRequest,
  { checksum, sizeBytes }: { readonly checksum: ObjectChecksum; readonly sizeBytes: number },
  upload: Upload,
): void {
  const { MpuObjectSize } = input
  if (MpuObjectSize !== undefined && MpuObjectSize !== sizeBytes) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${MpuObjectSize} does not match what was computed: ${sizeBytes}`,
    )
  }
  const sent = checksumOf(input)
  if (!sent || !isMeant(sent, checksum, upload)) return
  const values = [checksum.value, checksum.value.replace(/-\d+$/, '')]
  const isSame = sent.algorithm === checksum.algorithm
  if (isSame && values.includes(sent.value) && isTyped(input, checksum)) return
  const message = `The ${checksum.algorithm.toLowerCase()} you specified did not match the calculated checksum.`
  throw s3Error('BadDigest', message, 400)
}

/** An upload that was begun for one checksum of the whole takes no other; elsewhere others say nothing. */
const isMeant = (sent: Checksum, checksum: ObjectChecksum, upload: Upload) =>
  sent.algorithm === checksum.algorithm || upload.checksum?.type === 'FULL_OBJECT'

/** A checksum without its type counts as one of the parts' own, where there could be both. */
const isTyped = (
  { ChecksumType }: CompleteMultipartUploadRequest,
  { algorithm, type }: ObjectChecksum,
) => type === 'COMPOSITE' || algorithm === 'CRC64NVME' || ChecksumType !== undefined
