import { type CompiledPolicy, parsePolicy } from '@parley/policy'
import { pinPrincipals, renderPinned } from '../../access/pinning.ts'
import type { PinnedDocument } from '../../access/records.ts'
import type { Json } from '../../kernel/json.ts'
import { key, within } from '../../store/key.ts'
import type { Document, Key } from '../../store/store.ts'
import {
  InvalidParameterException,
  type ResourcePolicy as ResourcePolicyOutput,
} from '../../wire/models/logs.ts'
import { groupArn } from './arns.ts'
import type { LogsContext } from './context.ts'
import type { GroupName } from './group-names.ts'
import { findGroup } from './groups.ts'

/** What services may do: an account's policy by name, or the one of a group (spec/surroundings.md §2.1). */
export interface ResourcePolicy {
  readonly name: string
  readonly policy: PinnedDocument
  readonly updatedAt: number
  readonly revisionId: string
}

type Where = Pick<LogsContext, 'account' | 'region'>

export const accountPolicyKey = ({ account, region }: Where, name: string): Key =>
  key('logs.resource-policy', account, region, name)

export const accountPoliciesOf = ({ account, region }: Where) =>
  within('logs.resource-policy', account, region)

export const policyCountKey = ({ account, region }: Where): Key =>
  key('logs.resource-policy-count', account, region)

export const groupPolicyKey = (groupId: string): Key => key('logs.group-policy', groupId)

/** The store's border: written by the operations on resource policies alone. */
export const policyOf = (document: Document): ResourcePolicy =>
  document.value as unknown as ResourcePolicy

/**
 * The policies that take part in a check on a stream. They speak to services alone: users, roles and other
 * accounts are given nothing by them (spec/surroundings.md §2.1).
 */
export async function policiesFor(
  group: GroupName,
  context: Pick<LogsContext, 'documents' | 'identity' | 'compiler'>,
): Promise<readonly CompiledPolicy[]> {
  if (context.identity.principal.kind !== 'service') return []
  const { documents, compiler } = context
  const [from, to] = accountPoliciesOf(group)
  const ofAccount = (await documents.range(from, to)).documents.map(policyOf)
  const found = await findGroup(group, context)
  const own = found && (await documents.get(groupPolicyKey(found.id)))
  return [...ofAccount, ...(own ? [policyOf(own)] : [])].map(({ name, policy }) =>
    compiler.compile(policy.document, {
      kind: 'resource',
      name: `resource policy ${name}`,
      attachedTo: groupArn(group),
      pinned: new Map(Object.entries(policy.pinned)),
    }),
  )
}

/** A document that is about to be saved. @throws InvalidParameterException */
export async function requestedPolicy(
  text: string,
  { documents }: Pick<LogsContext, 'documents'>,
): Promise<PinnedDocument> {
  const parsed = parsePolicy(text, 'resource')
  if (!parsed.ok) throw invalid(parsed.error[0]?.message)
  if (parsed.value.statements.some(({ resource, notResource }) => !resource && !notResource)) {
    throw invalid('Policy statement must contain resources.')
  }
  const pinned = await pinPrincipals(text, parsed.value, documents)
  if (!pinned.ok) throw invalid(pinned.error)
  return pinned.value
}

const invalid = (problem = 'Syntax errors in policy.') =>
  InvalidParameterException(`The policy document is invalid: ${problem}`)

/** As PutResourcePolicy answers: with the document as it was given. */
export function policyOutput(
  { name, policy, updatedAt, revisionId }: ResourcePolicy,
  resourceArn: string | undefined,
): ResourcePolicyOutput {
  const isOfGroup = resourceArn !== undefined
  return {
    policyName: isOfGroup ? undefined : name,
    policyDocument: policy.document,
    lastUpdatedTime: updatedAt,
    policyScope: isOfGroup ? 'RESOURCE' : 'ACCOUNT',
    resourceArn,
    // AWS counts revisions of a group's policy alone.
    revisionId: isOfGroup ? revisionId : undefined,
  }
}

/** As it is described: with principals as they are called now, and in AWS's usual form. */
export async function describedPolicy(
  policy: ResourcePolicy,
  resourceArn: string | undefined,
  { documents }: Pick<LogsContext, 'documents'>,
): Promise<ResourcePolicyOutput> {
  const document = usualForm(await renderPinned(policy.policy, documents))
  return { ...policyOutput(policy, resourceArn), policyDocument: document }
}

/** A version where there was none, statements in a list, no lists of one elsewhere (recorded from AWS). */
function usualForm(text: string): string {
  // The border of a document that was parsed before it was saved.
  const { Version, Statement, ...rest } = JSON.parse(text) as {
    readonly Version?: string
    readonly Statement: Json | readonly Json[]
  }
  const statements = Array.isArray(Statement) ? Statement : [Statement]
  return JSON.stringify({
    Version: Version ?? '2008-10-17',
    ...rest,
    Statement: statements.map(plainer),
  })
}

function plainer(value: Json): Json {
  if (Array.isArray(value)) return value.length === 1 ? plainer(value[0] ?? null) : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainer(item)]))
}
