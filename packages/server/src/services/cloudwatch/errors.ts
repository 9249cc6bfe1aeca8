import { ServiceError } from '../../kernel/errors.ts'

/** A refusal of what the shape alone does not tell; `ValidationException` in JSON and CBOR. */
export const validationError = (message: string) =>
  new ServiceError('ValidationError', message, { status: 400 })
