import { type CompiledStatement, matchesAction } from './compile.ts'
import { startEffort, TOO_MUCH } from './effort.ts'
import { STRENGTH, type Strength } from './principal.ts'
import { fitsWhatIsAsked, strengthOf, strengthOfMistake } from './search.ts'
import type { Subject } from './subject.ts'
import type {
  AuthorizationRequest,
  ContextValue,
  Decision,
  Effect,
  RequestContext,
} from './types.ts'

/** What one statement says about a request. */
export interface StatementEvidence {
  readonly sid?: string
  readonly line: number
  readonly effect: Effect
  readonly applies: boolean
  /** Whether it is the statement that decided. */
  readonly decides: boolean
  /** How a policy of a resource that applies names the caller: an account alone only delegates. */
  readonly names?: 'account' | 'role' | 'issuer' | 'caller' | 'everybody'
  /** The first element that does not fit, what it says and what the request holds. */
  readonly failed?: FailedDetail
}

export interface FailedDetail {
  readonly element: FailedElement
  /** Of a condition: its operator and key. */
  readonly test?: string
  /** What the policy says. */
  readonly expected: readonly string[]
  /** What the request holds. */
  readonly actual: readonly string[]
}

/** The element of a statement that keeps it from applying. */
export type FailedElement =
  | 'Action'
  | 'NotAction'
  | 'Resource'
  | 'NotResource'
  | 'Principal'
  | 'NotPrincipal'
  | 'Condition'

/** What is the same for every statement of an explanation. */
export interface Inquiry {
  readonly request: AuthorizationRequest
  readonly decision: Decision
  readonly subject: Subject
  /** In lower case. */
  readonly action: string
}

export function evidenceOf(compiled: CompiledStatement, inquiry: Inquiry): StatementEvidence {
  const { sid, effect, start } = compiled.statement
  const failed = failedElement(compiled, inquiry)
  const named = compiled.principals && !failed && NAMES[strengthOf(compiled, inquiry.subject)]
  return {
    ...(sid && { sid }),
    line: start.line,
    effect,
    applies: failed === undefined,
    decides: inquiry.decision.statement === compiled.statement,
    ...(named && { names: named }),
    ...(failed && { failed }),
  }
}

const NAMES: Readonly<Record<Strength, StatementEvidence['names'] | undefined>> = {
  [STRENGTH.none]: undefined,
  [STRENGTH.account]: 'account',
  [STRENGTH.roleOfSession]: 'role',
  [STRENGTH.userOfSession]: 'issuer',
  [STRENGTH.exact]: 'caller',
  [STRENGTH.wildcard]: 'everybody',
}

/** Undefined when the statement applies; element by element, as a reader would check it. */
function failedElement(compiled: CompiledStatement, inquiry: Inquiry): FailedDetail | undefined {
  try {
    startEffort()
    return failedPlainly(compiled, inquiry)
  } catch (error) {
    const applies = error !== TOO_MUCH && strengthOfMistake(compiled, error) !== STRENGTH.none
    if (applies) return undefined
    return { element: 'Condition', expected: ['an answer'], actual: [String(error)] }
  }
}

function failedPlainly(
  compiled: CompiledStatement,
  { subject, action, request }: Inquiry,
): FailedDetail | undefined {
  const { statement } = compiled
  if (!matchesAction(compiled, action)) {
    return statement.action
      ? { element: 'Action', expected: statement.action, actual: [request.action] }
      : { element: 'NotAction', expected: statement.notAction ?? [], actual: [request.action] }
  }
  if (!compiled.fitsEverything && !fitsWhatIsAsked(compiled, subject)) {
    const { arns } = request.resource
    const actual = arns === 'any' ? ['*'] : arns
    return statement.resource
      ? { element: 'Resource', expected: statement.resource, actual }
      : { element: 'NotResource', expected: statement.notResource ?? [], actual }
  }
  if (strengthOf(compiled, subject) === STRENGTH.none) {
    const element = statement.notPrincipal ? 'NotPrincipal' : 'Principal'
    const entries = statement.principal ?? statement.notPrincipal ?? []
    const expected = entries.map(({ type, value }) => `${type}:${value}`)
    return { element, expected, actual: [nameOf(request)] }
  }
  for (const { block, keys, holds } of compiled.conditions) {
    if (holds(request.context)) continue
    const test = `${block.operator} ${block.key}`
    const actual = keys.map(key => contextText(request.context, key))
    return { element: 'Condition', test, expected: block.values, actual }
  }
  return undefined
}

function contextText(context: RequestContext, key: string): string {
  return `${key} = ${valueText(context.get(key))}`
}

function valueText(value: ContextValue | undefined): string {
  return value === undefined ? '(absent)' : JSON.stringify(value)
}

/** The caller as a person knows it. */
export function nameOf({ principal }: Pick<AuthorizationRequest, 'principal'>): string {
  switch (principal.kind) {
    case 'service':
      return principal.name
    case 'federated-identity':
      return principal.provider
    case 'anonymous':
      return 'anonymous'
    default:
      return principal.arn
  }
}
