import {
  type CompiledPolicy,
  type CompiledStatement,
  failedElement,
  type Subject,
  strengthOf,
  subjectOf,
} from './compile.ts'
import { STRENGTH, type Strength } from './principal.ts'
import type { AuthorizationRequest, Decision, Layer, Principal } from './types.ts'

/** Every policy that has a say about one request. */
export interface PolicySet {
  readonly identity: readonly CompiledPolicy[]
  /** Policies of the resource: bucket, trust, key and function policies, grants. */
  readonly resource: readonly CompiledPolicy[]
  readonly endpoint: readonly CompiledPolicy[]
  readonly boundary?: CompiledPolicy
  /** Absent: none was passed. Their union is one ceiling. */
  readonly session?: readonly CompiledPolicy[]
  /** One entry a level, root first; empty where control policies do not reach. */
  readonly scp: readonly (readonly CompiledPolicy[])[]
  readonly rcp: readonly (readonly CompiledPolicy[])[]
}

export const EMPTY_POLICY_SET: PolicySet = {
  identity: [],
  resource: [],
  endpoint: [],
  scp: [],
  rcp: [],
}

/**
 * The answer, by the algorithm of spec/iam.md §4.3: fixed rules, an explicit deny anywhere, the ceilings of
 * the organization and of the endpoint, then the grant. Never throws for what a policy or a request holds.
 * @example decide({ ...EMPTY_POLICY_SET, identity: [policy] }, request).effect // 'allow'
 */
export function decide(policies: PolicySet, request: AuthorizationRequest): Decision {
  if (isAlwaysAllowed(request)) return ALLOWED_TO_ALL
  if (isFixedDenial(request)) return IMPLICIT.service
  const subject = subjectOf(request, policies.boundary !== undefined)
  const scope = scopeOf(policies, request)
  return explicitDeny(scope, subject) ?? missingCeiling(scope, subject) ?? grant(scope, subject)
}

const frozen = (effect: Decision['effect'], layer: Layer): Decision =>
  Object.freeze({ effect, layer })
const ALLOWED_TO_ALL = frozen('allow', 'none')
const ROOT_OF_BUCKET = frozen('allow', 'service')
const ROOT_OF_ACCOUNT = frozen('allow', 'identity')
const ROOT_FROM_OUTSIDE = frozen('allow', 'both')
const RESTRICTED_PUBLIC = frozen('explicit-deny', 's3-bpa')
const IMPLICIT = {
  identity: frozen('implicit-deny', 'identity'),
  resource: frozen('implicit-deny', 'resource'),
  trust: frozen('implicit-deny', 'trust'),
  boundary: frozen('implicit-deny', 'boundary'),
  session: frozen('implicit-deny', 'session'),
  scp: frozen('implicit-deny', 'scp'),
  rcp: frozen('implicit-deny', 'rcp'),
  vpce: frozen('implicit-deny', 'vpce'),
  service: frozen('implicit-deny', 'service'),
}

/** Calls that no policy controls, not even one that denies them. */
function isAlwaysAllowed({ action, principal }: AuthorizationRequest): boolean {
  if (action === 'sts:GetCallerIdentity') {
    return principal.kind !== 'anonymous' && principal.kind !== 'federated-identity'
  }
  return (
    action === 'sts:GetSessionToken' && (principal.kind === 'user' || principal.kind === 'root')
  )
}

const CHANGES_POLICY = new Set([
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
  'iam:TagPolicy',
  'iam:UntagPolicy',
])
const CHANGES_ALIAS = new Set(['kms:CreateAlias', 'kms:UpdateAlias', 'kms:DeleteAlias'])

/** What AWS itself owns cannot be changed, and a role of another account cannot be passed (§4.6, §5.1). */
function isFixedDenial({ action, principal, resource }: AuthorizationRequest): boolean {
  const arn = resource.arns === 'any' ? '' : resource.arns[0]
  if (CHANGES_POLICY.has(action)) return arn.startsWith('arn:aws:iam::aws:policy/')
  if (CHANGES_ALIAS.has(action)) return /^arn:[^:]*:kms:[^:]*:[^:]*:alias\/aws\//.test(arn)
  if (action !== 'iam:PassRole' || !('account' in principal)) return false
  return arn.split(':')[4] !== principal.account
}

/** The policies that reach this caller. */
interface Scope extends PolicySet {
  readonly hasIdentitySide: boolean
}

function scopeOf(policies: PolicySet, { principal, action }: AuthorizationRequest): Scope {
  const serviceLinked = principal.kind === 'role-session' && principal.serviceLinked === true
  const scpApplies = 'account' in principal && !serviceLinked
  const rcpApplies = !serviceLinked && action !== 'kms:RetireGrant'
  return {
    ...policies,
    scp: scpApplies ? policies.scp : [],
    rcp: rcpApplies ? policies.rcp : [],
    hasIdentitySide: 'account' in principal && principal.kind !== 'root',
  }
}

/** The order decides only which kind is reported. */
function explicitDeny(scope: Scope, subject: Subject): Decision | undefined {
  const { request } = subject
  const organization =
    denialAtAnyLevel(scope.scp, subject) ??
    denialAtAnyLevel(scope.rcp, subject) ??
    denial(scope.endpoint, subject)
  if (organization) return organization
  if (isRestrictedPublic(request)) return RESTRICTED_PUBLIC
  const byResource = isBucketPolicyOfRoot(request) ? undefined : denial(scope.resource, subject)
  if (byResource || !scope.hasIdentitySide) return byResource
  return (
    denial(scope.identity, subject) ??
    (scope.boundary && denial([scope.boundary], subject)) ??
    denial(scope.session ?? [], subject)
  )
}

