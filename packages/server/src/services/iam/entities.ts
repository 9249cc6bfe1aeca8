import type { Check } from '../../access/check.ts'
import {
  type Counted,
  type EntityKind,
  entityKey,
  type Group,
  pathAndName,
  putRecord,
  type Role,
  recordOf,
  type User,
  uniqueIdKey,
} from '../../access/records.ts'
import { check } from '../../operation/check.ts'
import type { Write } from '../../store/store.ts'
import type { IamContext } from './context.ts'
import { noSuchEntity, protectedRole, validationError } from './errors.ts'

/** Users, groups and roles: what their operations have in common. */
export interface EntityOf {
  readonly user: User
  readonly group: Group
  readonly role: Role
}

export type Where = Pick<IamContext, 'account' | 'documents'>

export async function findEntity<K extends EntityKind>(
  kind: K,
  name: string,
  { account, documents }: Where,
): Promise<EntityOf[K] | undefined> {
  return recordOf<EntityOf[K]>(await documents.get(entityKey(kind, account, name)))
}

/** @throws NoSuchEntity */
export async function getEntity<K extends EntityKind>(
  kind: K,
  name: string,
  where: Where,
): Promise<EntityOf[K]> {
  const found = await findEntity(kind, name, where)
  if (!found) throw noSuchEntity(kind, name)
  return found
}

/** An entity that customers may change. @throws NoSuchEntity @throws UnmodifiableEntity for roles of AWS's services */
export async function getModifiable<K extends EntityKind>(
  kind: K,
  name: string,
  where: Where,
): Promise<EntityOf[K]> {
  const found = await getEntity(kind, name, where)
  if ('serviceLinked' in found && found.serviceLinked) throw protectedRole(found.name)
  return found
}

export const entityArn = (kind: EntityKind, account: string, path: string, name: string): string =>
  `arn:aws:iam::${account}:${kind}${path}${name}`

/**
 * The check of an operation on a named entity. One that does not exist is checked by its ARN without a path,
 * so that whoever is limited to a path learns nothing about other names (spec/iam.md §6.2).
 */
export async function entityCheck(
  action: string,
  kind: EntityKind,
  name: string,
  context: Where,
  more: Pick<Check, 'context' | 'requestTags' | 'requestTagKeys'> = {},
): Promise<Check> {
  const entity = await findEntity(kind, name, context)
  const arn = entity?.arn ?? entityArn(kind, context.account, '/', name)
  return check(
    action,
    { arns: [arn], shownAs: `${kind} ${name}` },
    {
      ...(entity && 'tags' in entity && { tags: async () => entity.tags }),
      tagPrefixes: ['iam:ResourceTag'],
      ...more,
    },
  )
}

/** The writes of an entity as it is now: itself, and who has its unique id. */
export function entityWrites<K extends EntityKind>(
  kind: K,
  account: string,
  entity: EntityOf[K],
): Write[] {
  const { name, id } = entity
  return [
    putRecord(entityKey(kind, account, name), entity),
    putRecord(uniqueIdKey(account, id), { kind, name: name.toLowerCase() }),
  ]
}

export const COUNTED: Readonly<Record<EntityKind, Counted>> = {
  user: 'users',
  group: 'groups',
  role: 'roles',
}

/** The user that a call without a user name means: the caller itself. */
export function ownUserName({ identity: { principal } }: Pick<IamContext, 'identity'>): string {
  if (principal.kind !== 'user') {
    throw validationError('Must specify userName when calling with non-User credentials')
  }
  return pathAndName(principal.arn)[1]
}

/** Paths under which only AWS creates roles. */
export function refuseReservedPath(path: string): void {
  if (!/^\/aws-(?:service-role|reserved)\//i.test(path)) return
  throw validationError(
    `The specified value for path is invalid. ${path} is reserved for roles of AWS services.`,
  )
}
