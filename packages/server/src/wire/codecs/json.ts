import type { ServiceModel, StructureShape } from '../models/model.ts'
import type { Codec } from './codec.ts'
import { jsonError } from './json-error.ts'
import {
  membersOf,
  parseJsonBody,
  readJsonStructure,
  shapeOf,
  writeJsonStructure,
} from './json-values.ts'

/** AWS JSON 1.0 and 1.1: the operation in `X-Amz-Target`, everything else in the body. */
export function jsonCodec(version: '1.0' | '1.1'): Codec {
  const contentType = `application/x-amz-json-${version}`
  return {
    family: 'json',
    deserialize(model, operation, { body }) {
      const value = parseJsonBody(body as Uint8Array)
      const shape = structure(model, model.operations[operation]?.input)
      return shape ? readJsonStructure(model, membersOf(shape), value) : {}
    },
    serialize(model, operation, output, requestId) {
      const shape = structure(model, model.operations[operation]?.output)
      const text = shape ? JSON.stringify(writeJsonStructure(model, shape, output)) : ''
      return {
        status: 200,
        headers: [
          ['content-type', contentType],
          ['x-amzn-requestid', requestId],
        ],
        body: text,
      }
    },
    serializeError: (model, error, requestId) => {
      const { status, headers, type, body } = jsonError(model, error, requestId)
      const all = { __type: type, ...body }
      return {
        status,
        headers: [['content-type', contentType], ...headers],
        body: JSON.stringify(all),
      }
    },
  }
}

function structure(model: ServiceModel, name: string | undefined): StructureShape | undefined {
  const shape = name === undefined ? undefined : shapeOf(model, name)
  return shape?.type === 'structure' ? shape : undefined
}
