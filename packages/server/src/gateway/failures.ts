import { ServiceError } from '../kernel/errors.ts'
import type { Logger } from '../kernel/log.ts'
import { CommitConflict, StoreUnavailable } from '../store/store.ts'
import type { Codec } from '../wire/codecs/codec.ts'
import { CODECS } from '../wire/codecs/codecs.ts'
import { type HttpRequest, type HttpResponse, header } from '../wire/http.ts'
import type { ServiceModel } from '../wire/models/model.ts'

export interface Answering {
  readonly codec: Codec
  readonly model: ServiceModel
  readonly requestId: string
  readonly log: Logger
}

/** Any failure as an answer. Our own mistakes are logged whole; the client sees the request id alone. */
export function errorAnswer(
  error: unknown,
  { codec, model, requestId, log }: Answering,
): HttpResponse {
  if (error instanceof ServiceError) return codec.serializeError(model, error, requestId)
  if (error instanceof CommitConflict) {
    return codec.serializeError(model, contention(model), requestId)
  }
  if (error instanceof StoreUnavailable) {
    log.error('the store is unavailable', { requestId, error })
    const { status, headers, body } = codec.serializeError(model, unavailable(model), requestId)
    return {
      status,
      headers: [...headers, ['retry-after', '1']],
      ...(body !== undefined && { body }),
    }
  }
  log.error('request failed', { requestId, error })
  return codec.serializeError(model, internal(model), requestId)
}

/** What nothing here answers to, in the shape that its protocol would have. */
export function unknownRoute(request: HttpRequest, requestId: string): HttpResponse {
  const targeted = header(request.headers, 'x-amz-target') !== undefined
  const codec = targeted ? CODECS['json-1.1'] : CODECS['rest-json']
  const error = new ServiceError('UnknownOperationException', 'unknown operation', {
    status: targeted ? 400 : 404,
  })
  return codec.serializeError(undefined, error, requestId)
}

/** Others changed the same thing again and again: the client may try once more. */
function contention({ protocol, service }: ServiceModel): ServiceError {
  if (protocol === 'query') {
    const message =
      'Request was rejected because another change to the same resource is in progress.'
    return new ServiceError('ConcurrentModification', message, { status: 409 })
  }
  const [code, status] = CONTENTION[service] ?? ['ConflictException', 409]
  return new ServiceError(code, 'another change to the same resource is in progress', { status })
}

const CONTENTION: Readonly<Record<string, readonly [code: string, status: number]>> = {
  logs: ['OperationAbortedException', 400],
  kms: ['KMSInternalException', 500],
  s3: ['SlowDown', 503],
}

/** Nothing was written, or nobody knows: the client should try again. */
function unavailable({ protocol }: ServiceModel): ServiceError {
  const isXml = protocol === 'query' || protocol === 'rest-xml'
  const code = isXml ? 'ServiceUnavailable' : 'ServiceUnavailableException'
  const message = 'The request has failed due to a temporary failure of the server.'
  return new ServiceError(code, message, { status: 503, fault: 'server' })
}

const INTERNAL: Readonly<Record<string, string>> = {
  iam: 'ServiceFailure',
  sts: 'InternalFailure',
  logs: 'ServiceUnavailableException',
  kms: 'KMSInternalException',
  s3: 'InternalError',
}

function internal({ service }: ServiceModel): ServiceError {
  const code = INTERNAL[service] ?? 'InternalFailureException'
  const message = 'The request processing has failed because of an unknown error.'
  return new ServiceError(code, message, { status: 500, fault: 'server' })
}
