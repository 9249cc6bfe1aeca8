/**
 * The slow second reading of spec/iam.md §4: no index, no cache, nothing shared with the engine. Read this
 * file, then `statement.ts`, `condition.ts`, `text.ts` and `values.ts`.
 */
import type { Answer, Caller, Policies, Policy, Question } from './question.ts'
import { applies, type Strength, statementsOf, strongest } from './statement.ts'
import { arnParts } from './text.ts'

export type { Answer, Policies, Question } from './question.ts'

/** §4.3, line by line. */
export function evaluate(policies: Policies, question: Question): Answer {
  const { principal, action, resource } = question
  const authenticated = principal.kind !== 'anonymous' && principal.kind !== 'federated-identity'
  if (action === 'sts:GetCallerIdentity' && authenticated) return allow('none')
  const isUser = principal.kind === 'user' || principal.kind === 'root'
  if (action === 'sts:GetSessionToken' && isUser) return allow('none')

  // 0. who is exempt
  const serviceLinked = principal.serviceLinked === true
  const scp = principal.account === undefined || serviceLinked ? [] : policies.scp
  const rcp = serviceLinked || !reachedByRcp(action) ? [] : policies.rcp
  const hasIdentitySide = principal.account !== undefined && principal.kind !== 'root'
  const identity = hasIdentitySide ? policies.identity : []
  const boundary = hasIdentitySide && policies.boundary ? [policies.boundary] : undefined
  const session = hasIdentitySide ? policies.session : undefined

  // 0a. fixed rules
  if (isImmutable(question) || passesForeignRole(question)) return implicit('service')

  // 1. explicit deny anywhere
  const says = (effect: string, some: readonly Policy[]): Strength =>
    strongest(
      some.flatMap(policy =>
        statementsOf(policy)
          .filter(statement => statement.Effect === effect)
          .map(statement => applies(statement, policy, question, boundary !== undefined)),
      ),
    )
  const denies = (some: readonly Policy[]) => says('Deny', some) !== 'none'
  const allows = (some: readonly Policy[]) => says('Allow', some) !== 'none'
  const repairsBucket =
    principal.kind === 'root' &&
    principal.account === resource.account &&
    ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'].includes(action)
  if (denies(scp.flat())) return explicit('scp')
  if (denies(rcp.flat())) return explicit('rcp')
  if (denies(policies.endpoint)) return explicit('vpce')
  const isOutsider = principal.kind !== 'service' && principal.account !== resource.account
  if (resource.publicAccess === 'restricted' && isOutsider) return explicit('s3-bpa')
  const layer = layerOf(action)
  if (!repairsBucket && denies(policies.resource))
    return explicit(layerOfDenial(policies.resource, says))
  if (denies(identity)) return explicit('identity')
  if (denies(boundary ?? [])) return explicit('boundary')
  if (denies(session ?? [])) return explicit('session')

  // 2. ceilings
  if (!scp.every(allows)) return implicit('scp')
  if (!rcp.every(allows)) return implicit('rcp')
  if (policies.endpoint.length > 0 && !allows(policies.endpoint)) return implicit('vpce')

  // 3. grant
  const rp = says('Allow', policies.resource)
  if (principal.kind === 'anonymous') return rp === 'wildcard' ? allow(layer) : implicit(layer)
  if (principal.kind === 'service') {
    return rp === 'exact' || rp === 'wildcard' ? allow(layer) : implicit(layer)
  }
  if (principal.kind === 'federated-identity')
    return rp === 'exact' ? allow(layer) : implicit(layer)
  if (repairsBucket) return allow('service')
  const lacking = (withIdentity: boolean): string | undefined => {
    if (withIdentity && principal.kind !== 'root' && !allows(identity)) return 'identity'
    if (boundary && !allows(boundary)) return 'boundary'
    const wantsSession = session !== undefined || principal.kind === 'federated-user'
    return wantsSession && !allows(session ?? []) ? 'session' : undefined
  }
  const unless = (missing: string | undefined, by: string) =>
    missing === undefined ? allow(by) : implicit(missing)
  if (principal.account !== resource.account) {
    return rp === 'none' ? implicit(layer) : unless(lacking(true), 'both')
  }
  if (rp === 'exact' || rp === 'wildcard') return allow(layer)
  if (rp === 'role' || rp === 'user') return unless(lacking(false), layer)
  if (!resource.trustsAccount && rp === 'none') return implicit(layer)
  return unless(lacking(true), rp === 'account' ? 'both' : 'identity')
}

const allow = (layer: string): Answer => ({ effect: 'allow', layer })
const implicit = (layer: string): Answer => ({ effect: 'implicit-deny', layer })
const explicit = (layer: string): Answer => ({ effect: 'explicit-deny', layer })

/** The actions that a role's trust policy decides. */
function layerOf(action: string): 'resource' | 'trust' {
  const trust = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext']
  return trust.some(start => action.startsWith(start)) ? 'trust' : 'resource'
}

function layerOfDenial(
  policies: readonly Policy[],
  says: (effect: string, some: readonly Policy[]) => Strength,
): string {
  const denying = policies.find(policy => says('Deny', [policy]) !== 'none')
  return denying?.kind === 'trust' ? 'trust' : 'resource'
}

/** §4.7: what resource control policies do not reach; and RetireGrant, which they never bind. */
function reachedByRcp(action: string): boolean {
  const service = action.split(':')[0]?.toLowerCase() ?? ''
  const outside = ['lex', 'lambda', 'iam', 'cloudwatch', 'cloudformation', 'sns']
  return action !== 'kms:RetireGrant' && !outside.includes(service)
}

/** §4.6: AWS-managed policies and the aliases of AWS's own keys belong to AWS. */
function isImmutable({ action, resource }: Question): boolean {
  const arn = resource.arns === 'any' ? '' : (resource.arns[0] ?? '')
  const changesPolicy = [
    'iam:CreatePolicyVersion',
    'iam:DeletePolicy',
    'iam:DeletePolicyVersion',
    'iam:SetDefaultPolicyVersion',
    'iam:TagPolicy',
    'iam:UntagPolicy',
  ]
  if (changesPolicy.includes(action)) return arn.startsWith('arn:aws:iam::aws:policy/')
  const changesAlias = ['kms:CreateAlias', 'kms:UpdateAlias', 'kms:DeleteAlias'].includes(action)
  const [, , service, , , name = ''] = arnParts(arn) ?? []
  return changesAlias && service === 'kms' && name.startsWith('alias/aws/')
}

/** §5.1: a role of another account cannot be passed. */
function passesForeignRole({ principal, action, resource }: Question): boolean {
  if (action !== 'iam:PassRole' || principal.account === undefined) return false
  const arn = resource.arns === 'any' ? '' : (resource.arns[0] ?? '')
  return arn.split(':')[4] !== (principal as Caller).account
}
