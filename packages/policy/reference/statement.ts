/** Whether one statement speaks about a request, and how directly it names the caller (spec/iam.md §1.6, §4.2). */
import { conditionHolds } from './condition.ts'
import {
  type Caller,
  type Context,
  listOf,
  type OneOrMany,
  type Policy,
  type PrincipalJson,
  type Question,
  type StatementJson,
} from './question.ts'
import { arnParts, fits, patternParts, substitute, wildcards } from './text.ts'

/** Weakest first. */
export type Strength = 'none' | 'account' | 'role' | 'user' | 'exact' | 'wildcard'
export const STRENGTHS: readonly Strength[] = [
  'none',
  'account',
  'role',
  'user',
  'exact',
  'wildcard',
]

export const strongest = (strengths: readonly Strength[]): Strength =>
  STRENGTHS.findLast(strength => strengths.includes(strength)) ?? 'none'

/** The statements of a policy. */
export const statementsOf = ({ document }: Policy): readonly StatementJson[] =>
  listOf(document.Statement)

/** `none` when the statement does not apply. */
export function applies(
  statement: StatementJson,
  policy: Policy,
  question: Question,
  hasBoundary: boolean,
): Strength {
  const variables = policy.document.Version === '2012-10-17'
  const { Effect: effect, Condition: condition } = statement
  if (!actionMatches(statement, question.action)) return 'none'
  if (!resourceMatches(statement, policy, question, variables)) return 'none'
  const strength = principalMatches(statement, policy, question, hasBoundary)
  if (strength === 'none') return 'none'
  const { context } = question
  return conditionHolds(condition, { context, variables, effect }) ? strength : 'none'
}

function actionMatches({ Action, NotAction }: StatementJson, action: string): boolean {
  const listed = (patterns: OneOrMany | undefined) =>
    listOf(patterns).some(text => fits(wildcards(text.toLowerCase()), action.toLowerCase()))
  return NotAction === undefined ? listed(Action) : !listed(NotAction)
}

function resourceMatches(
  { Resource, NotResource }: StatementJson,
  { kind }: Policy,
  { resource: { arns }, context }: Question,
  variables: boolean,
): boolean {
  const listed = (patterns: OneOrMany | undefined) =>
    listOf(patterns).some(pattern => {
      // An action without resource is fitted by nothing but stars.
      if (pattern !== '' && pattern.replaceAll('*', '') === '') return true
      if (arns === 'any') return false
      return arns.some(arn => arnMatches(pattern, arn, kind, variables ? context : undefined))
    })
  if (Resource !== undefined) return listed(Resource)
  return NotResource === undefined || !listed(NotResource)
}

function arnMatches(
  pattern: string,
  arn: string,
  kind: Policy['kind'],
  context: Context | undefined,
): boolean {
  const parts = arnParts(arn)
  const wanted = patternParts(pattern, context !== undefined)
  if (parts === undefined) return false
  if (wanted.length < 6 && !mayBeShort(pattern, kind)) return false
  while (wanted.length < 6) wanted.push('*')
  const head = wanted
    .slice(0, 5)
    .every((part, i) => fits(wildcards(part.toLowerCase()), (parts[i] ?? '').toLowerCase()))
  if (!head) return false
  // Variables live in the sixth part only.
  const last = wanted[5] ?? ''
  const tokens = context ? substitute(last, context, wildcards) : wildcards(last)
  return tokens !== undefined && fits(tokens, parts[5] ?? '')
}

function mayBeShort(pattern: string, kind: Policy['kind']): boolean {
  if (!pattern.startsWith('arn:')) return false
  if (kind === 'identity' || kind === 'boundary' || kind === 'session') return true
  if (kind === 'scp') return pattern.endsWith('*')
  return kind !== 'rcp' && pattern.includes('*')
}

