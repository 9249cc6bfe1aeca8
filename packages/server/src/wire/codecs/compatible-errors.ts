import type { ServiceError } from '../../kernel/errors.ts'
import type { ServiceModel } from '../models/model.ts'

/** How JSON and CBOR name the errors of a query service (spec/surroundings.md §0.2). */
export interface ErrorName {
  /** `__type`: the error's shape, with its namespace. */
  readonly type: string
  /** The code that query clients know, for `x-amzn-query-error`. */
  readonly queryError?: string
}

/** A refusal of the shape check is Coral's own, whatever the service. */
const VALIDATION = {
  code: 'ValidationError',
  type: 'com.amazon.coral.validate#ValidationException',
}

export function errorName(model: ServiceModel | undefined, error: ServiceError): ErrorName {
  const { code, fault } = error
  if (model?.errorNamespace === undefined) return { type: code }
  const queryError = `${code};${fault === 'server' ? 'Receiver' : 'Sender'}`
  if (code === VALIDATION.code) return { type: VALIDATION.type, queryError }
  const shape = Object.entries(model.shapes).find(
    ([, one]) => one.type === 'structure' && one.error?.code === code,
  )
  // What the front end refuses (signatures, denials) has the same name in every protocol.
  return shape ? { type: `${model.errorNamespace}#${shape[0]}`, queryError } : { type: code }
}
