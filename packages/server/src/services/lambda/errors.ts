import type { ServiceError, ServiceErrorDetails } from '../../kernel/errors.ts'
import {
  CodeStorageExceededException,
  InvalidParameterValueException,
  InvalidRequestContentException,
  PolicyLengthExceededException,
  PreconditionFailedException,
  RequestTooLargeException,
  ResourceConflictException,
  ResourceNotFoundException,
  type ThrottleReason,
  TooManyRequestsException,
} from '../../wire/models/lambda.ts'

type Make = (message: string, details?: ServiceErrorDetails) => ServiceError

/** Lambda's errors tell whose they are, except those of the front end (spec/surroundings.md §0.2). */
const user =
  (make: Make) =>
  (message: string, members: Readonly<Record<string, unknown>> = {}) =>
    make(message, { members: { Type: 'User', ...members } })

export const notFound = user(ResourceNotFoundException)
export const conflict = user(ResourceConflictException)
export const invalid = user(InvalidParameterValueException)
export const invalidContent = user(InvalidRequestContentException)
export const precondition = user(PreconditionFailedException)
export const tooLargeRequest = user(RequestTooLargeException)
export const policyTooLong = user(PolicyLengthExceededException)
export const codeStorageExceeded = user(CodeStorageExceededException)

export const tooManyRequests = (Reason: ThrottleReason) =>
  TooManyRequestsException('Rate Exceeded.', { members: { Reason, Type: 'User' } })

export const functionNotFound = (arn: string) => notFound(`Function not found: ${arn}`)

export const staleRevision = (what: 'GetFunction/GetAlias' | 'GetPolicy') =>
  precondition(
    `The Revision Id provided does not match the latest Revision Id. Call the ${what} API to retrieve the latest Revision Id`,
  )
