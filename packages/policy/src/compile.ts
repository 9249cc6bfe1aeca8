import { ACTION_PLACES, type Action } from './action.ts'
import { compileResource, type ResourcePattern } from './arn.ts'
import { type CompiledCondition, compileCondition } from './condition.ts'
import { compileGlob, type Glob, globMatches } from './glob.ts'
import { LIMITS } from './limits.ts'
import { type CompiledPrincipal, compilePrincipals, PROVIDER_KEY } from './principal.ts'
import { indexResources, type ResourceIndex } from './resource-index.ts'
import type {
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
  /** What it said last about the action of each place. */
  readonly recent: (Spoken | undefined)[]
  /** What it said about others. */
  readonly remembered: Map<Action, Spoken>
}

/** What a policy says about one action; found by the resource when first asked. */
export interface Spoken {
  readonly action: Action
  readonly statements: readonly CompiledStatement[]
  denies: ResourceIndex | undefined
  allows: ResourceIndex | undefined
}

/** A statement by one of its patterns. */
export interface Entry {
  readonly statement: CompiledStatement
  readonly pattern: ResourcePattern
}

export interface CompiledStatement {
  readonly statement: Statement
  readonly source: PolicySource
  readonly actions: readonly Glob[]
  /** Patterns that fit something; undefined without `Resource` and `NotResource`. */
  readonly resources: readonly ResourcePattern[] | undefined
  /** By each pattern of `Resource`. */
  readonly entries: readonly Entry[]
  /** Whether it fits whatever is asked: it names no resource, or all of them. */
  readonly fitsEverything: boolean
  readonly principals: readonly CompiledPrincipal[] | undefined
  readonly conditions: readonly CompiledCondition[]
  /** Whether a statement without a principal speaks about nobody: in policies of resources. */
  readonly namesCallers: boolean
  /** The frozen answers this statement has caused. */
  readonly decisions: { [layer in Layer]?: Decision }
}

/**
 * Prepares matchers once, so that deciding needs no parsing.
 * @example
 * const parsed = parsePolicy(text, 'identity')
 * if (parsed.ok) compilePolicy(parsed.value, { kind: 'identity', name: 'AllowLex' }).keys // what to load first
 */
export function compilePolicy(document: PolicyDocument, source: PolicySource): CompiledPolicy {
  const statements = document.statements.map(one => compileStatement(one, document, source))
  return {
    document,
    source,
    statements,
    keys: new Set(statements.flatMap(keysOf)),
    recent: Array<Spoken | undefined>(ACTION_PLACES).fill(undefined),
    remembered: new Map(),
  }
}

/** The Deny statements that may speak about an action, found by the resource. */
export function deniesAbout(policy: CompiledPolicy, action: Action): ResourceIndex {
  const spoken = spokenAbout(policy, action)
  return (spoken.denies ??= indexed(spoken, 'Deny'))
}

/** The Allow statements that may. */
export function allowsAbout(policy: CompiledPolicy, action: Action): ResourceIndex {
  const spoken = spokenAbout(policy, action)
  return (spoken.allows ??= indexed(spoken, 'Allow'))
}

function spokenAbout(policy: CompiledPolicy, action: Action): Spoken {
  const recent = policy.recent[action.place]
  return recent !== undefined && recent.action === action ? recent : remember(policy, action)
}

function remember({ recent, remembered, statements }: CompiledPolicy, action: Action): Spoken {
  const known = remembered.get(action)
  const spoken = known ?? speaking(action, statements)
  recent[action.place] = spoken
  if (known) return known
  if (remembered.size >= LIMITS.rememberedActions) remembered.clear()
  remembered.set(action, spoken)
  return spoken
}

function speaking(action: Action, statements: readonly CompiledStatement[]): Spoken {
  const lower = action.name.toLowerCase()
  const matching = statements.filter(statement => matchesAction(statement, lower))
  return { action, statements: matching, denies: undefined, allows: undefined }
}

function indexed({ statements }: Spoken, effect: Statement['effect']): ResourceIndex {
  return indexResources(statements.filter(({ statement }) => statement.effect === effect))
}

/** @param action in lower case */
export function matchesAction({ statement, actions }: CompiledStatement, action: string): boolean {
  for (const glob of actions) {
    if (globMatches(glob, action, 0, action.length)) return statement.action !== undefined
  }
  return statement.action === undefined
}

function keysOf({ resources, conditions, principals, source }: CompiledStatement): string[] {
  const provider =
    source.kind === 'resource' && principals?.some(({ entry }) => entry.type === 'Federated')
  return [
    ...(resources ?? []).flatMap(({ rest }) => rest.keys),
    ...conditions.flatMap(condition => condition.keys),
    ...(provider ? [PROVIDER_KEY] : []),
  ]
}

function compileStatement(
  statement: Statement,
  { version }: PolicyDocument,
  source: PolicySource,
): CompiledStatement {
  const variables = version === '2012-10-17'
  const { kind } = source
  const actions = statement.action ?? statement.notAction ?? []
  const resources = statement.resource ?? statement.notResource
  const principals = statement.principal ?? statement.notPrincipal
  const patterns = resources?.flatMap(text => compileResource(text, kind, variables) ?? [])
  const fitsAny = patterns?.some(pattern => pattern.fitsAny) ?? true
  const entries: Entry[] = []
  const compiled: CompiledStatement = {
    statement,
    source,
    actions: actions.map(text => compileGlob(text.toLowerCase())),
    resources: patterns,
    entries,
    fitsEverything: fitsAny && statement.notResource === undefined,
    principals: principals && compilePrincipals(principals, source),
    conditions: (statement.condition ?? []).map(block =>
      compileCondition(block, statement.effect, variables),
    ),
    namesCallers: kind === 'resource' || kind === 'trust',
    decisions: {},
  }
  if (statement.resource && !fitsAny) {
    for (const pattern of patterns ?? []) entries.push({ statement: compiled, pattern })
  }
  return compiled
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

/** The answer that this Deny causes; made once. */
export function denialBy(compiled: CompiledStatement): Decision {
  const layer = LAYER_OF[compiled.source.kind]
  return (compiled.decisions[layer] ??= answer(compiled, 'explicit-deny', layer))
}

/** The answer that this Allow causes; made once for each layer it decides. */
export function grantBy(compiled: CompiledStatement, layer: Layer): Decision {
  return (compiled.decisions[layer] ??= answer(compiled, 'allow', layer))
}

function answer(
  { source, statement }: CompiledStatement,
  effect: Decision['effect'],
  layer: Layer,
): Decision {
  return Object.freeze({ effect, layer, policy: source, statement })
}
