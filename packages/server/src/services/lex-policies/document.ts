import { type PolicyDocument, parsePolicy, type Statement } from '@parley/policy'
import { pinPrincipals } from '../../access/pinning.ts'
import type { ResourcePolicy } from '../../bots/resource-policies.ts'
import {
  ServiceQuotaExceededException,
  ValidationException,
} from '../../wire/models/lex-policies.ts'
import { fits } from './actions.ts'
import type { LexPoliciesContext } from './context.ts'
import { LIMITS } from './limits.ts'
import type { Target } from './target.ts'

/** A document that may be attached, its principals pinned. @throws ValidationException, ServiceQuotaExceededException */
export async function acceptedPolicy(
  text: string,
  target: Target,
  { documents }: Pick<LexPoliciesContext, 'documents'>,
): Promise<Omit<ResourcePolicy, 'revision'>> {
  assertSize(text)
  const parsed = parsePolicy(text, 'resource')
  if (!parsed.ok) throw ValidationException(parsed.error[0]?.message ?? 'The policy is not valid.')
  const problem = documentProblem(parsed.value, target)
  if (problem !== undefined) throw ValidationException(problem)
  const pinned = await pinPrincipals(text, parsed.value, documents)
  if (!pinned.ok) throw ValidationException(pinned.error)
  return pinned.value
}

/** @throws ServiceQuotaExceededException */
export function assertSize(text: string): void {
  if (Buffer.byteLength(text) <= LIMITS.policyBytes) return
  throw ServiceQuotaExceededException(
    `The policy is larger than the limit of ${LIMITS.policyBytes} bytes.`,
  )
}

function documentProblem({ statements }: PolicyDocument, target: Target): string | undefined {
  for (const statement of statements) {
    const problem = statementProblem(statement, target)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** What a policy on a Lex resource may not say (spec/lex-models.md §8.5). */
function statementProblem(statement: Statement, { arn, kind }: Target): string | undefined {
  const { effect, notPrincipal, action, notAction, resource, notResource } = statement
  if (notPrincipal && effect === 'Allow') return 'NotPrincipal may stand with Deny alone.'
  if (notAction) return 'A policy of a Lex resource names its actions; NotAction is not allowed.'
  if (notResource) return 'A policy of a Lex resource names it; NotResource is not allowed.'
  const unfit = (action ?? []).find(one => !fits(one, kind))
  if (unfit !== undefined) return `The action ${unfit} does not apply to ${arn}.`
  const outside = (resource ?? []).find(one => one !== arn && !one.startsWith(`${arn}:`))
  if (outside !== undefined) return `The resource ${outside} is not within ${arn}.`
  return undefined
}
