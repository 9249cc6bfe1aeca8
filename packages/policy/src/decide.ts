import { type Action, actionOf } from './action.ts'
import {
  allowsAbout,
  type CompiledPolicy,
  type CompiledStatement,
  denialBy,
  deniesAbout,
  grantBy,
} from './compile.ts'
import { startEffort, TOO_MUCH } from './effort.ts'
import {
  hasIdentitySide,
  isBoundByRcp,
  isBoundByScp,
  isBucketRepair,
  isRestrictedPublic,
} from './exemptions.ts'
import { STRENGTH, type Strength } from './principal.ts'
import { type Finding, search } from './search.ts'
import { newSubject, prepareSubject } from './subject.ts'
import type { AuthorizationRequest, Decision, Layer } from './types.ts'

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
  const action = actionOf(request.action)
  const fixed = action.fixedRule?.(request)
  if (fixed) return fixed === 'allow' ? ALLOWED_TO_ALL : IMPLICIT.service
  const hasBoundary = policies.boundary !== undefined && hasIdentitySide(request.principal)
  prepareSubject(subject, request, action, hasBoundary)
  startEffort()
  try {
    return (
      explicitDeny(policies, request, action) ??
      missingCeiling(policies, request, action) ??
      grant(policies, request, action)
    )
  } catch (error) {
    if (error !== TOO_MUCH) throw error
    return IMPLICIT.service
  }
}

// Deciding is synchronous, so one of each serves every decision and nothing is allocated.
const subject = newSubject()
const finding: Finding = {
  statement: undefined,
  strength: STRENGTH.none,
  wanted: STRENGTH.none,
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

/** The order decides only which kind is reported. */
function explicitDeny(
  policies: PolicySet,
  request: AuthorizationRequest,
  action: Action,
): Decision | undefined {
  const { scp, rcp, endpoint, resource, identity, boundary, session } = policies
  const organization =
    (scp.length > 0 && isBoundByScp(request.principal) ? denialAtAnyLevel(scp) : undefined) ??
    (rcp.length > 0 && isBoundByRcp(request.principal, action)
      ? denialAtAnyLevel(rcp)
      : undefined) ??
    denial(endpoint)
  if (organization) return organization
  if (isRestrictedPublic(request)) return RESTRICTED_PUBLIC
  const byResource = isBucketRepair(request, action) ? undefined : denial(resource)
  if (byResource || !hasIdentitySide(request.principal)) return byResource
  return denial(identity) ?? (boundary && denialIn(boundary)) ?? (session && denial(session))
}

function missingCeiling(
  { scp, rcp, endpoint }: PolicySet,
  { principal }: AuthorizationRequest,
  action: Action,
): Decision | undefined {
  if (scp.length > 0 && isBoundByScp(principal)) {
    for (const level of scp) if (!allowing(level)) return IMPLICIT.scp
  }
  if (rcp.length > 0 && isBoundByRcp(principal, action)) {
    for (const level of rcp) if (!allowing(level)) return IMPLICIT.rcp
  }
  return endpoint.length > 0 && !allowing(endpoint) ? IMPLICIT.vpce : undefined
}

function grant(policies: PolicySet, request: AuthorizationRequest, action: Action): Decision {
  const { principal, resource } = request
  const { layer } = action
  const by = strongestGrant(policies.resource)
  const strength = by ? finding.strength : STRENGTH.none
  switch (principal.kind) {
    case 'anonymous':
      return by && strength === STRENGTH.wildcard ? grantBy(by, layer) : IMPLICIT[layer]
    case 'service':
    case 'federated-identity':
      return by && strength >= STRENGTH.exact ? grantBy(by, layer) : IMPLICIT[layer]
  }
  if (isBucketRepair(request, action)) return ROOT_OF_BUCKET
  if (principal.account !== resource.account) {
    return by ? byIdentity(policies, request, true) : IMPLICIT[layer]
  }
  if (by && strength >= STRENGTH.exact) return grantBy(by, layer)
  // A role's or an issuer's grant stands in for the identity side, but its ceilings stay.
  if (by && strength >= STRENGTH.roleOfSession) {
    return missingCap(policies, request) ?? grantBy(by, layer)
  }
  if (!by && !resource.trustsAccount) return IMPLICIT[layer]
  return byIdentity(policies, request, by !== undefined)
}

/** The identity side: its own grant within boundary and session policies. */
function byIdentity(
  policies: PolicySet,
  request: AuthorizationRequest,
  withResource: boolean,
): Decision {
  if (request.principal.kind === 'root') return withResource ? ROOT_FROM_OUTSIDE : ROOT_OF_ACCOUNT
  const found = allowing(policies.identity)
  if (!found) return IMPLICIT.identity
  return missingCap(policies, request) ?? grantBy(found, withResource ? 'both' : 'identity')
}

function missingCap(
  { boundary, session }: PolicySet,
  { principal }: AuthorizationRequest,
): Decision | undefined {
  if (boundary && !allowingIn(boundary)) return IMPLICIT.boundary
  // A federated user without session policy has no permissions of its own.
  if (!session) return principal.kind === 'federated-user' ? IMPLICIT.session : undefined
  return allowing(session) ? undefined : IMPLICIT.session
}

function denialAtAnyLevel(levels: readonly (readonly CompiledPolicy[])[]): Decision | undefined {
  for (const level of levels) {
    const found = denial(level)
    if (found) return found
  }
  return undefined
}

function denial(policies: readonly CompiledPolicy[]): Decision | undefined {
  for (const policy of policies) {
    const found = denialIn(policy)
    if (found) return found
  }
  return undefined
}

function denialIn(policy: CompiledPolicy): Decision | undefined {
  const denies = deniesAbout(policy, subject.action)
  if (denies.isEmpty) return undefined
  start(STRENGTH.account)
  search(denies, subject, finding)
  return finding.statement && denialBy(finding.statement)
}

function allowing(policies: readonly CompiledPolicy[]): CompiledStatement | undefined {
  for (const policy of policies) {
    const found = allowingIn(policy)
    if (found) return found
  }
  return undefined
}

function allowingIn(policy: CompiledPolicy): CompiledStatement | undefined {
  const allows = allowsAbout(policy, subject.action)
  if (allows.isEmpty) return undefined
  start(STRENGTH.account)
  search(allows, subject, finding)
  return finding.statement
}

/** The strength of the statement stands in `finding` until the next search. */
function strongestGrant(policies: readonly CompiledPolicy[]): CompiledStatement | undefined {
  start(STRENGTH.wildcard)
  for (const policy of policies) {
    if (search(allowsAbout(policy, subject.action), subject, finding)) break
  }
  return finding.statement
}

function start(wanted: Strength): void {
  finding.statement = undefined
  finding.strength = STRENGTH.none
  finding.wanted = wanted
}
