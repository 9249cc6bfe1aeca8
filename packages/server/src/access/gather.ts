import { type CompiledPolicy, EMPTY_POLICY_SET, type PolicySet } from '@parley/policy'
import type { Compiler } from './compiled.ts'
import type { Identity, Tag } from './identity.ts'
import { findManagedPolicy } from './managed-policies.ts'
import {
  type Entity,
  type Group,
  groupKey,
  type ManagedPolicy,
  pathAndName,
  policyKey,
  type Reader,
  type Role,
  recordOf,
  roleKey,
  type User,
  userKey,
} from './records.ts'

/** The caller's side of a decision: its policies and the tags that count as the principal's. */
export interface Gathered {
  readonly policies: PolicySet
  readonly tags: readonly Tag[]
}

const NOBODY: Gathered = { policies: EMPTY_POLICY_SET, tags: [] }

/** Reads whose policies bind a caller (spec/iam.md §4.1). @throws when a stored policy cannot be read */
export function gather(
  identity: Identity,
  reader: Reader,
  compiler: Compiler,
): Gathered | Promise<Gathered> {
  const { principal } = identity
  switch (principal.kind) {
    case 'user':
      return ofUser(identity, principal.arn, reader, compiler)
    case 'role-session':
      return ofRole(identity, principal.roleArn, reader, compiler)
    case 'federated-user':
      return ofFederated(identity, principal.issuerArn, reader, compiler)
    case 'root':
    case 'service':
    case 'anonymous':
    case 'federated-identity':
      return NOBODY
  }
}

async function ofUser(
  { account }: Identity,
  arn: string,
  reader: Reader,
  compiler: Compiler,
): Promise<Gathered> {
  const user = recordOf<User>(await reader.get(userKey(account, nameOf(arn))))
  if (!user) return NOBODY
  const { identity, boundary } = await carriedBy(user, account, reader, compiler)
  const inherited = await inheritedBy(user, account, reader, compiler)
  return {
    policies: {
      ...EMPTY_POLICY_SET,
      identity: inherited.length === 0 ? identity : [...identity, ...inherited],
      ...(boundary && { boundary }),
    },
    tags: user.tags,
  }
}

/** The policies of a user's groups. */
function inheritedBy(
  { groups }: User,
  account: string,
  reader: Reader,
  compiler: Compiler,
): readonly CompiledPolicy[] | Promise<readonly CompiledPolicy[]> {
  if (groups.length === 0) return EMPTY_POLICY_SET.identity
  const policies = groups.map(async name => {
    const group = recordOf<Group>(await reader.get(groupKey(account, name)))
    return group ? policiesOf(group, account, reader, compiler) : []
  })
  return Promise.all(policies).then(all => all.flat())
}

async function ofRole(
  identity: Identity,
  arn: string,
  reader: Reader,
  compiler: Compiler,
): Promise<Gathered> {
  const { account } = identity
  const role = recordOf<Role>(await reader.get(roleKey(account, nameOf(arn))))
  if (!role) return NOBODY
  const carried = await carriedBy(role, account, reader, compiler)
  const session = await sessionPolicies(identity, reader, compiler)
  return {
    policies: { ...EMPTY_POLICY_SET, ...carried, ...(session && { session }) },
    tags: overlaid(role.tags, identity.session?.tags ?? []),
  }
}

async function ofFederated(
  identity: Identity,
  issuerArn: string | undefined,
  reader: Reader,
  compiler: Compiler,
): Promise<Gathered> {
  const everything = findManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')
  const issuer: Gathered = issuerArn
    ? await ofUser(identity, issuerArn, reader, compiler)
    : {
        policies: {
          ...EMPTY_POLICY_SET,
          identity: everything ? [compileManaged(everything, 'root', compiler)] : [],
        },
        tags: [],
      }
  const session = await sessionPolicies(identity, reader, compiler)
  return {
    policies: { ...issuer.policies, ...(session && { session }) },
    tags: identity.session?.tags ?? [],
  }
}