function principalMatches(
  { Effect, Principal, NotPrincipal }: StatementJson,
  { kind, pinned }: Policy,
  question: Question,
  hasBoundary: boolean,
): Strength {
  // A policy of a resource allows an identity of a provider only by naming the provider.
  const ofResource = kind === 'resource' || kind === 'trust'
  const isProviders =
    ofResource && question.principal.kind === 'federated-identity' && Effect === 'Allow'
  if (Principal !== undefined) {
    const strengths = entriesOf(Principal).map(([type, value]) => {
      const strength = names(type, value, question, kind, pinned?.get(value))
      return isProviders && strength === 'wildcard' ? 'none' : strength
    })
    return strongest(strengths)
  }
  if (NotPrincipal === undefined) {
    return ofResource ? 'none' : 'wildcard'
  }
  if (isProviders) return 'none'
  // As AWS warns, it denies whoever has a permissions boundary, whatever it lists.
  if (Effect === 'Deny' && hasBoundary) return 'wildcard'
  const found = entriesOf(NotPrincipal).map(([type, value]) =>
    names(type, value, question, kind, pinned?.get(value)),
  )
  // An account alone lists nobody but its root; with the role it lists the role's sessions.
  const listed =
    found.includes('exact') ||
    found.includes('wildcard') ||
    (found.includes('role') && found.includes('account'))
  return listed ? 'none' : 'wildcard'
}

function entriesOf(element: PrincipalJson): (readonly [string, string])[] {
  if (element === '*') return [['AWS', '*']]
  return Object.entries(element).flatMap(([type, values]) =>
    listOf(values).map(value => [type, value] as const),
  )
}

function names(
  type: string,
  value: string,
  { principal, context }: Question,
  kind: Policy['kind'],
  pin: string | undefined,
): Strength {
  switch (type) {
    case 'Service':
      return principal.kind === 'service' && principal.name === value ? 'exact' : 'none'
    case 'Federated': {
      if (principal.kind === 'federated-identity' && principal.provider === value) return 'exact'
      // Policies of resources name the sessions that came from a provider.
      const fromProvider = context.get('aws:federatedprovider') === value
      return kind === 'resource' && principal.kind === 'role-session' && fromProvider
        ? 'role'
        : 'none'
    }
    case 'CanonicalUser':
      return pin === undefined ? 'none' : namesAccount(pin, principal)
    default:
      return value === '*' ? 'wildcard' : namesPrincipal(value, principal, pin)
  }
}

function namesAccount(account: string, principal: Caller): Strength {
  if (principal.account !== account) return 'none'
  return principal.kind === 'root' ? 'exact' : 'account'
}

function namesPrincipal(value: string, principal: Caller, pin: string | undefined): Strength {
  const digits = /^[0-9]{12}$/
  if (digits.test(value)) return namesAccount(value, principal)
  const parts = arnParts(value)
  // A bare unique id is what is left of a principal that was deleted.
  if (parts === undefined)
    return value.startsWith('A') && value.length > 15 ? namesId(value, principal) : 'none'
  const [, , service, region, account = '', name = ''] = parts
  if (region !== '' || !digits.test(account)) return 'none'
  if (service === 'iam' && name === 'root') return namesAccount(account, principal)
  const type = `${service}:${name.split('/')[0]}`
  switch (type) {
    case 'iam:user':
    case 'iam:role':
      return pin === undefined ? namesArn(value, principal) : namesId(pin, principal)
    case 'sts:assumed-role':
      return principal.kind === 'role-session' && principal.arn === value ? 'exact' : 'none'
    case 'sts:federated-user':
      return principal.kind === 'federated-user' && principal.arn === value ? 'exact' : 'none'
    default:
      return 'none'
  }
}

function namesArn(value: string, principal: Caller): Strength {
  if (principal.kind === 'user') return principal.arn === value ? 'exact' : 'none'
  // Who issued the session comes from its seal, never from the name that it gave itself.
  if (principal.kind === 'federated-user') return principal.issuerArn === value ? 'user' : 'none'
  if (principal.kind !== 'role-session') return 'none'
  const key = (arn: string | undefined) => {
    const [, partition, , , account, path = ''] = arnParts(arn ?? '') ?? []
    return path.startsWith('role/') ? `${partition} ${account} ${path.split('/').at(-1)}` : arn
  }
  return key(principal.roleArn) === key(value) ? 'role' : 'none'
}

function namesId(id: string, principal: Caller): Strength {
  if (principal.kind === 'user' && principal.uniqueId === id) return 'exact'
  if (principal.kind === 'role-session' && principal.uniqueId === id) return 'role'
  return principal.kind === 'federated-user' && principal.issuerUniqueId === id ? 'user' : 'none'
}
