import type { PolicySource, Principal, PrincipalElement, PrincipalEntry } from './types.ts'

/** How directly a `Principal` element names the caller, weakest first (spec/iam.md §4.2). */
export const STRENGTH = {
  none: 0,
  account: 1,
  roleOfSession: 2,
  userOfSession: 3,
  exact: 4,
  wildcard: 5,
} as const

export type Strength = (typeof STRENGTH)[keyof typeof STRENGTH]

/** An entry of a `Principal` element, prepared. */
export interface CompiledPrincipal {
  readonly entry: PrincipalEntry
  strength(principal: Principal): Strength
}

export function compilePrincipals(
  element: PrincipalElement,
  { pinned }: PolicySource,
): CompiledPrincipal[] {
  return element.map(entry => ({ entry, strength: strengthOf(entry, pinned?.get(entry.value)) }))
}

/** The strongest of the entries. */
export function strongest(entries: readonly CompiledPrincipal[], principal: Principal): Strength {
  let best: Strength = STRENGTH.none
  for (const { strength } of entries) {
    const found = strength(principal)
    if (found > best) best = found
  }
  return best
}

/**
 * Whether `NotPrincipal` lists the caller (spec/iam.md §1.6): a role session by its own ARN, or by its role
 * together with its account; an account alone lists nobody but its root.
 */
export function isListed(entries: readonly CompiledPrincipal[], principal: Principal): boolean {
  let role = false
  let account = false
  for (const { strength } of entries) {
    const found = strength(principal)
    if (found >= STRENGTH.exact) return true
    if (found === STRENGTH.roleOfSession) role = true
    if (found === STRENGTH.account) account = true
  }
  return role && account
}

type Matcher = (principal: Principal) => Strength

const nobody: Matcher = () => STRENGTH.none

function strengthOf({ type, value }: PrincipalEntry, pinnedId: string | undefined): Matcher {
  switch (type) {
    case 'AWS':
      return value === '*' ? () => STRENGTH.wildcard : awsMatcher(value, pinnedId)
    case 'Service':
      return principal => exactIf(principal.kind === 'service' && principal.name === value)
    case 'Federated':
      return principal =>
        exactIf(principal.kind === 'federated-identity' && principal.provider === value)
    case 'CanonicalUser':
      // The canonical id of an account is resolved by whoever stores the policy.
      return nobody
  }
}

function awsMatcher(value: string, pinnedId: string | undefined): Matcher {
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1]
  if (account) return accountMatcher(account)
  // A bare unique id is what is left of a principal that was deleted.
  if (/^A[A-Z0-9]{15,}$/.test(value)) return idMatcher(value)
  const kind = /^arn:[^:]+:(iam|sts)::\d{12}:(user|role|assumed-role|federated-user)\//.exec(
    value,
  )?.[2]
  switch (kind) {
    case 'user':
      return userMatcher(value, pinnedId)
    case 'role':
      return roleMatcher(value, pinnedId)
    case 'assumed-role':
      return principal => exactIf(principal.kind === 'role-session' && principal.arn === value)
    case 'federated-user':
      return principal => exactIf(principal.kind === 'federated-user' && principal.arn === value)
    default:
      return nobody
  }
}

function accountMatcher(account: string): Matcher {
  return principal => {
    if (!('account' in principal) || principal.account !== account) return STRENGTH.none
    return principal.kind === 'root' ? STRENGTH.exact : STRENGTH.account
  }
}

function userMatcher(arn: string, pinnedId: string | undefined): Matcher {
  return principal => {
    if (principal.kind === 'user') {
      return exactIf(
        pinnedId === undefined ? principal.arn === arn : principal.uniqueId === pinnedId,
      )
    }
    if (principal.kind !== 'federated-user') return STRENGTH.none
    // The issuer comes from the sealed session, never from the name that it gave itself.
    const { issuerArn, issuerUniqueId } = principal
    const issued = pinnedId === undefined ? issuerArn === arn : issuerUniqueId === pinnedId
    return issued ? STRENGTH.userOfSession : STRENGTH.none
  }
}

function roleMatcher(arn: string, pinnedId: string | undefined): Matcher {
  return principal => {
    if (principal.kind !== 'role-session') return STRENGTH.none
    const { roleArn, uniqueId } = principal
    const same = pinnedId === undefined ? roleArn === arn : uniqueId === pinnedId
    return same ? STRENGTH.roleOfSession : STRENGTH.none
  }
}

function idMatcher(id: string): Matcher {
  return principal => {
    if (principal.kind === 'user') return exactIf(principal.uniqueId === id)
    if (principal.kind === 'role-session' && principal.uniqueId === id)
      return STRENGTH.roleOfSession
    return STRENGTH.none
  }
}

const exactIf = (condition: boolean): Strength => (condition ? STRENGTH.exact : STRENGTH.none)
