import { ServiceError, Unavailable } from '../kernel/errors.ts'
import type { Logger } from '../kernel/log.ts'
import { CommitConflict } from '../store/store.ts'
import type { Codec } from '../wire/codecs/codec.ts'
import { CODECS } from '../wire/codecs/codecs.ts'
import { type HttpRequest, type HttpResponse, header } from '../wire/http.ts'
import type { ServiceModel } from '../wire/models/model.ts'
import { ClientGone } from './incoming.ts'
import { OverShare } from './overload.ts'

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
  if (error instanceof OverShare) {
    return retryLater(codec.serializeError(model, throttled(model), requestId))
  }
  if (error instanceof ServiceError) return codec.serializeError(model, error, requestId)
  if (error instanceof CommitConflict) {
    return codec.serializeError(model, contention(model), requestId)
  }
  if (error instanceof Unavailable || isDiskTrouble(error)) {
    log.error('what is kept is out of reach', { requestId, error })
    return busyAnswer({ codec, model, requestId })
  }
  if (!(error instanceof ClientGone)) log.error('request failed', { requestId, error })
  return codec.serializeError(model, internal(model), requestId)
}

/** There is too much to do, or no disk to do it with: the client should come again. */
export function busyAnswer({ codec, model, requestId }: Omit<Answering, 'log'>): HttpResponse {
  return retryLater(codec.serializeError(model, unavailable(model), requestId))
}

const retryLater = ({ headers, ...answer }: HttpResponse): HttpResponse => ({
  ...answer,
  headers: [...headers, ['retry-after', '1']],
})

/** No room, no right to write, or a disk that fails: what a file system says of itself. */
const isDiskTrouble = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE'].includes(String(error.code))

/** What nothing here answers to, in the shape that its protocol would have. */
export function unknownRoute(request: HttpRequest, requestId: string): HttpResponse {
  const targeted = header(request.headers, 'x-amz-target') !== undefined
  const isCbor = header(request.headers, 'smithy-protocol') === 'rpc-v2-cbor'
  const codec = isCbor ? CODECS['rpc-v2-cbor'] : targeted ? CODECS['json-1.1'] : CODECS['rest-json']
  const error = new ServiceError('UnknownOperationException', 'unknown operation', {
    status: targeted ? 400 : 404,
  })
  return codec.serializeError(undefined, error, requestId)
}

/** Others changed the same thing again and again: the client may try once more. */
function contention({ protocol, service }: ServiceModel): ServiceError {
  if (protocol === 'query' && !CONTENTION[service]) {
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
  lambda: ['ResourceConflictException', 409],
  cloudwatch: ['ConcurrentModificationException', 429],
  s3: ['SlowDown', 503],
}

function throttled({ protocol }: ServiceModel): ServiceError {
  const message = 'Rate exceeded'
  if (protocol === 'rest-xml') {
    return new ServiceError('SlowDown', 'Please reduce your request rate.', { status: 503 })
  }
  if (protocol === 'query') return new ServiceError('Throttling', message, { status: 400 })
  const status = protocol === 'rest-json' ? 429 : 400
  return new ServiceError('ThrottlingException', message, { status })
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
  cloudwatch: 'InternalServiceError',
  s3: 'InternalError',
}

function internal({ service }: ServiceModel): ServiceError {
  const code = INTERNAL[service] ?? 'InternalFailureException'
  const message = 'The request processing has failed because of an unknown error.'
  return new ServiceError(code, message, { status: 500, fault: 'server' })
}
