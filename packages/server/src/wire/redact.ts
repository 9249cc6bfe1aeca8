import type { Json } from '../kernel/json.ts'
import type { Fields } from './codecs/codec.ts'
import { shapeOf } from './codecs/json-values.ts'
import type { ServiceModel, Shape } from './models/model.ts'

/** An input as the audit trail may keep it: without sensitive members, streams and bytes. */
export function redact(model: ServiceModel, operation: string, input: Fields): Json {
  const name = model.operations[operation]?.input
  return name === undefined ? {} : redacted(model, shapeOf(model, name), input)
}

/** An output likewise. */
export function redactOutput(model: ServiceModel, operation: string, output: Fields): Json {
  const name = model.operations[operation]?.output
  return name === undefined ? {} : redacted(model, shapeOf(model, name), output)
}

function redacted(model: ServiceModel, shape: Shape, value: unknown): Json {
  if ('sensitive' in shape && shape.sensitive) return '(sensitive)'
  switch (shape.type) {
    case 'structure': {
      const fields = value as Fields
      const kept: Record<string, Json> = {}
      for (const name in shape.members) {
        const member = shape.members[name]
        const item = fields[name]
        if (item === undefined || !member) continue
        kept[name] = member.jsonvalue
          ? '(sensitive)'
          : redacted(model, shapeOf(model, member.shape), item)
      }
      return kept
    }
    case 'list': {
      const member = shapeOf(model, shape.member)
      return (value as readonly unknown[]).map(item => redacted(model, member, item))
    }
    case 'map': {
      const member = shapeOf(model, shape.value)
      return Object.fromEntries(
        Object.entries(value as Fields).map(([key, item]) => [key, redacted(model, member, item)]),
      )
    }
    case 'blob':
      return '(bytes)'
    default:
      return value as Json
  }
}
