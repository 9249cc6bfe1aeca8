import { ServiceError } from '../../kernel/errors.ts'
import type { Member, ScalarShape, ServiceModel, Shape, StructureShape } from '../models/model.ts'
import type { Fields } from './codec.ts'

/** Values of JSON bodies, read and written as their shapes say. */

/** @throws ServiceError SerializationException when a value is of another type than its shape. */
export function readJsonValue(model: ServiceModel, name: string, value: unknown): unknown {
  const shape = shapeOf(model, name)
  switch (shape.type) {
    case 'structure':
      return readJsonStructure(model, membersOf(shape), value)
    case 'list':
      if (!Array.isArray(value)) throw mistyped('a list', value)
      return value
        .filter(item => item !== null)
        .map(item => readJsonValue(model, shape.member, item))
    case 'map': {
      const entries = Object.entries(asObject(value)).filter(([, item]) => item !== null)
      const map: Record<string, unknown> = Object.create(null)
      for (const [key, item] of entries) map[key] = readJsonValue(model, shape.value, item)
      return map
    }
    default:
      return readScalar(shape, value)
  }
}

/** These members of a structure; unknown ones are ignored and null counts as absent. */
export function readJsonStructure(
  model: ServiceModel,
  members: Members,
  value: unknown,
): Record<string, unknown> {
  const object = asObject(value)
  const fields: Record<string, unknown> = Object.create(null)
  for (const [name, member] of members) {
    const wireName = member.name ?? name
    if (!Object.hasOwn(object, wireName)) continue
    const item = object[wireName]
    if (item !== null && item !== undefined) fields[name] = readJsonValue(model, member.shape, item)
  }
  return fields
}

/** What `JSON.stringify` needs; absent members are left out, or null where the shape says so. */
export function writeJsonValue(model: ServiceModel, name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  const shape = shapeOf(model, name)
  switch (shape.type) {
    case 'structure':
      return writeJsonStructure(model, shape, value as Fields)
    case 'list':
      return (value as readonly unknown[]).map(item => writeJsonValue(model, shape.member, item))
    case 'map': {
      if (isWrittenAsIs(shapeOf(model, shape.value))) return value
      const map: Record<string, unknown> = Object.create(null)
      for (const [key, item] of Object.entries(value as Fields)) {
        map[key] = writeJsonValue(model, shape.value, item)
      }
      return map
    }
    case 'timestamp':
      return (value as number) / 1000
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    default:
      return value
  }
}

const isWrittenAsIs = ({ type }: Shape) =>
  type === 'string' || type === 'boolean' || type === 'integer' || type === 'long'

export function writeJsonStructure(
  model: ServiceModel,
  shape: StructureShape,
  value: Fields,
  members = membersOf(shape),
): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const [name, member] of members) {
    const item = value[name]
    if (item === undefined && !shape.nulls) continue
    object[member.name ?? name] = writeJsonValue(model, member.shape, item)
  }
  return object
}

export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name]
  if (!shape) throw new Error(`broken invariant: ${model.service} has the shape ${name}`)
  return shape
}

/** The members of a structure, listed once: every request goes through those of its operation several times. */
export function membersOf(shape: StructureShape): Members {
  const known = listed.get(shape)
  if (known) return known
  const members = Object.entries(shape.members)
  listed.set(shape, members)
  return members
}

export type Members = readonly (readonly [name: string, member: Member])[]

const listed = new WeakMap<StructureShape, Members>()

/** A scalar of a JSON body. */
function readScalar(shape: ScalarShape, value: unknown): unknown {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') throw mistyped('a string', value)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw mistyped('a boolean', value)
      return value
    case 'integer':
    case 'long':
      if (!Number.isSafeInteger(value)) throw mistyped('an integer', value)
      return value
    case 'float':
    case 'double':
      if (typeof value !== 'number') throw mistyped('a number', value)
      return value
    case 'timestamp':
      return readTimestamp(value)
    case 'blob':
      if (typeof value !== 'string') throw mistyped('base64 text', value)
      return new Uint8Array(Buffer.from(value, 'base64'))
  }
}

// Epoch seconds, or the ISO form that older clients send.
function readTimestamp(value: unknown): number {
  const time = typeof value === 'number' ? Math.round(value * 1000) : Date.parse(String(value))
  if (isDate(time)) return time
  throw mistyped('a timestamp', value)
}

/** Whether a date can hold this time, epoch ms: what cannot would fail whoever writes it down later. */
export const isDate = (time: number): boolean => Math.abs(time) <= 8.64e15

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw mistyped('an object', value)
}

function mistyped(expected: string, value: unknown): ServiceError {
  const got = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value
  return serializationError(`expected ${expected}, got ${got}`)
}

export function serializationError(message: string): ServiceError {
  return new ServiceError('SerializationException', message, { status: 400 })
}

/** JSON text of a request; an empty body is an empty object. */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(utf8.decode(body))
  } catch (cause) {
    throw new ServiceError('SerializationException', 'the request body is not valid JSON', {
      status: 400,
      cause,
    })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
