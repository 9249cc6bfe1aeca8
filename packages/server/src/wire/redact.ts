import type { Json } from '../kernel/json.ts'
import type { Fields } from './codecs/codec.ts'
import { shapeOf } from './codecs/json-values.ts'
import type { ServiceModel, Shape } from './models/model.ts'

/** An input as the audit trail may keep it: without sensitive members, streams and bytes. */
export function redact(model: ServiceModel, operation: string, input: Fields): Json {
  const name = model.operations[operation]?.input
  return name === undefined ? {} : redacted(model, shapeOf(model, name), input)
}

function redacted(model: ServiceModel, shape: Shape, value: unknown): Json {
  if ('sensitive' in shape && shape.sensitive) return '(sensitive)'
  switch (shape.type) {
    case 'structure': {
      const fields = Object.entries(shape.members).flatMap(([name, member]) => {
        const item = (value as Fields)[name]
        if (item === undefined) return []
        const kept = member.jsonvalue
          ? '(sensitive)'
          : redacted(model, shapeOf(model, member.shape), item)
        return [[name, kept] as const]
      })
      return Object.fromEntries(fields)
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
