import {
  ConstraintViolationException,
  type ConstraintViolationExceptionReason,
  InvalidInputException,
  type InvalidInputExceptionReason,
} from '../../wire/models/organizations.ts'

/** Refusals that carry a reason as a member of their own. */

export const constraint = (Reason: ConstraintViolationExceptionReason, message: string) =>
  ConstraintViolationException(message, { members: { Reason } })

export const invalid = (Reason: InvalidInputExceptionReason, message: string) =>
  InvalidInputException(message, { members: { Reason } })
