import type { Action } from './action.ts'
import type { AuthorizationRequest, Principal } from './types.ts'

/** What no policy can change, and whom which policies do not bind (spec/iam.md §4.3 step 0, §4.5–4.7). */

/** `allow` and `deny` whatever the policies say; undefined where they are asked. */
export type FixedRule = (request: AuthorizationRequest) => 'allow' | 'deny' | undefined

const callerIdentity: FixedRule = ({ principal: { kind } }) =>
  kind === 'anonymous' || kind === 'federated-identity' ? undefined : 'allow'

const sessionToken: FixedRule = ({ principal: { kind } }) =>
  kind === 'user' || kind === 'root' ? 'allow' : undefined

const policyOfAws: FixedRule = ({ resource: { arns } }) =>
  arns !== 'any' && arns[0].startsWith('arn:aws:iam::aws:policy/') ? 'deny' : undefined

const aliasOfAws: FixedRule = ({ resource: { arns } }) =>
  arns !== 'any' && /^arn:[^:]*:kms:[^:]*:[^:]*:alias\/aws\//.test(arns[0]) ? 'deny' : undefined

const foreignRole: FixedRule = ({ principal, resource: { arns } }) => {
  const owner = arns === 'any' ? undefined : arns[0].split(':')[4]
  return 'account' in principal && owner !== principal.account ? 'deny' : undefined
}

export const FIXED_RULES: ReadonlyMap<string, FixedRule> = new Map([
  ['sts:GetCallerIdentity', callerIdentity],
  ['sts:GetSessionToken', sessionToken],
  ['iam:CreatePolicyVersion', policyOfAws],
  ['iam:DeletePolicy', policyOfAws],
  ['iam:DeletePolicyVersion', policyOfAws],
  ['iam:SetDefaultPolicyVersion', policyOfAws],
  ['iam:TagPolicy', policyOfAws],
  ['iam:UntagPolicy', policyOfAws],
  ['kms:CreateAlias', aliasOfAws],
  ['kms:UpdateAlias', aliasOfAws],
  ['kms:DeleteAlias', aliasOfAws],
  ['iam:PassRole', foreignRole],
])

/** Root has no policies of its own, and who has no account has none either. */
export function hasIdentitySide({ kind }: Principal): boolean {
  return kind === 'user' || kind === 'role-session' || kind === 'federated-user'
}

/** Root of a member account is bound; services and service-linked roles are not. */
export function isBoundByScp(principal: Principal): boolean {
  return 'account' in principal && !isServiceLinked(principal)
}

/** Services that resource control policies do not reach, of those that we know of. */
const OUTSIDE_RCP = new Set(['lex', 'lambda', 'iam', 'cloudwatch', 'cloudformation', 'sns'])

/** Retiring a grant never is bound. */
export function isOutsideRcp(action: string): boolean {
  const service = action.slice(0, action.indexOf(':')).toLowerCase()
  return action === 'kms:RetireGrant' || OUTSIDE_RCP.has(service)
}

/** Foreign, anonymous and service callers are bound too. */
export function isBoundByRcp(principal: Principal, action: Action): boolean {
  return !action.isOutsideRcp && !isServiceLinked(principal)
}

const isServiceLinked = (principal: Principal) =>
  principal.kind === 'role-session' && principal.serviceLinked === true

/** The owner's root may always repair a bucket policy, whatever that policy says. */
export function isBucketRepair(
  { principal, resource }: AuthorizationRequest,
  { repairsBuckets }: Action,
): boolean {
  return repairsBuckets && principal.kind === 'root' && principal.account === resource.account
}

/** S3 Block Public Access: a public policy lets nobody from outside in but services. */
export function isRestrictedPublic({ principal, resource }: AuthorizationRequest): boolean {
  if (resource.publicAccess !== 'restricted' || principal.kind === 'service') return false
  return !('account' in principal) || principal.account !== resource.account
}
