import type {
  Member,
  ServiceModel,
  StructureShape,
} from '../../packages/server/src/wire/models/model.ts'

/**
 * Compares a table with the schemas that an SDK v3 client exports.
 * @returns members that only the SDK knows, as `service.Structure.member`
 * @throws Error when both know a binding and disagree about it
 */
export function compareWithSdk(model: ServiceModel, client: Record<string, unknown>): string[] {
  const unknown: string[] = []
  for (const [name, operation] of Object.entries(model.operations)) {
    const schema = client[`${name}$`] as OperationSchema | undefined
    if (!schema) throw new Error(`the client of ${model.service} has no ${name}`)
    const http = traits(schema[3])['http'] as [string, string, number] | undefined
    if (http) compareHttp(model, name, http, resolved(schema[5]))
    for (const [shape, part] of [
      [operation.input, schema[4]],
      [operation.output, schema[5]],
    ] as const) {
      if (shape) unknown.push(...compareMembers(model, shape, resolved(part)))
    }
  }
  return unknown
}

type OperationSchema = [9, string, string, unknown, unknown, unknown]
type StructureSchema = [3, string, string, unknown, string[], unknown[], number?]

function compareHttp(
  model: ServiceModel,
  name: string,
  http: [string, string, number],
  output: unknown,
): void {
  const [method, uri, status] = model.operations[name]?.http ?? ['', '', 0]
  const plain = (text: string) =>
    text
      // The client's endpoint rules move the bucket; its hint `x-id` says nothing.
      .replace('/{Bucket}', '')
      .replace(/[?&]x-id=\w+/, '')
      .toLowerCase()
      // A label may go by the member's name or by another: it stands at the same place.
      .replace(/\{[^}+]+\}/g, '{}')
      .replace(/\/$/, '')
      .replace(/\/(?=\?)/, '')
  const sameStatus = status === http[2] || tellsItsStatus(output)
  if (method !== http[0] || plain(uri) !== plain(http[1]) || !sameStatus) {
    throw new Error(`${model.service}.${name}: ${method} ${uri} ${status} or ${http.join(' ')}?`)
  }
}

/** The client reads the status as a member: the one in its schema stands for nothing. */
function tellsItsStatus(output: unknown): boolean {
  if (!Array.isArray(output) || output[0] !== 3) return false
  const [, , , , , targets] = output as StructureSchema
  return targets.some(target => Array.isArray(target) && target[1] === HTTP_RESPONSE_CODE)
}

/** The bit of that trait, alone on a member (spec/stack.md §1). */
const HTTP_RESPONSE_CODE = 32

function compareMembers(model: ServiceModel, name: string, schema: unknown): string[] {
  if (!Array.isArray(schema) || schema[0] !== 3) return []
  const [, , , , names, targets] = schema as StructureSchema
  const shape = model.shapes[name] as StructureShape
  return names.flatMap((member, index) => {
    const known = shape.members[member]
    if (!known) return [`${model.service}.${name}.${member}`]
    const bound = bindingOf(targets[index])
    const ours = known.in && `${known.in}:${known.name ?? member}`.toLowerCase()
    if (bound && ours !== bound) {
      throw new Error(`${model.service}.${name}.${member}: ${ours} or ${bound}?`)
    }
    return []
  })
}

function bindingOf(target: unknown): string | undefined {
  if (!Array.isArray(target) || target.length !== 2) return undefined
  const { httpHeader, httpQuery } = traits(target[1])
  if (typeof httpHeader === 'string') return `header:${httpHeader}`.toLowerCase()
  if (typeof httpQuery === 'string') return `querystring:${httpQuery}`.toLowerCase()
  return undefined satisfies Member['in']
}

const traits = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const resolved = (schema: unknown): unknown => (typeof schema === 'function' ? schema() : schema)
