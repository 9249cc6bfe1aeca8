import { ServiceError } from '../kernel/errors.ts'
import type { Fields } from './codecs/codec.ts'
import { shapeOf } from './codecs/json-values.ts'
import type { ServiceModel, StructureShape } from './models/model.ts'

/**
 * The refusals of a request's shape for which IAM has words of its own (spec/iam.md §6.2); undefined where it
 * speaks like every service.
 */
export function iamRefusal(
  model: ServiceModel,
  operation: string,
  shape: StructureShape,
  input: Fields,
): ServiceError | undefined {
  if (/^(?:Get|List|Delete|Remove|Detach)/.test(operation)) {
    const missing = shape.required?.find(name => input[name] === undefined)
    if (missing === undefined) return undefined
    return refusal('MissingParameter', `The request must contain the parameter ${missing}.`)
  }
  for (const [name, kind] of Object.entries(NAMES)) {
    const value = input[name]
    const member = shape.members[name]
    if (typeof value !== 'string' || !member) continue
    const { min = 0, max = Number.POSITIVE_INFINITY } = { ...shapeOf(model, member.shape) } as {
      readonly min?: number
      readonly max?: number
    }
    if (value.length < min || value.length > max || kind.pattern.test(value)) continue
    const shown = name.charAt(0).toLowerCase() + name.slice(1)
    return refusal(
      'ValidationError',
      `The specified value for ${shown} is invalid. It must ${kind.rule}`,
    )
  }
  return undefined
}

const NAME = {
  pattern: /^[\w+=,.@-]+$/,
  rule: 'contain only alphanumeric characters and/or the following: +=,.@_-',
}
const PATH = {
  pattern: /^(?:\/|\/[\u0021-\u007e]+\/)$/,
  rule: 'begin and end with / and contain only alphanumeric characters and/or / characters.',
}

/** Names of the things that requests make, by the member that holds them. */
const NAMES: Readonly<Record<string, typeof NAME>> = {
  UserName: NAME,
  GroupName: NAME,
  RoleName: NAME,
  PolicyName: NAME,
  InstanceProfileName: NAME,
  Path: PATH,
}

const refusal = (code: string, message: string) => new ServiceError(code, message, { status: 400 })
