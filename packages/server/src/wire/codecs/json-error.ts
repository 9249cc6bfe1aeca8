import type { ServiceError } from '../../kernel/errors.ts'
import { isHeaderSafe } from '../http.ts'
import type { ServiceModel, StructureShape } from '../models/model.ts'
import { errorName } from './compatible-errors.ts'
import { membersOf, writeJsonStructure } from './json-values.ts'

/** Status, headers and body of an error, for the JSON protocols (spec/iam.md §8.3, spec/stack.md §1.3). */
export function jsonError(
  model: ServiceModel | undefined,
  error: ServiceError,
  requestId: string,
): JsonError {
  const shape = model && errorShape(model, error.code)
  const status = error.status ?? shape?.error?.status ?? (error.fault === 'server' ? 500 : 400)
  const { type, queryError } = errorName(model, error)
  const headers: [string, string][] = [
    ['x-amzn-errortype', type.slice(type.indexOf('#') + 1)],
    ['x-amzn-requestid', requestId],
    ...(queryError === undefined ? [] : [['x-amzn-query-error', queryError] as [string, string]]),
  ]
  const modelled =
    shape && model ? writeJsonStructure(model, shape, error.members, inBody(shape)) : {}
  for (const [name, member] of Object.entries(shape?.members ?? {})) {
    const value = error.members[name]
    if (member.in !== 'header' || value === undefined) continue
    if (isHeaderSafe(String(value))) headers.push([member.name ?? name, String(value)])
  }
  // Where query is spoken beside JSON, an error without a message has none, rather than an empty one.
  const member = queryError === undefined ? messageMember(shape) : 'message'
  const isSilent = queryError !== undefined && error.message === ''
  const message = isSilent ? {} : { [member]: error.message }
  return { status, headers, type, body: { ...modelled, ...message } }
}

export interface JsonError {
  readonly status: number
  readonly headers: [string, string][]
  /** `__type`, for those protocols that name the error in the body. */
  readonly type: string
  readonly body: Record<string, unknown>
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

const inBody = (shape: StructureShape) =>
  membersOf(shape).filter(([, member]) => member.in === undefined)