function missingCeiling({ scp, rcp, endpoint }: Scope, subject: Subject): Decision | undefined {
  if (scp.some(level => !allowing(level, subject))) return IMPLICIT.scp
  if (rcp.some(level => !allowing(level, subject))) return IMPLICIT.rcp
  if (endpoint.length > 0 && !allowing(endpoint, subject)) return IMPLICIT.vpce
  return undefined
}

function grant(scope: Scope, subject: Subject): Decision {
  const { principal, resource } = subject.request
  const byResource = strongestGrant(scope.resource, subject)
  const strength = byResource?.strength ?? STRENGTH.none
  const layer = resourceLayer(subject.request)
  if (principal.kind === 'anonymous' || principal.kind === 'service') {
    const wanted = principal.kind === 'anonymous' ? STRENGTH.wildcard : STRENGTH.exact
    return strength >= wanted ? granted(byResource, layer) : IMPLICIT[layer]
  }
  // No identity side; a wildcard never stands for an identity of a provider.
  if (principal.kind === 'federated-identity') {
    return strength === STRENGTH.exact ? granted(byResource, layer) : IMPLICIT[layer]
  }
  if (isBucketPolicyOfRoot(subject.request)) return ROOT_OF_BUCKET
  if (principal.account !== resource.account) {
    return strength === STRENGTH.none ? IMPLICIT[layer] : byIdentity(scope, subject, true)
  }
  if (strength >= STRENGTH.exact) return granted(byResource, layer)
  if (strength === STRENGTH.roleOfSession || strength === STRENGTH.userOfSession) {
    return missingCap(scope, subject) ?? granted(byResource, layer)
  }
  if (!resource.trustsAccount && strength === STRENGTH.none) return IMPLICIT[layer]
  return byIdentity(scope, subject, strength === STRENGTH.account)
}

/** The identity side: its own grant within boundary and session policies. */
function byIdentity(scope: Scope, subject: Subject, withResource: boolean): Decision {
  if (subject.request.principal.kind === 'root') {
    return withResource ? ROOT_FROM_OUTSIDE : ROOT_OF_ACCOUNT
  }
  const found = allowing(scope.identity, subject)
  if (!found) return IMPLICIT.identity
  return missingCap(scope, subject) ?? granted({ found }, withResource ? 'both' : 'identity')
}

function missingCap({ boundary, session }: Scope, subject: Subject): Decision | undefined {
  if (boundary && !allowing([boundary], subject)) return IMPLICIT.boundary
  // A federated user without session policy has no permissions of its own.
  const hasSession = session !== undefined || subject.request.principal.kind === 'federated-user'
  return hasSession && !allowing(session ?? [], subject) ? IMPLICIT.session : undefined
}

function granted(by: { found: CompiledStatement } | undefined, layer: Layer): Decision {
  return by?.found.grants.get(layer) ?? IMPLICIT.service
}

/** Trust policies are the resource policies of roles. */
export function resourceLayer({ action }: AuthorizationRequest): 'resource' | 'trust' {
  return /^sts:(?:assumerole|tagsession|setsourceidentity|setcontext)/i.test(action)
    ? 'trust'
    : 'resource'
}

function isBucketPolicyOfRoot({ principal, action, resource }: AuthorizationRequest): boolean {
  return (
    principal.kind === 'root' &&
    principal.account === resource.account &&
    /^s3:(?:Get|Put|Delete)BucketPolicy$/.test(action)
  )
}

function isRestrictedPublic({ principal, resource }: AuthorizationRequest): boolean {
  if (resource.publicAccess !== 'restricted' || principal.kind === 'service') return false
  return accountOf(principal) !== resource.account
}

const accountOf = (principal: Principal) => ('account' in principal ? principal.account : undefined)

function denialAtAnyLevel(
  levels: readonly (readonly CompiledPolicy[])[],
  subject: Subject,
): Decision | undefined {
  for (const level of levels) {
    const found = denial(level, subject)
    if (found) return found
  }
  return undefined
}

function denial(policies: readonly CompiledPolicy[], subject: Subject): Decision | undefined {
  for (const policy of policies) {
    for (const compiled of policy.candidates(subject.request.action)) {
      if (compiled.statement.effect === 'Allow') break
      if (failedElement(compiled, subject) === undefined) return compiled.denial
    }
  }
  return undefined
}

function allowing(
  policies: readonly CompiledPolicy[],
  subject: Subject,
): CompiledStatement | undefined {
  for (const policy of policies) {
    for (const compiled of policy.candidates(subject.request.action)) {
      if (compiled.statement.effect === 'Deny') continue
      if (failedElement(compiled, subject) === undefined) return compiled
    }
  }
  return undefined
}

function strongestGrant(
  policies: readonly CompiledPolicy[],
  subject: Subject,
): { found: CompiledStatement; strength: Strength } | undefined {
  let best: { found: CompiledStatement; strength: Strength } | undefined
  for (const policy of policies) {
    for (const compiled of policy.candidates(subject.request.action)) {
      if (compiled.statement.effect === 'Deny') continue
      if (failedElement(compiled, subject) !== undefined) continue
      const strength = strengthOf(compiled, subject)
      if (!best || strength > best.strength) best = { found: compiled, strength }
    }
  }
  return best
}
