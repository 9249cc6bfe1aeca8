import { type CompiledPolicy, EMPTY_POLICY_SET, type PolicySet } from '@parley/policy'
import { type ContextSources, loadContext } from '../../../access/context-keys.ts'
import { gather, policiesOf } from '../../../access/gather.ts'
import type { Identity } from '../../../access/identity.ts'
import { orgLevels, placeOf } from '../../../access/organizations.ts'
import { type EntityKind, pathAndName } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import type { IamContext } from '../context.ts'
import { findEntity, getEntity } from '../entities.ts'
import { noSuchEntity, validationError } from '../errors.ts'

/** Who is simulated: the policies that bind it, and the condition keys that come from who it is. */
export interface SimulatedSubject {
  readonly identity: Identity
  readonly policies: PolicySet
  /** Lower-case key → value. */
  readonly keys: ReadonlyMap<string, string | readonly string[]>
}

export interface SourceName {
  readonly kind: EntityKind
  readonly name: string
}

/** The user, group or role that an ARN names. */
export function sourceOf(arn: string): SourceName | undefined {
  const [, kind, rest] = /^arn:aws:iam::\d{12}:(user|group|role)(\/.+)$/.exec(arn) ?? []
  if (rest === undefined || (kind !== 'user' && kind !== 'group' && kind !== 'role'))
    return undefined
  return { kind, name: pathAndName(rest)[1] }
}

/** @throws ValidationError for what is no entity's ARN @throws NoSuchEntity */
export async function subjectOf(arn: string, context: IamContext): Promise<SimulatedSubject> {
  const source = sourceOf(arn)
  if (!source) throw validationError(`Invalid Entity Arn: ${arn}`)
  const { kind, name } = source
  const { account, documents, compiler } = context
  const entity = await getEntity(kind, name, context)
  if (entity.arn !== arn) throw noSuchEntity(kind, name)
  const identity = identityOf(kind, arn, entity.id, account)
  const place = await placeOf(account, documents)
  const scp = await orgLevels(place, 'scp', documents, compiler)
  if (kind === 'group') {
    const own = await policiesOf(entity, account, documents, compiler)
    return { identity, policies: { ...EMPTY_POLICY_SET, identity: own, scp }, keys: new Map() }
  }
  const gathered = await gather(identity, documents, compiler)
  const policies = { ...gathered.policies, scp }
  return { identity, policies, keys: await keysOfCaller(identity, gathered.tags, policies) }
}

/** The caller of a policy that nobody has: the user that the request names, or anybody. */
export async function callerOf(arn: string | undefined, context: IamContext): Promise<Identity> {
  const { account } = context
  if (arn === undefined) return identityOf('user', `arn:aws:iam::${account}:user/`, '', account)
  if (!/^arn:aws:iam::\d{12}:user\/.+$/.test(arn)) {
    throw validationError(`Invalid Caller Arn: ${arn}`)
  }
  const user = await findEntity('user', pathAndName(arn)[1], context)
  return identityOf('user', arn, user?.arn === arn ? user.id : '', arn.split(':')[4] ?? account)
}

function identityOf(kind: EntityKind, arn: string, uniqueId: string, account: string): Identity {
  if (kind !== 'role') return { account, principal: { kind: 'user', arn, account, uniqueId } }
  return { account, principal: { kind: 'role-session', arn, account, roleArn: arn, uniqueId } }
}

const OF_CALLER = /^aws:(?:principal|userid$|username$)/

async function keysOfCaller(
  identity: Identity,
  principalTags: ContextSources['principalTags'],
  policies: PolicySet,
): Promise<ReadonlyMap<string, string | readonly string[]>> {
  const read = [...policies.identity, ...(policies.boundary ? [policies.boundary] : [])]
  const keys = read.flatMap((policy: CompiledPolicy) => [...policy.keys])
  return loadContext(
    keys.filter(key => OF_CALLER.test(key)),
    {
      identity,
      principalTags,
      check: check('', 'any'),
      // None of the caller's keys depends on the request.
      facts: { time: 0, region: '', secureTransport: true },
      resourceAccount: identity.account,
    },
  )
}
