import { createHash } from 'node:crypto'
import { assert, ServiceError } from '../../kernel/errors.ts'
import { type HttpResponse, isHeaderSafe } from '../http.ts'
import type { Member, ServiceModel, Shape, StructureShape } from '../models/model.ts'
import type { Codec, Fields, Received } from './codec.ts'
import { shapeOf } from './json-values.ts'
import { element, text } from './xml.ts'
import { MalformedXml, parseXml } from './xml-reader.ts'
import { readXmlStructure, writeXmlElement } from './xml-values.ts'

/** REST with XML, as Amazon S3 speaks it (spec/surroundings.md §0.2, spec/stack.md §1.3). */
export const restXmlCodec: Codec = {
  family: 'rest-xml',

  deserialize(model, operation, received) {
    const shape = structure(model, model.operations[operation]?.input)
    if (!shape) return {}
    const fields = readBody(model, shape, received)
    const query = new URLSearchParams(received.rawQuery.replaceAll('+', '%20'))
    for (const [name, member] of Object.entries(shape.members)) {
      const value = readBound(model, name, member, received, query)
      if (value !== undefined) fields[name] = value
    }
    return fields
  },

  serialize(model, operation, output, requestId): HttpResponse {
    const [, , usual] = model.operations[operation]?.http ?? ['', '', 200]
    const shape = structure(model, model.operations[operation]?.output)
    const headers = requestIds(requestId)
    if (!shape) return { status: usual, headers }
    headers.push(...boundHeaders(model, shape, output))
    const isPart = output['ContentRange'] !== undefined
    const status = isPart ? 206 : usual
    if (status === 204) return { status, headers }
    const body = writeBody(model, shape, output)
    if (typeof body === 'string' && !hasTextPayload(model, shape)) {
      headers.push(['content-type', 'application/xml'])
    }
    return { status, headers, ...(body !== undefined && { body }) }
  },

  /** Members of the error become elements; those that are spelt like a header become headers. */
  serializeError(model, error, requestId) {
    const shape = model?.shapes[error.code]
    const modelled = shape?.type === 'structure' ? shape.error?.status : undefined
    const status = error.status ?? modelled ?? (error.fault === 'server' ? 500 : 400)
    const headers = requestIds(requestId)
    let members = element('Code', text(error.code))
    if (error.message !== '') members += element('Message', text(error.message))
    for (const [name, value] of Object.entries(error.members)) {
      if (value === undefined) continue
      if (/^[a-z][a-z0-9-]*$/.test(name)) headers.push([name, String(value)])
      else members += element(name, text(String(value)))
    }
    if (status === 304) return { status, headers }
    members += element('RequestId', text(requestId)) + element('HostId', hostId(requestId))
    headers.push(['content-type', 'application/xml'])
    return { status, headers, body: `${DECLARATION}${element('Error', members)}` }
  },
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

const requestIds = (requestId: string): [string, string][] => [
  ['x-amz-request-id', requestId],
  ['x-amz-id-2', hostId(requestId)],
]

/** Tells nothing, but clients print it. */
const hostId = (requestId: string) => createHash('sha256').update(requestId).digest('base64')

function readBody(
  model: ServiceModel,
  shape: StructureShape,
  { body }: Received,
): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null)
  const { payload } = shape
  if (payload === undefined) return fields
  const member = shape.members[payload]
  const target = shapeOf(model, member?.shape ?? '')
  if (target.type === 'blob') fields[payload] = body
  else if (body instanceof Uint8Array) {
    const whole = decodeUtf8(body)
    if (target.type !== 'structure') fields[payload] = whole
    else if (whole !== '') {
      fields[payload] = readDocument(model, target, { whole, name: member?.name ?? payload })
    }
  }
  return fields
}

interface Sent {
  readonly whole: string
  /** Of the element that it should be. */
  readonly name: string
}

