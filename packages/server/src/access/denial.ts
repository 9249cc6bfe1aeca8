import type { Layer } from '@parley/policy'
import type { DecidedCheck } from './access.ts'
import type { Identity } from './identity.ts'

/**
 * A denial as AWS words it (spec/iam.md §8.4). `bare` tells nothing beyond caller, action and resource;
 * callers of another account than the resource's never learn more either.
 */
export function denialMessage(
  { principal, account }: Identity,
  { check, decision, resourceAccount }: DecidedCheck,
  detail: 'reason' | 'bare',
): string {
  const { action, resource } = check
  if (action === 'iam:PassRole' && decision.layer === 'service') {
    return 'Cross-account pass role is not allowed.'
  }
  // S3 tells strangers nothing, and nobody that the public is kept out (spec/iam.md §8.3, §8.4).
  if (action.startsWith('s3:') && (account !== resourceAccount || decision.layer === 's3-bpa')) {
    return 'Access Denied'
  }
  if (principal.kind === 'federated-identity') return `Not authorized to perform ${action}`
  const isRefusedByResource = decision.layer === 'resource' || account !== resourceAccount
  const shown = resource.shownAs ?? (resource.arns === 'any' ? undefined : resource.arns[0])
  if (resource.refusedAs !== undefined && isRefusedByResource) {
    return `User: ${callerName(principal)} is not authorized to perform: ${action} ${resource.refusedAs}`
  }
  const base = `User: ${callerName(principal)} is not authorized to perform: ${action}${shown ? ` on resource: ${shown}` : ''}`
  if (detail === 'bare' || account !== resourceAccount) return base
  const reason = reasonOf(action, decision)
  return reason ? `${base} ${reason}` : base
}

function callerName(principal: Identity['principal']): string {
  if (principal.kind === 'service') return principal.name
  return 'arn' in principal ? principal.arn : 'anonymous'
}

const NAMES: Readonly<Partial<Record<Layer, string>>> = {
  identity: 'identity-based policy',
  both: 'identity-based policy',
  resource: 'resource-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  vpce: 'VPC endpoint policy',
  trust: 'role trust policy',
}

function reasonOf(
  action: string,
  { effect, layer, policy }: DecidedCheck['decision'],
): string | undefined {
  const name = NAMES[layer]
  if (!name) return undefined
  if (effect === 'implicit-deny') return `because no ${name} allows the ${action} action`
  if (layer === 'trust') return 'with an explicit deny in the role trust policy'
  const article = name.startsWith('identity') ? 'an' : 'a'
  const arn = policy?.arn ? `: ${policy.arn}` : ''
  return `with an explicit deny in ${article} ${name}${arn}`
}
