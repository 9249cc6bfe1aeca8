import { ServiceError } from '../../kernel/errors.ts'
import { type HttpResponse, header, isHeaderSafe } from '../http.ts'
import type { Member, ServiceModel, Shape, StructureShape } from '../models/model.ts'
import type { Codec, Fields, Received } from './codec.ts'
import { jsonError } from './json-error.ts'
import {
  membersOf,
  parseJsonBody,
  readJsonStructure,
  serializationError,
  shapeOf,
  writeJsonStructure,
} from './json-values.ts'

/** REST with JSON: members in path, query and headers, the rest in the body or the body whole. */
export const restJsonCodec: Codec = {
  family: 'rest-json',

  deserialize(model, operation, received) {
    const shape = structure(model, model.operations[operation]?.input)
    if (!shape) return {}
    const fields = readBody(model, shape, received)
    const query = new URLSearchParams(received.rawQuery)
    for (const [name, member] of membersOf(shape)) {
      const value = readBound(model, name, member, received, query)
      if (value !== undefined) fields[name] = value
    }
    return fields
  },

  serialize(model, operation, output, requestId): HttpResponse {
    const [, , usual] = model.operations[operation]?.http ?? ['', '', 200]
    const shape = structure(model, model.operations[operation]?.output)
    const status = boundStatus(shape, output) ?? usual
    const headers: [string, string][] = [['x-amzn-requestid', requestId]]
    if (!shape || status === 204) return { status, headers }
    headers.push(...boundHeaders(shape, output))
    if (shape.payload) {
      const payload = output[shape.payload] as Uint8Array | AsyncIterable<Uint8Array> | undefined
      return { status, headers, body: payload ?? new Uint8Array() }
    }
    const inBody = (name: string) => shape.members[name]?.in === undefined
    const body = JSON.stringify(writeJsonStructure(model, shape, output, inBody))
    headers.push(['content-type', 'application/json'])
    return { status, headers, body }
  },

  serializeError(model, error, requestId) {
    const { status, headers, body } = jsonError(model, error, requestId)
    // AWS answers an unknown route with an empty object.
    const text = error.code === 'UnknownOperationException' ? '{}' : JSON.stringify(body)
    return {
      status,
      headers: [['content-type', 'application/json'], ...headers],
      body: text,
    }
  },
}

function readBody(
  model: ServiceModel,
  shape: StructureShape,
  { body }: Received,
): Record<string, unknown> {
  if (shape.payload) {
    const fields: Record<string, unknown> = Object.create(null)
    fields[shape.payload] = body
    return fields
  }
  const value = parseJsonBody(body as Uint8Array)
  return readJsonStructure(model, shape, value, name => shape.members[name]?.in === undefined)
}

function readBound(
  model: ServiceModel,
  name: string,
  member: Member,
  { labels, headers }: Received,
  query: URLSearchParams,
): unknown {
  const wireName = member.name ?? name
  const shape = shapeOf(model, member.shape)
  switch (member.in) {
    case 'uri':
      return readText(shape, labels.get(wireName) ?? '')
    case 'querystring': {
      const values = query.getAll(wireName)
      if (values.length === 0) return undefined
      if (shape.type === 'list')
        return values.map(value => readText(shapeOf(model, shape.member), value))
      return readText(shape, values[0] ?? '')
    }
    case 'header': {
      const value = header(headers, wireName.toLowerCase())
      if (value === undefined) return undefined
      return member.jsonvalue ? readJsonHeader(wireName, value) : readText(shape, value)
    }
    default:
      return undefined
  }
}

/** A scalar spelt as text; empty numbers count as absent. */
function readText(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'integer':
    case 'long': {
      if (text === '') return undefined
      if (!/^[+-]?\d{1,15}$/.test(text)) throw serializationError('expected an integer')
      return Number(text)
    }
    case 'float':
    case 'double': {
      if (text === '' || !Number.isFinite(Number(text)))
        throw serializationError('expected a number')
      return Number(text)
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw serializationError('expected true or false')
      return text === 'true'
    case 'timestamp': {
      const time = Date.parse(text)
      if (Number.isNaN(time)) throw serializationError('expected a timestamp')
      return time
    }
    default:
      return text
  }
}

// Headers with `mediaType: application/json` are base64 of UTF-8 JSON, both ways (spec/stack.md §1.3).
function readJsonHeader(name: string, value: string): unknown {
  const refusal = (cause?: unknown) =>
    new ServiceError('BadRequestException', `${name} is not base64 of JSON`, { status: 400, cause })
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length === 0) throw refusal()
  try {
    return parseJsonBody(bytes)
  } catch (cause) {
    throw refusal(cause)
  }
}

function boundHeaders(shape: StructureShape, output: Fields): [string, string][] {
  const headers: [string, string][] = []
  for (const [name, member] of membersOf(shape)) {
    const value = output[name]
    if (member.in !== 'header' || value === undefined) continue
    const text = member.jsonvalue
      ? Buffer.from(JSON.stringify(value)).toString('base64')
      : String(value)
    // A value that cannot stand in a header is left out: its encoded twin carries it.
    if (isHeaderSafe(text)) headers.push([(member.name ?? name).toLowerCase(), text])
  }
  return headers
}

/** Of operations that tell their success by the status. */
function boundStatus(shape: StructureShape | undefined, output: Fields): number | undefined {
  for (const [name, member] of shape ? membersOf(shape) : []) {
    const value = output[name]
    if (member.in === 'statusCode' && typeof value === 'number') return value
  }
  return undefined
}

function structure(model: ServiceModel, name: string | undefined): StructureShape | undefined {
  const shape = name === undefined ? undefined : shapeOf(model, name)
  return shape?.type === 'structure' ? shape : undefined
}
