import type { Tag } from '../../access/identity.ts'
import { pathAndName, type Role, recordOf, roleKey } from '../../access/records.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { StsContext } from './context.ts'
import { LIMITS } from './limits.ts'

/** The role that a request names, and the sessions it may have. */

export const accountOf = (arn: string) => arn.split(':')[4] ?? ''

/** @throws ValidationError for what is no ARN at all */
export function refuseMalformedArn(arn: string): void {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:[^:]+$/.test(arn)) {
    throw new ServiceError('ValidationError', `${arn} is invalid`, { status: 400 })
  }
}

export async function findRole(
  arn: string,
  { documents }: Pick<StsContext, 'documents'>,
): Promise<Role | undefined> {
  const [, , service, , account = '', resource = ''] = arn.split(':')
  if (service !== 'iam' || !resource.startsWith('role/')) return undefined
  const role = recordOf<Role>(await documents.get(roleKey(account, pathAndName(resource)[1])))
  return role?.arn === arn ? role : undefined
}

/** How long a session of the role lasts. @throws ValidationError for longer than the role allows */
export function sessionSeconds(requested: number | undefined, { maxSessionSeconds }: Role): number {
  const seconds = requested ?? LIMITS.defaultSessionSeconds
  if (seconds <= maxSessionSeconds) return seconds
  throw new ServiceError(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    { status: 400 },
  )
}

export const roleIssuer = (role: Role) =>
  ({
    kind: 'role',
    roleArn: role.arn,
    roleName: role.name,
    serviceLinked: role.serviceLinked,
  }) as const

/** The role's tags as its trust policy sees them: the caller's transitive ones replace those of the same key. */
export function tagsBeneath(role: Role, above: readonly Tag[]): readonly Tag[] {
  const replaced = new Set(above.map(tag => tag.key.toLowerCase()))
  return [...role.tags.filter(tag => !replaced.has(tag.key.toLowerCase())), ...above]
}
