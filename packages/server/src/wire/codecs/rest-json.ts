import { ServiceError } from '../../kernel/errors.ts'
import { type HttpResponse, header, isHeaderSafe } from '../http.ts'
import type { Member, ServiceModel, Shape, StructureShape } from '../models/model.ts'
import type { Codec, Fields, Received } from './codec.ts'
import { jsonError } from './json-error.ts'
import {
  type Members,
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
    const query = received.rawQuery === '' ? NO_QUERY : new URLSearchParams(received.rawQuery)
    for (const [name, member] of placesOf(shape).bound) {
      const value = readBound(model, name, member, received, query)
      if (value !== undefined) fields[name] = value
    }
    return fields
  },

  serialize(model, operation, output, requestId): HttpResponse {
    const [, , usual] = model.operations[operation]?.http ?? ['', '', 200]
    const shape = structure(model, model.operations[operation]?.output)
    const headers: [string, string][] = [['x-amzn-requestid', requestId]]
    if (!shape) return { status: usual, headers }
    const { bound, inBody } = placesOf(shape)
    const status = boundStatus(bound, output) ?? usual
    if (status === 204) return { status, headers }
    addBoundHeaders(headers, bound, output)
    if (shape.payload) {
      const payload = output[shape.payload] as Uint8Array | AsyncIterable<Uint8Array> | undefined
      return { status, headers, body: payload ?? new Uint8Array() }
    }
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

const NO_QUERY = new URLSearchParams()

/** The members of a structure that stand outside of the body, and the others. */
interface Places {
  readonly bound: Members
  readonly inBody: Members
}

const known = new WeakMap<StructureShape, Places>()

function placesOf(shape: StructureShape): Places {
  const found = known.get(shape)
  if (found) return found
  const bound = membersOf(shape).filter(([, member]) => member.in !== undefined)
  const inBody = membersOf(shape).filter(([, member]) => member.in === undefined)
  const places = { bound, inBody }
  known.set(shape, places)
  return places
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
  return readJsonStructure(model, placesOf(shape).inBody, parseJsonBody(body as Uint8Array))
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

function addBoundHeaders(headers: [string, string][], bound: Members, output: Fields): void {
  for (const [name, member] of bound) {
    const value = output[name]
    if (member.in !== 'header' || value === undefined) continue
    const text = member.jsonvalue
      ? Buffer.from(JSON.stringify(value)).toString('base64')
      : String(value)
    // A value that cannot stand in a header is left out: its encoded twin carries it.
    if (isHeaderSafe(text)) headers.push([(member.name ?? name).toLowerCase(), text])
  }
}

/** Of operations that tell their success by the status. */
function boundStatus(bound: Members, output: Fields): number | undefined {
  for (const [name, member] of bound) {
    const value = output[name]
    if (member.in === 'statusCode' && typeof value === 'number') return value
  }
  return undefined
}

function structure(model: ServiceModel, name: string | undefined): StructureShape | undefined {
  const shape = name === undefined ? undefined : shapeOf(model, name)
  return shape?.type === 'structure' ? shape : undefined
}