/** Undefined when none was passed. */
async function sessionPolicies(
  { account, session }: Identity,
  reader: Reader,
  compiler: Compiler,
): Promise<readonly CompiledPolicy[] | undefined> {
  if (!session || (session.inlinePolicy === undefined && session.policyArns.length === 0)) {
    return undefined
  }
  const { policyArns, inlinePolicy } = session
  const managed = await managedPolicies(policyArns, account, reader)
  return compiler.once(session, managed, () => {
    const compiled = managed.flatMap((policy, i) => {
      const version = policy?.versions.find(one => one.id === policy.defaultVersion)
      const arn = policyArns[i] ?? ''
      return version
        ? [compiler.compile(version.document, { kind: 'session', name: arn, arn })]
        : []
    })
    if (inlinePolicy === undefined) return compiled
    const source = { kind: 'session' as const, name: 'inline session policy' }
    return [compiler.compile(inlinePolicy, source), ...compiled]
  })
}

/** The policies of one user, group or role itself, without those of its groups. */
export async function policiesOf(
  entity: Entity,
  account: string,
  reader: Reader,
  compiler: Compiler,
): Promise<readonly CompiledPolicy[]> {
  return (await carriedBy(entity, account, reader, compiler)).identity
}

interface Carried {
  readonly identity: readonly CompiledPolicy[]
  readonly boundary?: CompiledPolicy
}

/** What an entity carries, compiled once for as long as it and its managed policies are the same. */
async function carriedBy(
  entity: Entity & { readonly boundary?: string },
  account: string,
  reader: Reader,
  compiler: Compiler,
): Promise<Carried> {
  const { arn, attached, inline, boundary } = entity
  const arns = boundary === undefined ? attached : [...attached, boundary]
  const managed = await managedPolicies(arns, account, reader)
  return compiler.once(entity, managed, () => {
    const identity = [
      ...inline.map(({ name, document }) =>
        compiler.compile(document, { kind: 'identity', name: `inline:${name}`, attachedTo: arn }),
      ),
      ...attached.flatMap((_, i) => {
        const policy = managed[i]
        return policy ? [compileManaged(policy, arn, compiler)] : []
      }),
    ]
    if (boundary === undefined) return { identity }
    return { identity, boundary: boundaryOf(boundary, managed.at(-1), arn, compiler) }
  })
}

function compileManaged(policy: ManagedPolicy, attachedTo: string, compiler: Compiler) {
  const { name, arn } = policy
  return compiler.compile(defaultDocument(policy), { kind: 'identity', name, arn, attachedTo })
}

function boundaryOf(
  boundary: string,
  policy: ManagedPolicy | undefined,
  attachedTo: string,
  compiler: Compiler,
): CompiledPolicy {
  // A boundary that is gone allows nothing.
  const document = policy ? defaultDocument(policy) : NOTHING
  const name = policy?.name ?? boundary
  return compiler.compile(document, { kind: 'boundary', name, arn: boundary, attachedTo })
}

const NOTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: '*', Resource: '*' },
})

const managedPolicies = (arns: readonly string[], account: string, reader: Reader) =>
  Promise.all(arns.map(arn => managedPolicy(arn, account, reader)))

/** The managed policy behind an ARN, AWS's own or the account's. */
export function managedPolicy(
  arn: string,
  account: string,
  reader: Reader,
): ManagedPolicy | undefined | Promise<ManagedPolicy | undefined> {
  if (!arn.startsWith(`arn:aws:iam::${account}:`)) return findManagedPolicy(arn)
  return reader.get(policyKey(account, nameOf(arn))).then(document => {
    const policy = recordOf<ManagedPolicy>(document)
    return policy?.arn === arn ? policy : undefined
  })
}

/** The text of the version in force. */
export function defaultDocument({ versions, defaultVersion }: ManagedPolicy): string {
  return versions.find(version => version.id === defaultVersion)?.document ?? NOTHING
}

const nameOf = (arn: string) => pathAndName(arn)[1]

/** A session's tag replaces the role's of the same key, ignoring case (spec/iam.md §5.4). */
function overlaid(below: readonly Tag[], above: readonly Tag[]): readonly Tag[] {
  if (above.length === 0) return below
  const keys = new Set(above.map(tag => tag.key.toLowerCase()))
  return [...below.filter(tag => !keys.has(tag.key.toLowerCase())), ...above]
}
