import { type ArnParts, compileResource, type ResourcePattern, splitArn } from './arn.ts'
import { type CompiledCondition, compileCondition } from './condition.ts'
import { matchesUnits, type Units, wildcardUnits } from './glob.ts'
import { LIMITS } from './limits.ts'
import {
  type CompiledPrincipal,
  compilePrincipals,
  isListed,
  STRENGTH,
  type Strength,
  strongest,
} from './principal.ts'
import type {
  AuthorizationRequest,
  Decision,
  Layer,
  PolicyDocument,
  PolicyKind,
  PolicySource,
  Statement,
} from './types.ts'

/** A document prepared for deciding. */
export interface CompiledPolicy {
  readonly document: PolicyDocument
  readonly source: PolicySource
  /** Condition keys and policy variables it reads, lower case: what to load before deciding. */
  readonly keys: ReadonlySet<string>
  readonly statements: readonly CompiledStatement[]
  /** The statements that may speak about an action. INVARIANT: denies come first. */
  candidates(action: string): readonly CompiledStatement[]
}

export interface CompiledStatement {
  readonly statement: Statement
  readonly actions: readonly Units[]
  readonly resources: readonly ResourcePattern[] | undefined
  readonly principals: readonly CompiledPrincipal[] | undefined
  readonly conditions: readonly CompiledCondition[]
  /** The frozen answers this statement can cause. */
  readonly denial: Decision
  readonly grants: ReadonlyMap<Layer, Decision>
  /** Whether a statement without a principal speaks about nobody: in policies of resources. */
  readonly namesCallers: boolean
}

/** A request with what every statement would otherwise compute again. */
export interface Subject {
  readonly request: AuthorizationRequest
  readonly action: string
  readonly arns: readonly (ArnParts | undefined)[] | 'any'
  readonly hasBoundary: boolean
}

export function subjectOf(request: AuthorizationRequest, hasBoundary: boolean): Subject {
  const { arns } = request.resource
  return {
    request,
    action: request.action.toLowerCase(),
    arns: arns === 'any' ? 'any' : arns.map(splitArn),
    hasBoundary,
  }
}

/**
 * Prepares matchers once, so that deciding needs no parsing.
 * @example compilePolicy(document, { kind: 'identity', name: 'AllowLex' }).keys // what to load first
 */
export function compilePolicy(document: PolicyDocument, source: PolicySource): CompiledPolicy {
  const statements = document.statements
    .map(statement => compileStatement(statement, document, source))
    .sort((a, b) => rank(a) - rank(b))
  const remembered = new Map<string, readonly CompiledStatement[]>()
  return {
    document,
    source,
    statements,
    keys: new Set(statements.flatMap(keysOf)),
    candidates(action) {
      const known = remembered.get(action)
      if (known) return known
      if (remembered.size >= LIMITS.rememberedActions) remembered.clear()
      const lower = action.toLowerCase()
      const found = statements.filter(statement => matchesAction(statement, lower))
      remembered.set(action, found)
      return found
    },
  }
}

const rank = ({ statement }: CompiledStatement) => (statement.effect === 'Deny' ? 0 : 1)

function keysOf({ resources, conditions }: CompiledStatement): string[] {
  return [...(resources ?? []), ...conditions].flatMap(part => part.keys)
}

const LAYER_OF = {
  identity: 'identity',
  boundary: 'boundary',
  session: 'session',
  resource: 'resource',
  trust: 'trust',
  scp: 'scp',
  rcp: 'rcp',
  endpoint: 'vpce',
} as const satisfies Record<PolicyKind, Layer>

const GRANTING: readonly Layer[] = ['identity', 'resource', 'trust', 'both']

function compileStatement(
  statement: Statement,
  { version }: PolicyDocument,
  source: PolicySource,
): CompiledStatement {
  const variables = version === '2012-10-17'
  const { kind } = source
  const resources = statement.resource ?? statement.notResource
  const principals = statement.principal ?? statement.notPrincipal
  const decision = (effect: Decision['effect'], layer: Layer): Decision =>
    Object.freeze({ effect, layer, policy: source, statement })
  return {
    statement,
    actions: (statement.action ?? statement.notAction ?? []).map(text =>
      wildcardUnits(text.toLowerCase()),
    ),
    resources: resources?.map(text => compileResource(text, kind, variables)),
    principals: principals && compilePrincipals(principals, source),
    conditions: (statement.condition ?? []).map(block =>
      compileCondition(block, statement.effect, variables),
    ),
    denial: decision('explicit-deny', LAYER_OF[kind]),
    grants: new Map(GRANTING.map(layer => [layer, decision('allow', layer)])),
    namesCallers: kind === 'resource' || kind === 'trust',
  }
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

/** Undefined when the statement applies: the one test that deciding and explaining share. */
export function failedElement(
  compiled: CompiledStatement,
  subject: Subject,
): FailedElement | undefined {
  const { statement } = compiled
  if (!matchesAction(compiled, subject.action)) return statement.action ? 'Action' : 'NotAction'
  if (!matchesResource(compiled, subject)) return statement.resource ? 'Resource' : 'NotResource'
  if (strengthOf(compiled, subject) === STRENGTH.none) {
    return statement.notPrincipal ? 'NotPrincipal' : 'Principal'
  }
  for (const condition of compiled.conditions) {
    if (!condition.holds(subject.request.context)) return 'Condition'
  }
  return undefined
}

/** How directly the statement names the caller; wildcard where its kind of policy names nobody. */
export function strengthOf(
  { statement, principals, namesCallers }: CompiledStatement,
  { request: { principal }, hasBoundary }: Subject,
): Strength {
  if (!principals) return namesCallers ? STRENGTH.none : STRENGTH.wildcard
  if (statement.principal) return strongest(principals, principal)
  // As AWS warns: with Deny it always hits whoever has a permissions boundary.
  if (statement.effect === 'Deny' && hasBoundary) return STRENGTH.wildcard
  return isListed(principals, principal) ? STRENGTH.none : STRENGTH.wildcard
}

function matchesAction({ statement, actions }: CompiledStatement, action: string): boolean {
  for (const pattern of actions) {
    if (matchesUnits(pattern, action)) return statement.action !== undefined
  }
  return statement.action === undefined
}

function matchesResource({ statement, resources }: CompiledStatement, subject: Subject): boolean {
  if (!resources) return true
  for (const pattern of resources) {
    if (fits(pattern, subject)) return statement.resource !== undefined
  }
  return statement.resource === undefined
}

function fits(pattern: ResourcePattern, { arns, request }: Subject): boolean {
  if (pattern.fitsAny) return true
  if (arns === 'any') return false
  for (const arn of arns) if (arn && pattern.matches(arn, request.context)) return true
  return false
}
