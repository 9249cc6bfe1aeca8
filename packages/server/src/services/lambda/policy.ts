import { parsePolicy } from '@parley/policy'
import { pinPrincipals, renderPinned } from '../../access/pinning.ts'
import type { AddPermissionRequest } from '../../wire/models/lambda.ts'
import type { LambdaContext } from './context.ts'
import { conflict, invalid, notFound, policyTooLong, staleRevision } from './errors.ts'
import { LIMITS } from './limits.ts'
import { arnOf, type FunctionName } from './names.ts'
import type { FunctionPolicy } from './records.ts'

/** One statement of a function's policy, in the order of members that AWS prints. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal: string | Readonly<Record<string, string>>
  readonly Action: string
  readonly Resource: string
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The statement that an AddPermission request makes (spec/surroundings.md §4.1). */
export function statementOf(input: AddPermissionRequest, name: FunctionName): Statement {
  const { StatementId, Action, Principal, SourceArn } = input
  const equals = present({
    'AWS:SourceAccount': input.SourceAccount,
    'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType,
    'aws:PrincipalOrgID': input.PrincipalOrgID,
    'lambda:EventSourceToken': input.EventSourceToken,
  })
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  }
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: arnOf(name),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  }
}

function principalOf(text: string): Statement['Principal'] {
  if (text === '*') return '*'
  if (/^\d{12}$/.test(text)) return { AWS: `arn:aws:iam::${text}:root` }
  return text.startsWith('arn:') ? { AWS: text } : { Service: text }
}

/** The policy with one more statement. @throws what AddPermission declares */
export async function withStatement(
  policy: FunctionPolicy | undefined,
  statement: Statement,
  context: LambdaContext,
): Promise<FunctionPolicy> {
  const statements = statementsOf(policy)
  const { Sid } = statement
  if (statements.some(one => one.Sid === Sid)) {
    throw conflict(
      `The statement id (${Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    )
  }
  const added = await pinned([statement], context)
  assertSameIds(policy?.pinned ?? {}, added)
  return policyOf([...statements, statement], { ...policy?.pinned, ...added }, context)
}

/** Undefined when it was the last one. @throws ResourceNotFoundException */
export function withoutStatement(
  policy: FunctionPolicy,
  sid: string,
  context: LambdaContext,
): FunctionPolicy | undefined {
  const left = statementsOf(policy).filter(({ Sid }) => Sid !== sid)
  if (left.length === statementsOf(policy).length) {
    throw notFound(`Statement ${sid} is not found in resource policy.`)
  }
  return left.length === 0 ? undefined : policyOf(left, pinsOf(left, policy), context)
}

/** What the statements that are left do not name is forgotten: it may be named again, by another id. */
function pinsOf(left: readonly Statement[], { pinned }: FunctionPolicy): FunctionPolicy['pinned'] {
  const named = new Set(left.map(({ Principal }) => principalText(Principal)))
  return Object.fromEntries(Object.entries(pinned).filter(([arn]) => named.has(arn)))
}

const principalText = (principal: Statement['Principal']): string | undefined =>
  typeof principal === 'object' ? principal['AWS'] : undefined

// One that was deleted and created again must not inherit what the older statement grants.
function assertSameIds(before: FunctionPolicy['pinned'], added: FunctionPolicy['pinned']): void {
  const other = Object.entries(added).find(([arn, id]) => (before[arn] ?? id) !== id)
  if (!other) return
  throw invalid(
    `The policy names an earlier ${other[0]}, which was deleted; remove that statement first.`,
  )
}

/** The document as GetPolicy prints it. */
export const renderPolicy = (policy: FunctionPolicy, { documents }: LambdaContext) =>
  renderPinned(policy, documents)

/** @throws PreconditionFailedException */
export function assertPolicyRevision(
  asked: string | undefined,
  policy: FunctionPolicy | undefined,
): void {
  if (asked !== undefined && asked !== policy?.revisionId) throw staleRevision('GetPolicy')
}

/** The store's border: documents of policies are written by this file alone. */
export function statementsOf(policy: FunctionPolicy | undefined): readonly Statement[] {
  if (!policy) return []
  return (JSON.parse(policy.document) as { readonly Statement: readonly Statement[] }).Statement
}

function policyOf(
  Statement: readonly Statement[],
  pins: FunctionPolicy['pinned'],
  { random }: LambdaContext,
): FunctionPolicy {
  const document = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement })
  if (Buffer.byteLength(document) > LIMITS.policyBytes) {
    throw policyTooLong(
      `The final policy size (${Buffer.byteLength(document)}) is bigger than the limit (${LIMITS.policyBytes}).`,
    )
  }
  return { document, pinned: pins, revisionId: random.uuid() }
}

/** The unique ids behind the principals. @throws InvalidParameterValueException when one does not exist */
async function pinned(
  statements: readonly Statement[],
  { documents }: LambdaContext,
): Promise<FunctionPolicy['pinned']> {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const parsed = parsePolicy(text, 'resource')
  const pins = parsed.ok ? await pinPrincipals(text, parsed.value, documents) : parsed
  if (pins.ok) return pins.value.pinned
  throw invalid('The provided principal was invalid. Please check the principal and try again.')
}

const present = (members: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
