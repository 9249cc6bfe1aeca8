import type {
  PolicySource,
  Principal,
  PrincipalElement,
  PrincipalEntry,
  RequestContext,
} from './types.ts'

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
  strength(principal: Principal, context: RequestContext): Strength
}

/** The key that tells which provider a role session came from. */
export const PROVIDER_KEY = 'aws:federatedprovider'

export function compilePrincipals(
  element: PrincipalElement,
  source: PolicySource,
): CompiledPrincipal[] {
  return element.map(entry => ({ entry, strength: strengthOf(entry, source) }))
}

/** The strongest of the entries, those that name everybody left out if wanted. */
export function strongest(
  entries: readonly CompiledPrincipal[],
  principal: Principal,
  context: RequestContext,
  withoutWildcard: boolean,
): Strength {
  let best: Strength = STRENGTH.none
  for (const entry of entries) {
    const found = entry.strength(principal, context)
    if (found > best && !(withoutWildcard && found === STRENGTH.wildcard)) best = found
  }
  return best
}

/**
 * Whether `NotPrincipal` lists the caller (spec/iam.md §1.6): a role session by its own ARN, or by its role
 * together with its account; an account alone lists nobody but its root.
 */
export function isListed(
  entries: readonly CompiledPrincipal[],
  principal: Principal,
  context: RequestContext,
): boolean {
  let role = false
  let account = false
  for (const entry of entries) {
    const found = entry.strength(principal, context)
    if (found >= STRENGTH.exact) return true
    if (found === STRENGTH.roleOfSession) role = true
    if (found === STRENGTH.account) account = true
  }
  return role && account
}

type Matcher = (principal: Principal, context: RequestContext) => Strength

const nobody: Matcher = () => STRENGTH.none
const everybody: Matcher = () => STRENGTH.wildcard

function strengthOf({ type, value }: PrincipalEntry, { kind, pinned }: PolicySource): Matcher {
  const pin = pinned?.get(value)
  switch (type) {
    case 'AWS':
      return value === '*' ? everybody : awsMatcher(value, pin)
    case 'Service':
      return principal => exactIf(principal.kind === 'service' && principal.name === value)
    case 'Federated':
      return kind === 'resource' ? sessionsOf(value) : callersOf(value)
    case 'CanonicalUser':
      // Whoever stores the policy knows the account behind a canonical id.
      return pin === undefined ? nobody : accountMatcher(pin)
  }
}

const callersOf =
  (provider: string): Matcher =>
  principal =>
    exactIf(principal.kind === 'federated-identity' && principal.provider === provider)

/** In policies of resources a provider stands for the role sessions that came from it as well. */
function sessionsOf(provider: string): Matcher {
  const isCaller = callersOf(provider)
  return (principal, context) => {
    if (principal.kind !== 'role-session') return isCaller(principal, context)
    return context.get(PROVIDER_KEY) === provider ? STRENGTH.roleOfSession : STRENGTH.none
  }
}

function awsMatcher(value: string, pinnedId: string | undefined): Matcher {
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1]
  if (account) return accountMatcher(account)
  // A bare unique id is what is left of a principal that was deleted.
  if (/^A[A-Z0-9]{15,}$/.test(value)) return idMatcher(value)
  const kind = /^arn:[^:]+:(?:iam::\d{12}:(user|role)|sts::\d{12}:(assumed-role|federated-user))\//
    .exec(value)
    ?.slice(1)
    .find(Boolean)
  switch (kind) {
    case 'user':
      return pinnedId === undefined ? userMatcher(value) : idMatcher(pinnedId)
    case 'role':
      return pinnedId === undefined ? roleMatcher(value) : idMatcher(pinnedId)
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

function userMatcher(arn: string): Matcher {
  return principal => {
    if (principal.kind === 'user') return exactIf(principal.arn === arn)
    // The issuer comes from the sealed session, never from the name that it gave itself.
    const issued = principal.kind === 'federated-user' && principal.issuerArn === arn
    return issued ? STRENGTH.userOfSession : STRENGTH.none
  }
}

/** By partition, account and name: names of roles are unique in an account, whatever their path. */
function roleMatcher(arn: string): Matcher {
  const [, head = '', name = ''] = ROLE_ARN.exec(arn) ?? []
  // What is a piece of the document is compared more slowly than a text of its own.
  const own = arn.split('').join('')
  return principal => {
    if (principal.kind !== 'role-session') return STRENGTH.none
    const { roleArn } = principal
    if (roleArn === own) return STRENGTH.roleOfSession
    const same = roleArn.startsWith(head) && roleArn.endsWith(`/${name}`)
    return same ? STRENGTH.roleOfSession : STRENGTH.none
  }
}

const ROLE_ARN = /^(arn:[^:]+:iam::\d{12}:role\/)(?:.*\/)?([^/]+)$/s

function idMatcher(id: string): Matcher {
  return principal => {
    switch (principal.kind) {
      case 'user':
        return exactIf(principal.uniqueId === id)
      case 'role-session':
        return principal.uniqueId === id ? STRENGTH.roleOfSession : STRENGTH.none
      case 'federated-user':
        return principal.issuerUniqueId === id ? STRENGTH.userOfSession : STRENGTH.none
      default:
        return STRENGTH.none
    }
  }
}

const exactIf = (condition: boolean): Strength => (condition ? STRENGTH.exact : STRENGTH.none)
