import { parsePolicy } from '@parley/policy'
import { defaultDocument, managedPolicy } from '../../access/gather.ts'
import {
  type EntityKind,
  type LastUse,
  type ManagedPolicy,
  recordOf,
} from '../../access/records.ts'
import { keyParts, within } from '../../store/key.ts'
import type { Write } from '../../store/store.ts'
import type { IamContext } from './context.ts'
import { type EntityOf, findEntity, getEntity, type Where } from './entities.ts'
import { validationError } from './errors.ts'
import { memberNames } from './members.ts'
import { getPolicy } from './policies.ts'
import { sourceOf } from './simulation/subject.ts'

/** Which services somebody may use, and did (spec/iam.md §6.4, "Last accessed"). */

/** The services that this server has, by the namespace of their actions. */
export const SERVICES: ReadonlyMap<string, string> = new Map([
  ['cloudwatch', 'Amazon CloudWatch'],
  ['iam', 'AWS Identity and Access Management'],
  ['kms', 'AWS Key Management Service'],
  ['lambda', 'AWS Lambda'],
  ['lex', 'Amazon Lex'],
  ['logs', 'Amazon CloudWatch Logs'],
  ['organizations', 'AWS Organizations'],
  ['s3', 'Amazon S3'],
  ['sts', 'AWS Security Token Service'],
])

/** A policy that somebody has, with where it comes from. */
export interface HeldPolicy {
  readonly name: string
  readonly document: string
  /** Of managed policies. */
  readonly arn?: string
  /** Of inline policies: who carries it. */
  readonly carrier?: { readonly kind: EntityKind; readonly name: string }
}

/** What the ARN of a request names, with the policies that it has or is. */
export interface Advised {
  readonly policies: readonly HeldPolicy[]
  /** The users and roles whose calls count. */
  readonly callers: readonly Caller[]
}

export interface Caller {
  readonly kind: 'user' | 'role'
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly path: string
}

/** @throws ValidationError @throws NoSuchEntity */
export async function advisedBy(arn: string, context: IamContext): Promise<Advised> {
  if (arn.includes(':policy/')) {
    const policy = await getPolicy(arn, context)
    return { policies: [heldManaged(policy)], callers: await holdersOf(arn, context) }
  }
  const source = sourceOf(arn)
  if (!source) throw validationError(`Invalid ARN: ${arn}`)
  const { kind, name } = source
  if (kind === 'group') {
    const group = await getEntity('group', name, context)
    return {
      policies: await heldBy('group', group, context),
      callers: await members(group.name, context),
    }
  }
  const entity = await getEntity(kind, name, context)
  const groups = 'groups' in entity ? entity.groups : []
  const inherited = await Promise.all(
    groups.map(async one => {
      const group = await findEntity('group', one, context)
      return group ? heldBy('group', group, context) : []
    }),
  )
  const own = await heldBy(kind, entity, context)
  return { policies: [...own, ...inherited.flat()], callers: [callerOf(kind, entity)] }
}

const callerOf = (kind: Caller['kind'], { name, id, arn, path }: EntityOf['user' | 'role']) => ({
  kind,
  name,
  id,
  arn,
  path,
})

async function members(group: string, context: IamContext): Promise<Caller[]> {
  const found = await Promise.all(
    (await memberNames(group, context)).map(name => findEntity('user', name, context)),
  )
  return found.flatMap(user => (user ? [callerOf('user', user)] : []))
}

/** The users and roles that have a policy, members of groups included. */
async function holdersOf(arn: string, context: IamContext): Promise<Caller[]> {
  const { documents, account } = context
  const [from, to] = within('iam.attachment', account, arn, 'policy')
  const callers = new Map<string, Caller>()
  for (const { key } of (await documents.range(from, to)).documents) {
    const [, , , , kind, name = ''] = keyParts(key)
    const found = kind === 'group' ? await members(name, context) : []
    if (kind === 'user' || kind === 'role') {
      const entity = await findEntity(kind, name, context)
      if (entity) found.push(callerOf(kind, entity))
    }
    for (const one of found) callers.set(one.id, one)
  }
  return [...callers.values()]
}

async function heldBy(
  kind: EntityKind,
  { name, inline, attached }: EntityOf[EntityKind],
  { account, documents }: IamContext,
): Promise<HeldPolicy[]> {
  const managed = await Promise.all(attached.map(arn => managedPolicy(arn, account, documents)))
  return [
    ...inline.map(one => ({ ...one, carrier: { kind, name } })),
    ...managed.flatMap(policy => (policy ? [heldManaged(policy)] : [])),
  ]
}

const heldManaged = (policy: ManagedPolicy): HeldPolicy => ({
  name: policy.name,
  arn: policy.arn,
  document: defaultDocument(policy),
})

/** Whether some statement of a policy allows actions of a service, on whatever and whenever. */
export function grants({ document }: HeldPolicy, namespace: string): boolean {
  const parsed = parsePolicy(document, 'identity')
  if (!parsed.ok) return false
  return parsed.value.statements.some(({ effect, action, notAction }) => {
    if (effect !== 'Allow') return false
    if (notAction) return !notAction.some(one => one === '*' || one === `${namespace}:*`)
    return (action ?? []).some(one => one === '*' || prefixOf(one) === namespace)
  })
}

const prefixOf = (action: string) => action.slice(0, action.indexOf(':')).toLowerCase()

/** The latest calls of callers to a service, the newest first. */
export async function accessesOf(
  callers: readonly Caller[],
  namespace: string,
  { documents }: IamContext,
): Promise<{ readonly caller: Caller; readonly use: LastUse }[]> {
  const found = await Promise.all(
    callers.map(async caller => {
      const [from, to] = within('iam.last-access', caller.id, namespace)
      // Read past the request's memory: calls go on meanwhile, and may.
      const use = recordOf<LastUse>((await documents.range(from, to)).documents[0])
      return use ? [{ caller, use }] : []
    }),
  )
  return found.flat().sort((a, b) => b.use.at - a.use.at)
}

/** The writes that forget what a user or role was last used for. */
export async function forgottenAccesses(id: string, { documents }: Where): Promise<Write[]> {
  const { documents: rows } = await documents.range(...within('iam.last-access', id))
  return rows.map(({ key }) => ({ type: 'delete', key }))
}
