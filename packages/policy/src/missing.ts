import { type CompiledPolicy, compilePolicy } from './compile.ts'
import { decide, type PolicySet } from './decide.ts'
import { nameOf } from './evidence.ts'
import type {
  AuthorizationRequest,
  Layer,
  PolicyDocument,
  PolicyKind,
  PrincipalEntry,
  Statement,
} from './types.ts'

/** A statement that would grant what is missing, in the JSON of the policy language. */
export interface MissingStatement {
  /** Where it would have to stand. */
  readonly where: string
  readonly layer: Layer
  readonly statement: {
    readonly Effect: 'Allow'
    readonly Principal?: Readonly<Record<string, string>>
    readonly Action: string
    readonly Resource?: string
  }
}

/** Layers, levels of both organization trees included, that one request can be missing. */
const MOST_MISSING = 32

/**
 * The smallest statements that together would grant a request that nothing allows; none where statements
 * cannot help. Each is tried by deciding again with it, so the list is exactly what is missing.
 */
export function missingStatements(
  policies: PolicySet,
  request: AuthorizationRequest,
): MissingStatement[] {
  const missing: MissingStatement[] = []
  let extended = policies
  for (let i = 0; i < MOST_MISSING; i++) {
    const { effect, layer } = decide(extended, request)
    if (effect === 'allow') return missing
    const place = effect === 'implicit-deny' ? PLACES[layer] : undefined
    if (!place) return []
    // In a document of 2008 nothing can be escaped; the ARN as a pattern fits itself too.
    const escapes = layer !== 'boundary' || extended.boundary?.document.version !== '2008-10-17'
    const statement = smallestStatement(place.kind, request, escapes)
    const { set, level } = place.add(extended, oneStatement(statement, place.kind), request)
    missing.push({ where: level ? `${place.where} ${level}` : place.where, layer, statement })
    extended = set
  }
  return []
}

interface Place {
  readonly kind: PolicyKind
  readonly where: string
  add(set: PolicySet, policy: CompiledPolicy, request: AuthorizationRequest): Added
}

interface Added {
  readonly set: PolicySet
  /** Of an organization: counted from the root, 1. */
  readonly level?: number
}

const PLACES: Readonly<Partial<Record<Layer, Place>>> = {
  identity: {
    kind: 'identity',
    where: 'a policy of the caller',
    add: (set, policy) => ({ set: { ...set, identity: [...set.identity, policy] } }),
  },
  resource: {
    kind: 'resource',
    where: 'the resource policy',
    add: (set, policy) => ({ set: { ...set, resource: [...set.resource, policy] } }),
  },
  trust: {
    kind: 'trust',
    where: 'the trust policy',
    add: (set, policy) => ({ set: { ...set, resource: [...set.resource, policy] } }),
  },
  boundary: {
    kind: 'boundary',
    where: 'the permissions boundary',
    add: (set, policy) => ({ set: { ...set, boundary: joined(set.boundary, policy) } }),
  },
  session: {
    kind: 'session',
    where: 'the session policy',
    add: (set, policy) => ({ set: { ...set, session: [...(set.session ?? []), policy] } }),
  },
  vpce: {
    kind: 'endpoint',
    where: 'the endpoint policy',
    add: (set, policy) => ({ set: { ...set, endpoint: [...set.endpoint, policy] } }),
  },
  scp: {
    kind: 'scp',
    where: 'a service control policy of level',
    add: (set, policy, request) => addToLevel(set, 'scp', policy, request),
  },
  rcp: {
    kind: 'rcp',
    where: 'a resource control policy of level',
    add: (set, policy, request) => addToLevel(set, 'rcp', policy, request),
  },
}

/** The first level that lacks an Allow gets it. */
function addToLevel(
  set: PolicySet,
  kind: 'scp' | 'rcp',
  policy: CompiledPolicy,
  request: AuthorizationRequest,
): Added {
  const lacking = set[kind].findIndex((_, i) => {
    const upTo = { ...set, [kind]: set[kind].slice(0, i + 1) }
    return decide(upTo, request).layer === kind
  })
  const levels = set[kind].map((level, i) => (i === lacking ? [...level, policy] : level))
  return { set: { ...set, [kind]: levels }, level: lacking + 1 }
}

/** The boundary is one policy: it gets the statement itself. */
function joined(boundary: CompiledPolicy | undefined, added: CompiledPolicy): CompiledPolicy {
  if (!boundary) return added
  const { document, source } = boundary
  const statements = [...document.statements, ...added.document.statements]
  return compilePolicy({ ...document, statements }, source)
}

function smallestStatement(
  kind: PolicyKind,
  request: AuthorizationRequest,
  escapes: boolean,
): MissingStatement['statement'] {
  const { action, resource } = request
  const arn = resource.arns === 'any' ? '*' : resource.arns[0]
  const Resource = escapes && resource.arns !== 'any' ? literally(arn) : arn
  switch (kind) {
    case 'resource':
    case 'endpoint':
      return { Effect: 'Allow', Principal: principalOf(request), Action: action, Resource }
    case 'trust':
      return { Effect: 'Allow', Principal: principalOf(request), Action: action }
    case 'rcp':
      // Only RCPFullAWSAccess allows; it is all there is to attach.
      return { Effect: 'Allow', Principal: { AWS: '*' }, Action: '*', Resource: '*' }
    default:
      return { Effect: 'Allow', Action: action, Resource }
  }
}

/** An ARN as a pattern that fits it alone. */
const literally = (arn: string) => arn.replace(/[*?]|\$(?=\{)/g, character => `\${${character}}`)

function principalOf(request: AuthorizationRequest): Record<string, string> {
  const { principal } = request
  switch (principal.kind) {
    case 'service':
      return { Service: principal.name }
    case 'federated-identity':
      return { Federated: principal.provider }
    case 'anonymous':
      return { AWS: '*' }
    case 'role-session':
      return { AWS: principal.roleArn }
    default:
      return { AWS: nameOf(request) }
  }
}

const NOWHERE = { line: 0, column: 0 }

function oneStatement(
  { Principal, Action, Resource }: MissingStatement['statement'],
  kind: PolicyKind,
): CompiledPolicy {
  const principal = Object.entries(Principal ?? {}).map(
    ([type, value]): PrincipalEntry => ({ type: typeOf(type), value }),
  )
  const statement: Statement = {
    effect: 'Allow',
    action: [Action],
    ...(Resource !== undefined && { resource: [Resource] }),
    ...(Principal && { principal }),
    start: NOWHERE,
    end: NOWHERE,
  }
  const document: PolicyDocument = { version: '2012-10-17', statements: [statement] }
  return compilePolicy(document, { kind, name: 'what is missing' })
}

function typeOf(name: string): PrincipalEntry['type'] {
  return name === 'Service' || name === 'Federated' ? name : 'AWS'
}
