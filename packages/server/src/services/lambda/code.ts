import { hash } from 'node:crypto'
import { readPackage } from '../../functions/code-store.ts'
import type { ZipEntry } from '../../kernel/archive.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { Result } from '../../kernel/result.ts'
import { type PackageInput, packageOf } from './code-source.ts'
import type { LambdaContext } from './context.ts'
import { invalid, tooManyRequests } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { Code } from './records.ts'

/** Where a request says that the code is. */
export interface CodeInput extends PackageInput {
  readonly ImageUri?: string | undefined
}

/** Checks the code and stores it. @throws InvalidParameterValueException, RequestEntityTooLargeException */
export async function takeCode(input: CodeInput, context: LambdaContext): Promise<Code> {
  const { ImageUri: url } = input
  if (url !== undefined) return { kind: 'endpoint', url: endpointUrl(url, context) }
  const zip = await packageOf(input, context)
  if (zip === undefined) throw invalid(NO_CODE)
  await assertPackage(zip)
  return {
    kind: 'package',
    blob: await context.blobs.write(zip),
    sha256: hash('sha256', zip, 'base64'),
    bytes: zip.length,
  }
}

const NO_CODE = 'Please provide a source for function code.'

let waiting = 0

/** @throws InvalidParameterValueException RequestEntityTooLargeException TooManyRequestsException */
export async function assertPackage(zip: Uint8Array): Promise<void> {
  if (zip.length > LIMITS.zippedBytes) {
    const message = `Zipped size must be smaller than ${LIMITS.zippedBytes} bytes`
    throw new ServiceError('RequestEntityTooLargeException', message, { status: 413 })
  }
  if (waiting >= LIMITS.packagesWaiting) throw tooManyRequests('CallerRateLimitExceeded')
  waiting++
  try {
    await readPackage(zip, assertSound)
  } finally {
    waiting--
  }
}

function assertSound(read: Result<readonly ZipEntry[], string>): void {
  const isLarge = read.ok
    ? read.value.reduce((sum, { bytes }) => sum + bytes.length, 0) >= LIMITS.unzippedBytes
    : read.error.startsWith('unpacks to more than')
  if (isLarge) throw invalid(`Unzipped size must be smaller than ${LIMITS.unzippedBytes} bytes`)
  if (!read.ok) {
    throw invalid(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    )
  }
  if (read.value.length === 0) throw invalid('Uploaded file must be a non-empty zip')
}

/** The path under which Lambda's own container images answer. */
const CONTAINER_PATH = '/2015-03-31/functions/function/invocations'

/**
 * An image URI that is an http or https URL stands for a function that runs elsewhere: a container or a local
 * process. Whether it may be reached is decided at each call.
 */
function endpointUrl(text: string, { hasEndpoints }: LambdaContext): string {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw invalid(
      `Source image ${text} is not valid. This server takes functions as packages or as http:// endpoints.`,
    )
  }
  // It is shown to whoever may look at the function, and stands in the audit trail.
  if (url.username !== '' || url.password !== '') {
    throw invalid('The URL of an endpoint cannot hold credentials.')
  }
  if (!hasEndpoints) {
    throw invalid(
      'Endpoints are not available: this server was started without --lambda-endpoints.',
    )
  }
  if (url.pathname === '/') url.pathname = CONTAINER_PATH
  return url.href
}

/** Bytes that count against the account's storage. */
export const bytesOf = (code: Code): number => (code.kind === 'package' ? code.bytes : 0)

/** As answers tell it: a package's digest in base64, an endpoint's, like an image's, in hex. */
export const digestOf = (code: Code): string =>
  code.kind === 'package' ? code.sha256 : hash('sha256', code.url, 'hex')
