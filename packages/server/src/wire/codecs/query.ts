import { ServiceError } from '../../kernel/errors.ts'
import type { ScalarShape, ServiceModel, Shape, StructureShape } from '../models/model.ts'
import type { Codec, Fields } from './codec.ts'
import type { FormNode } from './form.ts'
import { errorShape } from './json-error.ts'
import { membersOf, shapeOf } from './json-values.ts'
import { element, text } from './xml.ts'

/** AWS query: parameters in a form, answers in XML (spec/iam.md §6.2). */
export const queryCodec: Codec = {
  family: 'query',

  deserialize(model, operation, { form }) {
    const shape = structure(model, model.operations[operation]?.input)
    return shape && form ? readStructure(model, shape, form) : {}
  },

  serialize(model, operation, output, requestId) {
    const { output: name, resultWrapper } = model.operations[operation] ?? {}
    const shape = structure(model, name)
    const result = shape
      ? element(resultWrapper ?? `${operation}Result`, writeStructure(model, shape, output))
      : ''
    const metadata = element('ResponseMetadata', element('RequestId', text(requestId)))
    return xml(
      200,
      requestId,
      element(`${operation}Response`, result + metadata, model.xmlNamespace),
    )
  },

  serializeError(model, error, requestId) {
    const shape = model && errorShape(model, error.code)
    const status = error.status ?? shape?.error?.status ?? (error.fault === 'server' ? 500 : 400)
    const type = element('Type', error.fault === 'server' ? 'Receiver' : 'Sender')
    // Some codes come without a message (MalformedInput).
    const message = error.message === '' ? '' : element('Message', text(error.message))
    const inner = element('Error', type + element('Code', text(error.code)) + message)
    const all = inner + element('RequestId', text(requestId))
    return xml(status, requestId, element('ErrorResponse', all, model?.xmlNamespace))
  },
}

function xml(status: number, requestId: string, body: string) {
  return {
    status,
    headers: [
      ['content-type', 'text/xml'],
      ['x-amzn-requestid', requestId],
    ] as [string, string][],
    body,
  }
}

function readStructure(model: ServiceModel, shape: StructureShape, node: FormNode): Fields {
  const fields: Record<string, unknown> = Object.create(null)
  for (const [name, member] of membersOf(shape)) {
    const child = node.children.get(member.name ?? name)
    if (child) fields[name] = readNode(model, shapeOf(model, member.shape), child)
  }
  return fields
}

function readNode(model: ServiceModel, shape: Shape, node: FormNode): unknown {
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, node)
    case 'list': {
      const items = shape.flattened ? node : node.children.get(shape.memberName ?? 'member')
      // `Tags=` alone is how clients spell an empty list.
      return numbered(items).map(item => readNode(model, shapeOf(model, shape.member), item))
    }
    case 'map': {
      const entries = shape.flattened ? node : node.children.get('entry')
      const map: Record<string, unknown> = Object.create(null)
      for (const entry of numbered(entries)) {
        const value = entry.children.get('value')
        const key = entry.children.get('key')?.value ?? ''
        if (value) map[key] = readNode(model, shapeOf(model, shape.value), value)
      }
      return map
    }
    default:
      return readScalar(shape, node.value ?? '')
  }
}

/** Items in the order of their numbers; gaps are fine. */
function numbered(node: FormNode | undefined): FormNode[] {
  return [...(node?.children ?? [])]
    .filter(([number]) => /^\d{1,9}$/.test(number))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item)
}

function readScalar(shape: ScalarShape, value: string): unknown {
  switch (shape.type) {
    case 'integer':
    case 'long':
      if (value === '') throw malformed('missing value for decimal type')
      if (!/^[+-]?\d{1,15}$/.test(value)) throw malformed('')
      return Number(value)
    case 'float':
    case 'double':
      if (value === '') throw malformed('missing value for decimal type')
      if (!DECIMAL.test(value)) throw malformed('')
      return Number(value)
    case 'boolean':
      if (!/^(?:true|false)$/i.test(value)) throw malformed('')
      return value.toLowerCase() === 'true'
    case 'timestamp': {
      const time = Date.parse(value)
      if (Number.isNaN(time)) throw malformed('timestamp must follow ISO8601')
      return time
    }
    case 'blob':
      return new Uint8Array(Buffer.from(value, 'base64'))
    case 'string':
      return value
  }
}

/** A decimal number as XML Schema spells doubles. */
const DECIMAL =
  /^(?:[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?|NaN|-?Infinity)$/

function writeStructure(model: ServiceModel, shape: StructureShape, value: Fields): string {
  let inner = ''
  for (const [name, member] of membersOf(shape)) {
    const item = value[name]
    if (item === undefined || item === null) continue
    inner += element(member.name ?? name, writeValue(model, shapeOf(model, member.shape), item))
  }
  return inner
}

function writeValue(model: ServiceModel, shape: Shape, value: unknown): string {
  switch (shape.type) {
    case 'structure':
      return writeStructure(model, shape, value as Fields)
    case 'list': {
      const name = shape.memberName ?? 'member'
      const items = value as readonly unknown[]
      return items
        .map(item => element(name, writeValue(model, shapeOf(model, shape.member), item)))
        .join('')
    }
    case 'map':
      return Object.entries(value as Fields)
        .map(
          ([key, item]) =>
            element('key', text(key)) +
            element('value', writeValue(model, shapeOf(model, shape.value), item)),
        )
        .map(entry => element('entry', entry))
        .join('')
    case 'float':
    case 'double':
      // As Java prints it, but for the exponents.
      return /^-?\d+$/.test(String(value)) ? `${value}.0` : String(value)
    case 'timestamp': {
      const instant = new Date(value as number).toISOString()
      // Who is spoken to in JSON too tells the milliseconds, as JSON does.
      return model.errorNamespace === undefined ? `${instant.slice(0, 19)}Z` : instant
    }
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    default:
      return text(String(value))
  }
}

function structure(model: ServiceModel, name: string | undefined): StructureShape | undefined {
  const shape = name === undefined ? undefined : shapeOf(model, name)
  return shape?.type === 'structure' ? shape : undefined
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedInput', message, { status: 400 })
}
