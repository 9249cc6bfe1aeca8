/** The small scene of the tests of attacks. */
import {
  type AuthorizationRequest,
  type ContextValue,
  compilePolicy,
  decide,
  EMPTY_POLICY_SET,
  type PolicyKind,
  type Principal,
  parsePolicy,
} from '../src/index.ts'

export const OWN = '111111111111'
export const ALICE = `arn:aws:iam::${OWN}:user/alice`
export const ROLE = `arn:aws:iam::${OWN}:role/app`
export const OBJECT = 'arn:aws:s3:::b/k'
export const alice: Principal = {
  kind: 'user',
  arn: ALICE,
  account: OWN,
  uniqueId: 'AIDAALICE00000001',
}
export const session: Principal = {
  kind: 'role-session',
  arn: `arn:aws:sts::${OWN}:assumed-role/app/s1`,
  account: OWN,
  roleArn: ROLE,
}

export type Json = Readonly<Record<string, unknown>>
export const S3: Json = { Effect: 'Allow', Action: 's3:*', Resource: '*' }

export function policy(
  kind: PolicyKind,
  statements: readonly Json[],
  pinned?: Record<string, string>,
) {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  const pins = pinned && { pinned: new Map(Object.entries(pinned)) }
  return compilePolicy(parsed.value, { kind, name: kind, ...pins })
}

export const context = (values: Readonly<Record<string, ContextValue>>) =>
  new Map(Object.entries(values))

export function request(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  const resource = { arns: [OBJECT] as const, account: OWN, trustsAccount: true }
  return { principal: alice, action: 's3:GetObject', resource, context: new Map(), ...changes }
}

export function effectOf(
  condition: Json,
  values: Readonly<Record<string, ContextValue>>,
  Effect = 'Deny',
) {
  const statement = { ...S3, Effect, Condition: condition }
  const identity = [policy('identity', Effect === 'Deny' ? [S3, statement] : [statement])]
  return decide({ ...EMPTY_POLICY_SET, identity }, request({ context: context(values) })).effect
}