function readDocument(model: ServiceModel, shape: StructureShape, { whole, name }: Sent): Fields {
  try {
    const root = parseXml(whole)
    const fields = readXmlStructure(model, shape, root)
    // Old clients have names of their own for some. But what is another document, and says nothing here, must not
    // take away what there is.
    if (root.name !== name && Object.keys(fields).length === 0) throw malformedXml()
    return fields
  } catch (error) {
    if (error instanceof MalformedXml) throw malformedXml(error)
    throw error
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decodeUtf8(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch (cause) {
    throw malformedXml(cause)
  }
}

export function malformedXml(cause?: unknown): ServiceError {
  const message =
    'The XML you provided was not well-formed or did not validate against our published schema'
  return new ServiceError('MalformedXML', message, { status: 400, cause })
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
      return labels.get(wireName) ?? ''
    case 'querystring': {
      const value = query.get(wireName)
      return value === null ? undefined : readText(shape, wireName, value)
    }
    case 'header': {
      const value = joined(headers, wireName.toLowerCase())
      if (value === undefined) return undefined
      if (shape.type !== 'list') return readText(shape, wireName, value)
      return value.split(',').map(item => item.trim())
    }
    case 'headers':
      return readPrefixed(wireName.toLowerCase(), headers)
    default:
      return undefined
  }
}

/** A header as it is signed: one that is repeated is a list, and never as good as none. */
function joined(headers: Received['headers'], name: string): string | undefined {
  const values = headers.filter(([key]) => key === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(',')
}

/** All headers that begin with the prefix, by what follows it; repeated ones joined. */
function readPrefixed(prefix: string, headers: Received['headers']): Fields | undefined {
  const map: Record<string, string> = Object.create(null)
  for (const [name, value] of headers) {
    if (!name.startsWith(prefix)) continue
    const key = name.slice(prefix.length)
    map[key] = map[key] === undefined ? value : `${map[key]},${value}`
  }
  return Object.keys(map).length === 0 ? undefined : map
}

function readText(shape: Shape, name: string, raw: string): unknown {
  switch (shape.type) {
    case 'integer':
    case 'long':
      if (raw === '') return undefined
      if (/^[+-]?\d{1,15}$/.test(raw)) return Number(raw)
      throw invalid(name, raw, `Provided ${name} not an integer or within integer range`)
    case 'boolean': {
      const word = raw.toLowerCase()
      if (word === 'true' || word === 'false') return word === 'true'
      throw invalid(name, raw, `Value for ${name} must be true or false`)
    }
    case 'timestamp': {
      const time = Date.parse(raw)
      // A date that nobody can read sets no condition, as HTTP has it.
      return Number.isNaN(time) ? undefined : time
    }
    default:
      return raw
  }
}

function invalid(ArgumentName: string, ArgumentValue: string, message: string): ServiceError {
  const members = { ArgumentName, ArgumentValue }
  return new ServiceError('InvalidArgument', message, { status: 400, members })
}

function boundHeaders(
  model: ServiceModel,
  shape: StructureShape,
  output: Fields,
): [string, string][] {
  const headers: [string, string][] = []
  for (const [name, member] of Object.entries(shape.members)) {
    const value = output[name]
    if (value === undefined || value === null) continue
    if (member.in === 'headers') {
      for (const [key, item] of Object.entries(value as Fields)) {
        headers.push([`${(member.name ?? '').toLowerCase()}${key}`, String(item)])
      }
    }
    if (member.in !== 'header') continue
    const isTime = shapeOf(model, member.shape).type === 'timestamp'
    const shown = isTime ? new Date(value as number).toUTCString() : String(value)
    const bound: [string, string] = [(member.name ?? name).toLowerCase(), shown]
    // Node spoils bytes beyond ASCII in a content-disposition that stands behind a length.
    if (bound[0] === 'content-disposition') headers.unshift(bound)
    else headers.push(bound)
  }
  return headers.filter(
    ([name, value]) => isHeaderSafe(value) && /^[!#$%&'*+.^`|~\w-]+$/.test(name),
  )
}

function hasTextPayload(model: ServiceModel, { payload, members }: StructureShape): boolean {
  return payload !== undefined && shapeOf(model, members[payload]?.shape ?? '').type === 'string'
}

function writeBody(
  model: ServiceModel,
  shape: StructureShape,
  output: Fields,
): HttpResponse['body'] {
  const { payload, members, unwrapped, xmlName } = shape
  if (payload !== undefined) {
    const member = members[payload]
    const value = output[payload]
    if (value === undefined || member === undefined) return undefined
    const target = shapeOf(model, member.shape)
    if (target.type !== 'structure') return value as string | AsyncIterable<Uint8Array>
    const name = member.name ?? member.shape
    return DECLARATION + writeXmlElement(model, name, target, value, model.xmlNamespace)
  }
  if (unwrapped) {
    const [only = ''] = Object.keys(members)
    const value = text(String(output[only] ?? ''))
    return DECLARATION + element(xmlName ?? only, value, model.xmlNamespace)
  }
  const inBody = Object.values(members).some(member => member.in === undefined)
  if (!inBody) return undefined
  assert(xmlName !== undefined, 'an answer in XML has a root')
  return DECLARATION + writeXmlElement(model, xmlName, shape, output, model.xmlNamespace)
}

function structure(model: ServiceModel, name: string | undefined): StructureShape | undefined {
  const shape = name === undefined ? undefined : shapeOf(model, name)
  return shape?.type === 'structure' ? shape : undefined
}
