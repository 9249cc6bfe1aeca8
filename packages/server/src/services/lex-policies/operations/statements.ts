import type { ResourcePolicy } from '../../../bots/resource-policies.ts'
import {
  ConflictException,
  lexPolicies,
  ResourceNotFoundException,
  ValidationException,
} from '../../../wire/models/lex-policies.ts'
import { attach, attachedTo, detach, presentPolicy } from '../attached.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { acceptedPolicy, assertSize } from '../document.ts'
import {
  documentWith,
  type PolicyStatement,
  principalsOf,
  statementOf,
  statementsOf,
} from '../statements.ts'

/** A policy statement by statement, for principals of the resource's own account and services. */
export const createResourcePolicyStatement = operation(lexPolicies.CreateResourcePolicyStatement, {
  authorize: guarded('CreateResourcePolicyStatement'),

  async handle(input, context) {
    const attached = await attachedTo(input.resourceArn, input.expectedRevisionId, context)
    const { target, policy } = attached
    const statements = statementsOf(policy)
    if (statements.some(one => one.Sid === input.statementId)) {
      throw ConflictException(`The policy has a statement ${input.statementId}.`)
    }
    const statement = statementOf(input, target)
    const { pinned } = await acceptedPolicy(documentWith(undefined, [statement]), target, context)
    assertSameIds(policy?.pinned ?? {}, pinned)
    const document = documentWith(policy, [...statements, statement])
    assertSize(document)
    return attach(attached, { document, pinned: { ...policy?.pinned, ...pinned } }, context)
  },
})

/** The policy goes with its last statement. */
export const deleteResourcePolicyStatement = operation(lexPolicies.DeleteResourcePolicyStatement, {
  authorize: guarded('DeleteResourcePolicyStatement'),

  async handle({ resourceArn, statementId, expectedRevisionId }, context) {
    const attached = await attachedTo(resourceArn, expectedRevisionId, context)
    const policy = presentPolicy(attached)
    const statements = statementsOf(policy)
    const left = statements.filter(one => one.Sid !== statementId)
    if (left.length === statements.length) {
      throw ResourceNotFoundException(`The policy has no statement ${statementId}.`)
    }
    if (left.length === 0) return detach(attached, context)
    const pinned = pinsOf(left, policy)
    return attach(attached, { document: documentWith(policy, left), pinned }, context)
  },
})

/** What the statements that are left do not name is forgotten: it may be named again, by another id. */
function pinsOf(
  left: readonly PolicyStatement[],
  { pinned }: ResourcePolicy,
): ResourcePolicy['pinned'] {
  const named = new Set<unknown>(left.flatMap(principalsOf))
  return Object.fromEntries(Object.entries(pinned).filter(([arn]) => named.has(arn)))
}

// One that was deleted and created again must not inherit what the older statement grants.
function assertSameIds(before: ResourcePolicy['pinned'], added: ResourcePolicy['pinned']): void {
  const other = Object.entries(added).find(([arn, id]) => (before[arn] ?? id) !== id)
  if (!other) return
  throw ValidationException(
    `The policy names an earlier ${other[0]}, which was deleted; delete that statement first.`,
  )
}
