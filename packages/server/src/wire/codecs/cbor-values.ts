import type { ScalarShape, ServiceModel, StructureShape } from '../models/model.ts'
import { encodedInstant, type Instant } from './cbor-items.ts'
import type { Fields } from './codec.ts'
import { isDate, serializationError, shapeOf } from './json-values.ts'

/** Values of CBOR bodies, read and written as their shapes say. */

/** Unknown members are ignored and null counts as absent. @throws ServiceError SerializationException */
export function readCborStructure(
  model: ServiceModel,
  shape: StructureShape,
  value: unknown,
): Record<string, unknown> {
  const map = asMap(value)
  const fields: Record<string, unknown> = Object.create(null)
  for (const [name, member] of Object.entries(shape.members)) {
    const item = map.get(name)
    if (item !== null && item !== undefined) fields[name] = readValue(model, member.shape, item)
  }
  return fields
}

function readValue(model: ServiceModel, name: string, value: unknown): unknown {
  const shape = shapeOf(model, name)
  switch (shape.type) {
    case 'structure':
      return readCborStructure(model, shape, value)
    case 'list':
      if (!Array.isArray(value)) throw mistyped('a list', value)
      return value.filter(item => item !== null).map(item => readValue(model, shape.member, item))
    case 'map': {
      const read: Record<string, unknown> = Object.create(null)
      for (const [key, item] of asMap(value)) {
        if (typeof key !== 'string') throw mistyped('a text as key', key)
        if (item !== null) read[key] = readValue(model, shape.value, item)
      }
      return read
    }
    default:
      return readScalar(shape, value)
  }
}

function readScalar(shape: ScalarShape, value: unknown): unknown {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') throw mistyped('a text', value)
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
      // Integers beyond 2^53 arrive as bigint; a double holds them as nearly as it can.
      if (typeof value !== 'number' && typeof value !== 'bigint') throw mistyped('a number', value)
      return Number(value)
    case 'timestamp':
      return readInstant(value)
    case 'blob':
      if (!(value instanceof Uint8Array)) throw mistyped('a byte string', value)
      return value
  }
}

/** The tag is required, but some clients write the bare number. */
function readInstant(value: unknown): number {
  const seconds = isInstant(value) ? value.epochSeconds : value
  const time = typeof seconds === 'number' ? Math.round(seconds * 1000) : Number.NaN
  if (isDate(time)) return time
  throw mistyped('a timestamp', value)
}

/** Absent members are left out. */
export function writeCborStructure(
  model: ServiceModel,
  shape: StructureShape,
  value: Fields,
): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(shape.members)) {
    const item = value[name]
    if (item === undefined || item === null) continue
    written[name] = writeValue(model, member.shape, item)
  }
  return written
}

function writeValue(model: ServiceModel, name: string, value: unknown): unknown {
  const shape = shapeOf(model, name)
  switch (shape.type) {
    case 'structure':
      return writeCborStructure(model, shape, value as Fields)
    case 'list':
      return (value as readonly unknown[]).map(item => writeValue(model, shape.member, item))
    case 'map':
      return new Map(
        Object.entries(value as Fields).map(([key, item]) => [
          key,
          writeValue(model, shape.value, item),
        ]),
      )
    case 'timestamp':
      return encodedInstant(value as number)
    default:
      return value
  }
}

const isInstant = (value: unknown): value is Instant =>
  typeof value === 'object' && value !== null && 'epochSeconds' in value

function asMap(value: unknown): ReadonlyMap<unknown, unknown> {
  if (value instanceof Map) return value
  throw mistyped('a map', value)
}

function mistyped(expected: string, value: unknown) {
  return serializationError(`expected ${expected}, got ${kindOf(value)}`)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Map) return 'a map'
  if (value instanceof Uint8Array) return 'a byte string'
  return isInstant(value) ? 'a timestamp' : `a ${typeof value}`
}
