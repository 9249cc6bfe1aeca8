import { type CompiledStatement, matchesAction } from './compile.ts'
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
  readonly expected: string
  readonly actual: string
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

export function evidenceOf(
  compiled: CompiledStatement,
  subject: Subject,
  request: AuthorizationRequest,
  decision: Decision,
): StatementEvidence {
  const { sid, effect, start } = compiled.statement
  const failed = failedElement(compiled, subject, request)
  const named = compiled.principals && NAMES[strengthOf(compiled, subject)]
  return {
    ...(sid && { sid }),
    line: start.line,
    effect,
    applies: failed === undefined,
    decides: decision.statement === compiled.statement,
    ...(named && !failed && { names: named }),
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
function failedElement(
  compiled: CompiledStatement,
  subject: Subject,
  request: AuthorizationRequest,
): FailedDetail | undefined {
  try {
    return failedPlainly(compiled, subject, request)
  } catch (error) {
    if (strengthOfMistake(compiled) !== STRENGTH.none) return undefined
    return { element: 'Condition', expected: 'an answer', actual: String(error) }
  }
}

function failedPlainly(
  compiled: CompiledStatement,
  subject: Subject,
  { resource: { arns }, action, context, ...request }: AuthorizationRequest,
): FailedDetail | undefined {
  const { statement } = compiled
  if (!matchesAction(compiled, action.toLowerCase())) {
    const element = statement.action ? 'Action' : 'NotAction'
    return { element, expected: listed(statement.action ?? statement.notAction), actual: action }
  }
  if (!fitsWhatIsAsked(compiled, subject)) {
    const element = statement.resource ? 'Resource' : 'NotResource'
    const expected = listed(statement.resource ?? statement.notResource)
    return { element, expected, actual: arns === 'any' ? '*' : arns.join(' = ') }
  }
  if (strengthOf(compiled, subject) === STRENGTH.none) {
    const element = statement.notPrincipal ? 'NotPrincipal' : 'Principal'
    const entries = statement.principal ?? statement.notPrincipal
    const expected = listed(entries?.map(({ type, value }) => `${type}:${value}`))
    return { element, expected, actual: nameOf(request) }
  }
  for (const { block, keys, holds } of compiled.conditions) {
    if (holds(context)) continue
    const expected = `${block.operator} ${block.key} ${listed(block.values)}`
    return { element: 'Condition', expected, actual: contextText(context, keys) }
  }
  return undefined
}

const listed = (values: readonly string[] | undefined) => `[${(values ?? []).join(', ')}]`

function contextText(context: RequestContext, keys: readonly string[]): string {
  return keys.map(key => `${key} = ${valueText(context.get(key))}`).join(', ')
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
