import { gunzipSync } from 'node:zlib'
import { ServiceError } from '../kernel/errors.ts'
import { type HttpRequest, header } from '../wire/http.ts'
import type { ServiceModel } from '../wire/models/model.ts'
import { LIMITS } from './limits.ts'

/**
 * The body as it was before its client compressed it. CloudWatch alone takes such bodies, in all of its
 * protocols (spec/surroundings.md §0.1); the signature covers the compressed bytes, so this comes after it.
 * @throws ServiceError when it is no gzip, or too large before or after
 */
export function inflated(
  { headers }: HttpRequest,
  body: Uint8Array,
  { service }: Pick<ServiceModel, 'service'>,
): Uint8Array {
  if (service !== 'cloudwatch') return body
  if (body.length > LIMITS.metricBodyBytes) throw tooLarge()
  if (header(headers, 'content-encoding')?.toLowerCase() !== 'gzip') return body
  try {
    return gunzipSync(body, { maxOutputLength: LIMITS.inflatedBodyBytes })
  } catch (cause) {
    if (isTooLong(cause)) throw tooLarge()
    throw new ServiceError('SerializationException', 'the request body is not valid gzip', {
      status: 400,
      cause,
    })
  }
}

const isTooLong = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'

const tooLarge = () =>
  new ServiceError('RequestEntityTooLarge', 'Request size exceeded the limit', { status: 413 })
