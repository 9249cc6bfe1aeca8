import type { ServiceError } from '../../kernel/errors.ts'
import { isHeaderSafe } from '../http.ts'
import type { ServiceModel, StructureShape } from '../models/model.ts'
import { writeJsonStructure } from './json-values.ts'

/** Status, headers and body of an error, for the JSON protocols (spec/iam.md §8.3, spec/stack.md §1.3). */
export function jsonError(
  model: ServiceModel | undefined,
  error: ServiceError,
  requestId: string,
): { status: number; headers: [string, string][]; body: Record<string, unknown> } {
  const shape = model && errorShape(model, error.code)
  const status = error.status ?? shape?.error?.status ?? (error.fault === 'server' ? 500 : 400)
  const headers: [string, string][] = [
    ['x-amzn-errortype', error.code],
    ['x-amzn-requestid', requestId],
  ]
  const modelled =
    shape && model ? writeJsonStructure(model, shape, error.members, inBody(shape)) : {}
  for (const [name, member] of Object.entries(shape?.members ?? {})) {
    const value = error.members[name]
    if (member.in !== 'header' || value === undefined) continue
    if (isHeaderSafe(String(value))) headers.push([member.name ?? name, String(value)])
  }
  return { status, headers, body: { ...modelled, [messageMember(shape)]: error.message } }
}

/** The shape of an error code among the service's modelled errors. */
export function errorShape(model: ServiceModel, code: string): StructureShape | undefined {
  return Object.values(model.shapes).find(
    (shape): shape is StructureShape => shape.type === 'structure' && shape.error?.code === code,
  )
}

// Errors of the front end, denials among them, are in no model: AWS spells their member `Message`.
function messageMember(shape: StructureShape | undefined): string {
  if (!shape) return 'Message'
  return Object.keys(shape.members).find(name => name.toLowerCase() === 'message') ?? 'message'
}

const inBody = (shape: StructureShape) => (name: string) => shape.members[name]?.in === undefined
