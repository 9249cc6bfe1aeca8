import type { ResourcePolicy } from '../../bots/resource-policies.ts'
import type { Json } from '../../kernel/json.ts'
import {
  type CreateResourcePolicyStatementRequest,
  ValidationException,
} from '../../wire/models/lex-policies.ts'
import type { Target } from './target.ts'

/** One statement of a policy as it stands in the document. */
export interface PolicyStatement {
  readonly Sid?: string
  readonly [element: string]: Json | undefined
}

/** The statement that a request makes. @throws ValidationException */
export function statementOf(
  { statementId, effect, principal, action, condition = {} }: CreateResourcePolicyStatementRequest,
  { arn, scope }: Target,
): PolicyStatement {
  const services = principal.flatMap(one => one.service ?? [])
  const arns = principal.flatMap(one => one.arn ?? [])
  if (services.length + arns.length !== principal.length || principal.length === 0) {
    throw ValidationException('Each principal names either a service or an ARN.')
  }
  if (action.length === 0) throw ValidationException('A statement names at least one action.')
  const foreign = arns.find(one => one.split(':')[4] !== scope.account)
  if (foreign !== undefined) {
    throw ValidationException(
      `The principal ${foreign} is of another account: let it in with CreateResourcePolicy or UpdateResourcePolicy.`,
    )
  }
  if (services.length > 0) assertSource(condition)
  return {
    Sid: statementId,
    Effect: effect,
    Principal: {
      ...(arns.length > 0 && { AWS: arns }),
      ...(services.length > 0 && { Service: services }),
    },
    Action: [...action],
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: plain(condition) }),
  }
}

// A service acts for whoever asks it: without its source, anybody's.
function assertSource(condition: NonNullable<CreateResourcePolicyStatementRequest['condition']>) {
  const keys = Object.values(condition).flatMap(keyed => Object.keys(keyed))
  const lower = new Set(keys.map(name => name.toLowerCase()))
  const missing = ['AWS:SourceAccount', 'AWS:SourceArn'].find(key => !lower.has(key.toLowerCase()))
  if (missing === undefined) return
  throw ValidationException(`A statement for a service needs a condition on ${missing}.`)
}

const plain = (condition: Readonly<Record<string, Readonly<Record<string, string>>>>): Json =>
  Object.fromEntries(Object.entries(condition).map(([name, keyed]) => [name, { ...keyed }]))

/** The statements of a stored document, which the parser accepted when it was saved. */
export function statementsOf(policy: ResourcePolicy | undefined): readonly PolicyStatement[] {
  if (!policy) return []
  const { Statement } = JSON.parse(policy.document) as {
    readonly Statement: PolicyStatement | readonly PolicyStatement[]
  }
  return [Statement].flat()
}

/** The users, roles and accounts that a statement names. */
export const principalsOf = ({ Principal, NotPrincipal }: PolicyStatement): readonly Json[] =>
  [Principal, NotPrincipal].flatMap(one =>
    typeof one === 'object' && one !== null && 'AWS' in one ? [one.AWS].flat() : [],
  )

/** A stored document with other statements. */
export function documentWith(
  policy: ResourcePolicy | undefined,
  statements: readonly PolicyStatement[],
): string {
  const before = policy ? (JSON.parse(policy.document) as object) : { Version: '2012-10-17' }
  return JSON.stringify({ ...before, Statement: statements })
}
