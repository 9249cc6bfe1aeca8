/** The rules of IAM that a program of calls can observe, over plain maps: what the server is compared with. */

export type PolicyKind = 'list' | 'assume' | 'deny' | 'tagged'

export interface ModelEntity {
  readonly id: number
  readonly attached: Set<string>
}
export interface ModelUser extends ModelEntity {
  readonly groups: Set<string>
  team: string | undefined
}
export interface ModelRole extends ModelEntity {
  /** Undefined for a role that trusts the account. */
  readonly trusted: number | undefined
}

export interface Model {
  nextId: number
  readonly users: Map<string, ModelUser>
  readonly groups: Map<string, ModelEntity>
  readonly roles: Map<string, ModelRole>
  readonly policies: Map<string, PolicyKind>
}

export const emptyModel = (): Model => ({
  nextId: 1,
  users: new Map(),
  groups: new Map(),
  roles: new Map(),
  policies: new Map(),
})

/** The codes with which a call may be answered; `ok` when it goes through. */
export type Expected = readonly string[]

const OK: Expected = ['ok']

export function createUser(model: Model, name: string): Expected {
  if (model.users.has(name)) return ['EntityAlreadyExists']
  model.users.set(name, {
    id: model.nextId++,
    attached: new Set(),
    groups: new Set(),
    team: undefined,
  })
  return OK
}

export function deleteUser(model: Model, name: string): Expected {
  const user = model.users.get(name)
  if (!user) return ['NoSuchEntity']
  if (user.attached.size > 0 || user.groups.size > 0) return ['DeleteConflict']
  model.users.delete(name)
  return OK
}

export function createGroup(model: Model, name: string): Expected {
  if (model.groups.has(name)) return ['EntityAlreadyExists']
  model.groups.set(name, { id: model.nextId++, attached: new Set() })
  return OK
}

export function createRole(model: Model, name: string, trustedUser: string | undefined): Expected {
  const trusted = trustedUser === undefined ? undefined : model.users.get(trustedUser)?.id
  const problems = [
    ...(model.roles.has(name) ? ['EntityAlreadyExists'] : []),
    ...(trustedUser !== undefined && trusted === undefined ? ['MalformedPolicyDocument'] : []),
  ]
  if (problems.length > 0) return problems
  model.roles.set(name, { id: model.nextId++, attached: new Set(), trusted })
  return OK
}

export function deleteRole(model: Model, name: string): Expected {
  const role = model.roles.get(name)
  if (!role) return ['NoSuchEntity']
  if (role.attached.size > 0) return ['DeleteConflict']
  model.roles.delete(name)
  return OK
}

export function createPolicy(model: Model, name: string, kind: PolicyKind): Expected {
  if (model.policies.has(name)) return ['EntityAlreadyExists']
  model.policies.set(name, kind)
  return OK
}

export function deletePolicy(model: Model, name: string): Expected {
  if (!model.policies.has(name)) return ['NoSuchEntity']
  const holders = [...model.users.values(), ...model.groups.values(), ...model.roles.values()]
  if (holders.some(({ attached }) => attached.has(name))) return ['DeleteConflict']
  model.policies.delete(name)
  return OK
}

export type HolderKind = 'users' | 'groups' | 'roles'

export function attach(model: Model, kind: HolderKind, name: string, policy: string): Expected {
  const holder = model[kind].get(name)
  if (!holder || !model.policies.has(policy)) return ['NoSuchEntity']
  holder.attached.add(policy)
  return OK
}

export function detach(model: Model, kind: HolderKind, name: string, policy: string): Expected {
  const removed = model[kind].get(name)?.attached.delete(policy) ?? false
  return removed ? OK : ['NoSuchEntity']
}

export function join(model: Model, user: string, group: string): Expected {
  const member = model.users.get(user)
  if (!member || !model.groups.has(group)) return ['NoSuchEntity']
  member.groups.add(group)
  return OK
}

export function tag(model: Model, user: string, team: string): Expected {
  const tagged = model.users.get(user)
  if (!tagged) return ['NoSuchEntity']
  tagged.team = team
  return OK
}

/** Whether the user of that id may list roles now; its keys ended with it. */
export function userLists(model: Model, name: string, id: number): Expected {
  const user = model.users.get(name)
  if (user?.id !== id) return ['InvalidClientTokenId']
  return mayList(kindsOf(model, user), user.team)
}

/** What a session of a role of that id may do now: it ended with its role. */
export function sessionLists(model: Model, role: string, id: number): Expected {
  const found = model.roles.get(role)
  if (found?.id !== id) return ['InvalidClientTokenId']
  return mayList(ownKinds(model, found), undefined)
}

export function assume(model: Model, name: string, id: number, roleName: string): Expected {
  const user = model.users.get(name)
  if (user?.id !== id) return ['InvalidClientTokenId']
  const role = model.roles.get(roleName)
  if (!role) return ['AccessDenied']
  const isTrusted =
    role.trusted === undefined ? kindsOf(model, user).includes('assume') : role.trusted === user.id
  return isTrusted ? OK : ['AccessDenied']
}

function mayList(kinds: readonly PolicyKind[], team: string | undefined): Expected {
  if (kinds.includes('deny')) return ['AccessDenied']
  const allowed = kinds.includes('list') || (kinds.includes('tagged') && team === 'red')
  return allowed ? OK : ['AccessDenied']
}

const ownKinds = ({ policies }: Model, { attached }: ModelEntity): PolicyKind[] =>
  [...attached].flatMap(name => policies.get(name) ?? [])

const kindsOf = (model: Model, user: ModelUser): PolicyKind[] => [
  ...ownKinds(model, user),
  ...[...user.groups].flatMap(name => {
    const group = model.groups.get(name)
    return group ? ownKinds(model, group) : []
  }),
]
