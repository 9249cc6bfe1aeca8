import type { Json } from '../kernel/json.ts'
import { key } from '../store/key.ts'
import type { Document, Key, Write } from '../store/store.ts'
import type { Tag } from './identity.ts'

/** Identity and access management as documents: users, groups, roles, policies, keys, accounts. */

/** A principal that carries policies: user, group or role. Names are unique ignoring case. */
export interface Entity {
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  /** `AIDA…`, `AGPA…`, `AROA…` */
  readonly id: string
  readonly arn: string
  /** Epoch ms. */
  readonly createdAt: number
  /** ARNs of managed policies, in the order of attachment. */
  readonly attached: readonly string[]
  readonly inline: readonly InlinePolicy[]
}

export interface InlinePolicy {
  readonly name: string
  readonly document: string
}

export interface User extends Entity {
  readonly tags: readonly Tag[]
  readonly boundary?: string
  /** Lower-case names. */
  readonly groups: readonly string[]
  readonly accessKeyIds: readonly string[]
  /** Serial numbers of its MFA devices. */
  readonly mfaSerials?: readonly string[]
  /** Set while it has a password (`LoginProfile`). */
  readonly hasPassword?: true
}

export type Group = Entity

export interface Role extends Entity {
  readonly tags: readonly Tag[]
  readonly boundary?: string
  readonly description?: string
  readonly maxSessionSeconds: number
  readonly trust: PinnedDocument
  readonly serviceLinked: boolean
  /** Lower-case names of the instance profiles that hold it. */
  readonly instanceProfiles?: readonly string[]
}

/** A policy whose principals were pinned to their unique ids when it was saved (spec/iam.md §1.6). */
export interface PinnedDocument {
  readonly document: string
  /** Principal ARN as written → unique id. */
  readonly pinned: Readonly<Record<string, string>>
}

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
  /** `v1` … */
  readonly defaultVersion: string
  readonly versions: readonly PolicyVersion[]
  /** The number of the next version; never reused. */
  readonly nextVersion: number
  readonly tags: readonly Tag[]
  /** How many entities have it attached, and as boundary. */
  readonly attachments: number
  readonly boundaries: number
}

export interface PolicyVersion {
  readonly id: string
  readonly document: string
  readonly createdAt: number
}

/** What hands a role to a machine. It holds one role at most. */
export interface InstanceProfile {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly createdAt: number
  readonly tags: readonly Tag[]
  /** Lower-case name. */
  readonly role?: string
}

export interface AccessKey {
  readonly id: string
  readonly account: string
  /** Lower-case name of the user; absent for the account's root. */
  readonly user?: string
  /** The user's unique id: a recreated user of the same name does not own it. */
  readonly userId?: string
  readonly sealedSecret: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAt: number
}

export interface Account {
  readonly id: string
  readonly createdAt: number
  /** The keys of the account's root user. */
  readonly rootAccessKeyIds?: readonly string[]
  /** A name for the account, unique in all accounts. */
  readonly alias?: string
}

/** The last call that a key or a role made; a row of its own, so that calls never hold up a change. */
export interface LastUse {
  readonly at: number
  readonly region: string
  readonly service: string
}

/** What an account may only have so many of. */
export type Counted =
  | 'users'
  | 'groups'
  | 'roles'
  | 'policies'
  | 'instance-profiles'
  | 'mfa-devices'
  | 'mfa-devices-in-use'
  | 'oidc-providers'
  | 'saml-providers'
  | 'server-certificates'

/** How a policy is used: attached for its permissions, or set as a boundary. */
export type PolicyUse = 'policy' | 'boundary'

export type EntityKind = 'user' | 'group' | 'role'

export const userKey = (account: string, name: string): Key =>
  key('iam.user', account, name.toLowerCase())
export const groupKey = (account: string, name: string): Key =>
  key('iam.group', account, name.toLowerCase())
export const roleKey = (account: string, name: string): Key =>
  key('iam.role', account, name.toLowerCase())
/** The key of a user, group or role. */
export const entityKey = (kind: EntityKind, account: string, name: string): Key =>
  ({ user: userKey, group: groupKey, role: roleKey })[kind](account, name)
export const policyKey = (account: string, name: string): Key =>
  key('iam.policy', account, name.toLowerCase())
export const accessKeyKey = (accessKeyId: string): Key => key('iam.access-key', accessKeyId)
export const accountKey = (account: string): Key => key('iam.account', account)
export const instanceProfileKey = (account: string, name: string): Key =>
  key('iam.instance-profile', account, name.toLowerCase())
/** The account that has an alias. */
export const aliasKey = (alias: string): Key => key('iam.account-alias', alias)
/** One row a member, so that a group knows its users. */
export const memberKey = (account: string, group: string, user: string): Key =>
  key('iam.member', account, group.toLowerCase(), user.toLowerCase())
/** One row an attachment, so that a policy knows its entities; `use` tells attachment from boundary. */
export const attachmentKey = (
  account: string,
  policyArn: string,
  use: PolicyUse,
  kind: EntityKind,
  name: string,
): Key => key('iam.attachment', account, policyArn, use, kind, name.toLowerCase())
/** Unique id → the entity that has it now. */
export const uniqueIdKey = (account: string, id: string): Key => key('iam.unique-id', account, id)
/** A counter: what the account has of a kind. */
export const countKey = (account: string, what: Counted): Key => key('iam.count', account, what)
/** A counter: the uses of one of AWS's own policies, which have no document in the account. */
export const awsPolicyUseKey = (account: string, policyArn: string, use: PolicyUse): Key =>
  key('iam.aws-policy-use', account, policyArn, use)
/** The last use of an access key or of a role, by its id. */
export const lastUseKey = (id: string): Key => key('iam.last-use', id)
/** The last call of a user or role to one service, by the caller's unique id. */
export const lastAccessKey = (id: string, service: string): Key =>
  key('iam.last-access', id, service)

/** What reads need of the store; `Documents` and `Store` both have it. */
export interface Reader {
  get(key: Key): Promise<Document | undefined>
}

/** The store's border: these documents are written only by the iam service and by the composition root. */
export const recordOf = <T>(document: Document | undefined): T | undefined =>
  document && (document.value as unknown as T)

export type PutWrite = Extract<Write, { readonly type: 'put' }>

/** The other side of that border. */
export const putRecord = <T extends object>(where: Key, record: T): PutWrite => ({
  type: 'put',
  key: where,
  value: record as unknown as Json,
})

/** Path and name of an entity's ARN: `user/team/alice` → [`/team/`, `alice`]. */
export function pathAndName(resource: string): readonly [path: string, name: string] {
  const first = resource.indexOf('/')
  const last = resource.lastIndexOf('/')
  return [resource.slice(first, last + 1), resource.slice(last + 1)]
}
