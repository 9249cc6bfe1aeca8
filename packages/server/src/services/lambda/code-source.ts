import { ServiceError } from '../../kernel/errors.ts'
import { s3 } from '../../wire/models/s3.ts'
import type { LambdaContext } from './context.ts'
import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'

/** Where a request says that a package is. */
export interface PackageInput {
  readonly ZipFile?: Uint8Array | undefined
  readonly S3Bucket?: string | undefined
  readonly S3Key?: string | undefined
  readonly S3ObjectVersion?: string | undefined
}

/**
 * The bytes of a package: those of the request, or of an object, read with the caller's own rights. Undefined when
 * the request names neither. @throws InvalidParameterValueException, AccessDeniedException
 */
export async function packageOf(
  { ZipFile, S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: VersionId }: PackageInput,
  { calls, region }: LambdaContext,
): Promise<Uint8Array | undefined> {
  if (ZipFile !== undefined && (Bucket ?? Key) !== undefined) {
    throw invalid('Please do not provide other FunctionCode parameters when providing a ZipFile.')
  }
  if (Bucket === undefined || Key === undefined) return ZipFile
  try {
    const input = { Bucket, Key, ...(VersionId !== undefined && { VersionId }) }
    const { Body } = await calls.call(s3.GetObject, input, FORWARDED, { region })
    return await collected(Body ?? [])
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === TOO_LARGE) throw error
    throw translated(error, `${Bucket}/${Key}`)
  }
}

const FORWARDED = { kind: 'caller', service: 'lambda.amazonaws.com' } as const

const TOO_LARGE = 'RequestEntityTooLargeException'

/** No more of it than a package may have. */
async function collected(body: AsyncIterable<Uint8Array> | readonly []): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > LIMITS.zippedBytes) {
      const message = `Zipped size must be smaller than ${LIMITS.zippedBytes} bytes`
      throw new ServiceError(TOO_LARGE, message, { status: 413 })
    }
    // Who reads a body owns no part of it once the next is asked for.
    parts.push(Uint8Array.from(part))
  }
  return Buffer.concat(parts)
}

/** A refusal by S3 as Lambda tells it. */
function translated(cause: ServiceError, object: string): ServiceError {
  const told = `S3 Error Code: ${cause.code}. S3 Error Message: ${cause.message}`
  if (cause.code !== 'AccessDenied') {
    return invalid(`Error occurred while GetObject. ${told}`)
  }
  const message = `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${object}. ${told}`
  return new ServiceError('AccessDeniedException', message, { status: 403, cause })
}
