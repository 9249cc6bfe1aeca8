import type { ServiceError } from '../../kernel/errors.ts'
import { type HttpResponse, header } from '../http.ts'
import type { ServiceModel, StructureShape } from '../models/model.ts'
import { decodeCbor, encodeCbor } from './cbor-items.ts'
import { readCborStructure, writeCborStructure } from './cbor-values.ts'
import type { Codec, Received } from './codec.ts'
import { jsonError } from './json-error.ts'
import { serializationError, shapeOf } from './json-values.ts'

const CONTENT_TYPE = 'application/cbor'

/** Smithy RPC v2: the operation in the path, everything else in one CBOR map (spec/stack.md §1.3). */
export const cborCodec: Codec = {
  // Codes and statuses of the front end are those of JSON.
  family: 'json',

  deserialize(model, operation, received) {
    const shape = structure(model, model.operations[operation]?.input)
    const body = bodyOf(received)
    if (!shape || body.length === 0) return {}
    return readCborStructure(model, shape, decodeCbor(body))
  },

  serialize(model, operation, output, requestId) {
    const shape = structure(model, model.operations[operation]?.output)
    // An operation without output answers without a body, and without its type.
    if (!shape) return { status: 200, headers: headersOf(requestId), body: '' }
    return answer(200, headersOf(requestId), writeCborStructure(model, shape, output))
  },

  serializeError(model, error, requestId) {
    const { status, headers, type, body } = jsonError(model, error, requestId)
    const extra = headers.filter(([name]) => name !== 'x-amzn-requestid')
    return answer(status, [...headersOf(requestId), ...extra], cborError(type, body, error))
  },
}

/** The one spelling of the message here is `message`. */
function cborError(
  type: string,
  { Message: _, ...members }: object & { Message?: unknown },
  error: ServiceError,
) {
  return { ...members, __type: type, ...(error.message !== '' && { message: error.message }) }
}

function bodyOf({ headers, body }: Received): Uint8Array {
  const type = header(headers, 'content-type')
  if (type !== undefined && type.split(';')[0]?.trim().toLowerCase() !== CONTENT_TYPE) {
    throw serializationError(`expected a body of the type ${CONTENT_TYPE}`)
  }
  return body as Uint8Array
}

const headersOf = (requestId: string): [string, string][] => [
  ['smithy-protocol', 'rpc-v2-cbor'],
  ['x-amzn-requestid', requestId],
]

const answer = (status: number, headers: [string, string][], value: object): HttpResponse => ({
  status,
  headers: [['content-type', CONTENT_TYPE], ...headers],
  body: encodeCbor(value),
})

function structure(model: ServiceModel, name: string | undefined): StructureShape | undefined {
  const shape = name === undefined ? undefined : shapeOf(model, name)
  return shape?.type === 'structure' ? shape : undefined
}
