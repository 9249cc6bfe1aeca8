import type { EntityKind } from '../../access/records.ts'
import { ServiceError } from '../../kernel/errors.ts'
import {
  DeleteConflictException,
  EntityAlreadyExistsException,
  LimitExceededException,
  NoSuchEntityException,
  UnmodifiableEntityException,
} from '../../wire/models/iam.ts'
import { type FixedQuota, LIMITS, type Quotas } from './limits.ts'

/** The refusals of IAM in AWS's words (spec/iam.md §6.3). */

export const noSuchEntity = (kind: EntityKind | 'instance profile', name: string) =>
  kind === 'instance profile'
    ? NoSuchEntityException(`Instance Profile ${name} cannot be found.`)
    : NoSuchEntityException(`The ${kind} with name ${name} cannot be found.`)

export const deleteConflict = (what: string) =>
  DeleteConflictException(`Cannot delete entity, must ${what} first.`)

export const noSuchInlinePolicy = (kind: EntityKind, name: string) =>
  NoSuchEntityException(`The ${kind} policy with name ${name} cannot be found.`)

export const noSuchPolicy = (arn: string) => NoSuchEntityException(`Policy ${arn} was not found.`)

export const notAttachable = (arn: string) =>
  NoSuchEntityException(`Policy ${arn} does not exist or is not attachable.`)

export const noSuchVersion = (arn: string, version: string) =>
  NoSuchEntityException(`Policy ${arn} version ${version} does not exist or is not attachable.`)

export const noSuchAccessKey = (id: string) =>
  NoSuchEntityException(`The Access Key with id ${id} cannot be found.`)

export const alreadyExists = (kind: EntityKind, name: string) =>
  EntityAlreadyExistsException(`${TITLES[kind]} with name ${name} already exists.`)

const TITLES = { user: 'User', group: 'Group', role: 'Role' } as const

/** Of a fixed quota, or of one that the operator set to `max`. */
export function quotaExceeded(quota: FixedQuota): ServiceError
export function quotaExceeded(quota: keyof Quotas, quotas: Quotas): ServiceError
export function quotaExceeded(quota: FixedQuota | keyof Quotas, quotas?: Quotas): ServiceError {
  const max = { ...LIMITS, ...quotas }[quota]
  return LimitExceededException(`Cannot exceed quota for ${quota}: ${max}`)
}

export const protectedRole = (name: string) =>
  UnmodifiableEntityException(
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  )

export const invalidArn = () => validationError('Invalid ARN:  Could not be parsed!')

export const validationError = (message: string) =>
  new ServiceError('ValidationError', message, { status: 400 })
