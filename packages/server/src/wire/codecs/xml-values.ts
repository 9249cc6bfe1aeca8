import type { Member, ScalarShape, ServiceModel, Shape, StructureShape } from '../models/model.ts'
import type { Fields } from './codec.ts'
import { shapeOf } from './json-values.ts'
import { element, text } from './xml.ts'
import { MalformedXml, type XmlElement } from './xml-reader.ts'

/** Values of XML bodies, read and written as their shapes say. */

/** Members that stand in the element; unknown children are ignored. @throws MalformedXml */
export function readXmlStructure(
  model: ServiceModel,
  shape: StructureShape,
  node: XmlElement,
): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null)
  for (const [name, member] of Object.entries(shape.members)) {
    if (member.in !== undefined) continue
    const value = readMember(model, name, member, node)
    if (value !== undefined) fields[name] = value
  }
  return fields
}

function readMember(model: ServiceModel, name: string, member: Member, node: XmlElement): unknown {
  const wireName = member.name ?? name
  if (member.xmlAttribute) return node.attributes.get(wireName.slice(wireName.indexOf(':') + 1))
  const shape = shapeOf(model, member.shape)
  const found = node.children.filter(child => child.name === wireName)
  const [first] = found
  if (first === undefined) return undefined
  if (shape.type !== 'list') {
    if (found.length > 1) throw new MalformedXml(`more than one ${wireName}`)
    return readValue(model, shape, first)
  }
  const items = shape.flattened
    ? found
    : first.children.filter(child => child.name === (shape.memberName ?? 'member'))
  return items.map(item => readValue(model, shapeOf(model, shape.member), item))
}

function readValue(model: ServiceModel, shape: Shape, node: XmlElement): unknown {
  if (shape.type === 'structure') return readXmlStructure(model, shape, node)
  if (shape.type === 'list' || shape.type === 'map') {
    throw new Error(`broken invariant: ${model.service} has no ${shape.type} in a ${shape.type}`)
  }
  if (node.children.length > 0) throw new MalformedXml(`${node.name} holds elements`)
  return readScalar(shape, node.text)
}

function readScalar({ type }: ScalarShape, raw: string): unknown {
  switch (type) {
    case 'string':
      return raw
    case 'boolean': {
      const word = raw.trim().toLowerCase()
      if (word !== 'true' && word !== 'false') throw new MalformedXml('expected true or false')
      return word === 'true'
    }
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      if (!/^[+-]?\d{1,15}$/.test(raw.trim())) throw new MalformedXml('expected a number')
      return Number(raw)
    case 'timestamp': {
      const time = Date.parse(raw.trim())
      if (Number.isNaN(time)) throw new MalformedXml('expected a timestamp')
      return time
    }
    case 'blob':
      return new Uint8Array(Buffer.from(raw, 'base64'))
  }
}

/** The element of a structure, with its attributes and the namespace of the root. */
export function writeXmlElement(
  model: ServiceModel,
  name: string,
  shape: Shape,
  value: unknown,
  namespace?: string,
): string {
  if (shape.type !== 'structure') return element(name, writeScalar(shape, value), namespace)
  const fields = value as Fields
  const [prefix, uri] = shape.xmlPrefix ?? []
  let open = namespace ? `${name} xmlns="${text(namespace)}"` : name
  if (prefix !== undefined && uri !== undefined) open += ` xmlns:${prefix}="${text(uri)}"`
  let inner = ''
  for (const [key, member] of Object.entries(shape.members)) {
    const item = fields[key]
    if (item === undefined || item === null || member.in !== undefined) continue
    if (member.xmlAttribute) open += ` ${member.name ?? key}="${text(String(item))}"`
    else inner += writeMember(model, member.name ?? key, shapeOf(model, member.shape), item)
  }
  return `<${open}>${inner}</${name}>`
}

function writeMember(model: ServiceModel, name: string, shape: Shape, value: unknown): string {
  if (shape.type !== 'list') return writeXmlElement(model, name, shape, value)
  const member = shapeOf(model, shape.member)
  const itemName = shape.flattened ? name : (shape.memberName ?? 'member')
  const items = (value as readonly unknown[])
    .map(item => writeXmlElement(model, itemName, member, item))
    .join('')
  return shape.flattened ? items : element(name, items)
}

function writeScalar(shape: Shape, value: unknown): string {
  if (shape.type === 'timestamp') return new Date(value as number).toISOString()
  if (shape.type === 'blob') return Buffer.from(value as Uint8Array).toString('base64')
  return text(String(value))
}
