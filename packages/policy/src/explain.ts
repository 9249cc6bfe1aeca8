import {
  type CompiledPolicy,
  type CompiledStatement,
  type FailedElement,
  failedElement,
  type Subject,
  subjectOf,
} from './compile.ts'
import { decide, type PolicySet, resourceLayer } from './decide.ts'
import type {
  AuthorizationRequest,
  ContextValue,
  Decision,
  Effect,
  PolicySource,
  RequestContext,
} from './types.ts'

/** The decision with its evidence. */
export interface Explanation {
  readonly request: AuthorizationRequest
  readonly decision: Decision
  /** Every policy that was asked, in the order of the layers. */
  readonly policies: readonly PolicyEvidence[]
  /** For an implicit denial: the smallest statement that would grant what is missing. */
  readonly missing?: MissingStatement
}

export interface PolicyEvidence {
  readonly source: PolicySource
  readonly statements: readonly StatementEvidence[]
}

export interface StatementEvidence {
  readonly sid?: string
  readonly line: number
  readonly effect: Effect
  readonly applies: boolean
  /** The first element that does not fit, what it says and what the request holds. */
  readonly failed?: {
    readonly element: FailedElement
    readonly expected: string
    readonly actual: string
  }
}

export interface MissingStatement {
  /** Where it would have to stand. */
  readonly where: string
  readonly statement: {
    readonly Effect: 'Allow'
    readonly Principal?: Readonly<Record<string, string>>
    readonly Action: string
    readonly Resource?: string
  }
}

/**
 * The same verdict as `decide`, with the reason of every statement. It shares the matching with `decide`, so
 * the two cannot disagree.
 */
export function explain(policies: PolicySet, request: AuthorizationRequest): Explanation {
  const decision = decide(policies, request)
  const subject = subjectOf(request, policies.boundary !== undefined)
  const missing = missingStatement(decision, request)
  return {
    request,
    decision,
    policies: allOf(policies).map(policy => ({
      source: policy.source,
      statements: policy.statements.map(statement => evidenceOf(statement, subject)),
    })),
    ...(missing && { missing }),
  }
}

function allOf(policies: PolicySet): CompiledPolicy[] {
  const { scp, rcp, endpoint, resource, identity, boundary, session = [] } = policies
  const ceilings = [...scp.flat(), ...rcp.flat(), ...endpoint]
  return [...ceilings, ...resource, ...identity, ...(boundary ? [boundary] : []), ...session]
}

function evidenceOf(compiled: CompiledStatement, subject: Subject): StatementEvidence {
  const { sid, effect, start } = compiled.statement
  const element = failedElement(compiled, subject)
  return {
    ...(sid && { sid }),
    line: start.line,
    effect,
    applies: element === undefined,
    ...(element && { failed: { element, ...detailOf(element, compiled, subject) } }),
  }
}

function detailOf(
  element: FailedElement,
  { statement, conditions }: CompiledStatement,
  { request }: Subject,
): { expected: string; actual: string } {
  const { arns } = request.resource
  switch (element) {
    case 'Action':
    case 'NotAction':
      return { expected: listed(statement.action ?? statement.notAction), actual: request.action }
    case 'Resource':
    case 'NotResource':
      return {
        expected: listed(statement.resource ?? statement.notResource),
        actual: arns === 'any' ? '*' : arns.join(' = '),
      }
    case 'Principal':
    case 'NotPrincipal': {
      const entries = statement.principal ?? statement.notPrincipal
      return {
        expected: listed(entries?.map(({ type, value }) => `${type}:${value}`)),
        actual: nameOf(request),
      }
    }
    case 'Condition': {
      const failed = conditions.find(condition => !condition.holds(request.context))
      if (!failed) return { expected: '', actual: '' }
      const { operator, key, values } = failed.block
      return {
        expected: `${operator} ${key} ${listed(values)}`,
        actual: contextText(request.context, failed.keys),
      }
    }
  }
}

const listed = (values: readonly string[] | undefined) => `[${(values ?? []).join(', ')}]`

function contextText(context: RequestContext, keys: readonly string[]): string {
  return keys.map(key => `${key} = ${valueText(context.get(key))}`).join(', ')
}

function valueText(value: ContextValue | undefined): string {
  if (value === undefined) return '(absent)'
  return typeof value === 'string' ? JSON.stringify(value) : JSON.stringify([...value])
}

function nameOf({ principal }: AuthorizationRequest): string {
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

function missingStatement(
  { effect, layer }: Decision,
  request: AuthorizationRequest,
): MissingStatement | undefined {
  if (effect !== 'implicit-deny' || layer === 'service') return undefined
  const { arns } = request.resource
  const Action = request.action
  const Resource = arns === 'any' ? '*' : arns[0]
  const grant = { Effect: 'Allow', Action } as const
  switch (layer) {
    case 'resource':
    case 'trust': {
      const { principal } = request
      const type = principal.kind === 'service' ? 'Service' : 'AWS'
      const name = principal.kind === 'role-session' ? principal.roleArn : nameOf(request)
      const Principal = { [type]: principal.kind === 'anonymous' ? '*' : name }
      const where = resourceLayer(request) === 'trust' ? 'the trust policy' : 'the resource policy'
      const statement =
        layer === 'trust' ? { ...grant, Principal } : { ...grant, Principal, Resource }
      return { where, statement }
    }
    default:
      return { where: WHERE[layer] ?? layer, statement: { ...grant, Resource } }
  }
}

const WHERE: Readonly<Record<string, string>> = {
  identity: 'a policy of the caller',
  boundary: 'the permissions boundary',
  session: 'the session policy',
  scp: 'a service control policy of every level',
  rcp: 'a resource control policy of every level',
  vpce: 'the endpoint policy',
}

/** The explanation as text, the deciding lines marked. */
export function renderExplanation({ request, decision, policies, missing }: Explanation): string {
  const { arns } = request.resource
  const lines = [
    `${decision.effect} by ${decision.layer}: ${nameOf(request)} ${request.action} on ${arns === 'any' ? '*' : arns[0]}`,
  ]
  for (const { source, statements } of policies) {
    const where = source.attachedTo ? ` of ${source.attachedTo}` : ''
    lines.push(`  ${source.kind} policy ${source.name}${where}`)
    for (const { sid, line, effect, applies, failed } of statements) {
      const name = sid ? `${effect} ${sid}` : `${effect} (line ${line})`
      const why = failed ? `${failed.element} ${failed.expected} against ${failed.actual}` : ''
      lines.push(applies ? `    applies: ${name}` : `    does not: ${name}: ${why}`)
    }
  }
  if (policies.length === 0) lines.push('  no policy takes part')
  if (missing) lines.push(`  missing in ${missing.where}: ${JSON.stringify(missing.statement)}`)
  return lines.join('\n')
}
