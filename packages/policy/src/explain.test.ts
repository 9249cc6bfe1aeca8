import { describe, expect, it } from 'vitest'
import { compilePolicy } from './compile.ts'
import { EMPTY_POLICY_SET, type PolicySet } from './decide.ts'
import { explain, renderExplanation } from './explain.ts'
import { parsePolicy } from './parse.ts'
import type { AuthorizationRequest, PolicyKind, Principal } from './types.ts'

const OWN = '111111111111'
const alice: Principal = { kind: 'user', arn: `arn:aws:iam::${OWN}:user/alice`, account: OWN }
const S3 = { Effect: 'Allow', Action: 's3:*', Resource: '*' }

function policy(kind: PolicyKind, ...statements: object[]) {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 1)
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  return compilePolicy(parsed.value, { kind, name: `the ${kind}`, attachedTo: 'alice' })
}

const set = (parts: Partial<PolicySet>): PolicySet => ({ ...EMPTY_POLICY_SET, ...parts })
const request = (changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  principal: alice,
  action: 's3:GetObject',
  resource: { arns: ['arn:aws:s3:::b/what*'], account: OWN, trustsAccount: true },
  context: new Map(),
  ...changes,
})

describe('an explanation', () => {
  it('names all that is missing, layer after layer, in statements that name nothing else', () => {
    const foreign: Principal = {
      kind: 'role-session',
      arn: 'arn:aws:sts::222222222222:assumed-role/app/s1',
      account: '222222222222',
      roleArn: 'arn:aws:iam::222222222222:role/app',
    }
    const lex = { ...S3, Action: 'lex:*' }
    const policies = set({
      boundary: policy('boundary', lex),
      session: [policy('session', lex)],
      scp: [[policy('scp', { ...S3, Action: '*' })], [policy('scp', lex)]],
    })
    const { missing } = explain(policies, request({ principal: foreign }))
    expect(missing.map(({ where }) => where)).toEqual([
      'a service control policy of level 2',
      'the resource policy',
      'a policy of the caller',
      'the permissions boundary',
      'the session policy',
    ])
    expect(missing[1]?.statement).toEqual({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:role/app' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::b/what${*}',
    })
  })

  it('says of each statement that it applies, or which element fails, with pattern and value', () => {
    const identity = [
      policy(
        'identity',
        { ...S3, Sid: 'Put', Action: 's3:Put*' },
        { ...S3, Sid: 'Other', Resource: 'arn:aws:s3:::c/*' },
        { ...S3, Sid: 'Team', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } },
        { ...S3, Sid: 'All' },
      ),
    ]
    const context = new Map([['aws:principaltag/team', 'b']])
    expect(renderExplanation(explain(set({ identity }), request({ context })))).toBe(
      [
        `allow by identity: arn:aws:iam::${OWN}:user/alice s3:GetObject on arn:aws:s3:::b/what*`,
        '  identity policy the identity of alice',
        '    does not: Allow Put: Action [s3:Put*] against s3:GetObject',
        '    does not: Allow Other: Resource [arn:aws:s3:::c/*] against arn:aws:s3:::b/what*',
        '    does not: Allow Team: Condition StringEquals aws:PrincipalTag/team [a] against aws:principaltag/team = "b"',
        '  → applies: Allow All',
      ].join('\n'),
    )
  })

  it('says how a policy of a resource names the caller', () => {
    const resource = [policy('resource', { ...S3, Principal: { AWS: OWN } })]
    const explanation = explain(set({ resource }), request())
    expect(explanation.policies[0]?.statements[0]).toMatchObject({
      applies: true,
      names: 'account',
    })
    expect(explanation.missing.map(({ where }) => where)).toEqual(['a policy of the caller'])
  })

  it('says which policies do not bind the caller, and which rule decided', () => {
    const linked: Principal = {
      kind: 'role-session',
      arn: `arn:aws:sts::${OWN}:assumed-role/AWSServiceRoleForLexBots/s`,
      account: OWN,
      roleArn: `arn:aws:iam::${OWN}:role/AWSServiceRoleForLexBots`,
      serviceLinked: true,
    }
    const denying = policy('scp', { ...S3, Effect: 'Deny' })
    const policies = set({ identity: [policy('identity', S3)], scp: [[denying]] })
    const explanation = explain(policies, request({ principal: linked }))
    expect(explanation.decision.effect).toBe('allow')
    expect(explanation.exempt.map(({ reason }) => reason)).toEqual([
      'no service control policy binds this caller',
    ])
    const foreign = {
      arns: ['arn:aws:iam::222222222222:role/r'] as const,
      account: OWN,
      trustsAccount: true,
    }
    const passing = request({ action: 'iam:PassRole', resource: foreign })
    expect(explain(policies, passing).rule).toBe('a role of another account cannot be passed')
  })

  it('has nothing missing where a Deny decided', () => {
    const identity = [policy('identity', { ...S3, Effect: 'Deny', Sid: 'No' })]
    const explanation = explain(set({ identity }), request())
    expect(explanation.missing).toEqual([])
    expect(renderExplanation(explanation)).toContain('→ applies: Deny No')
  })
})
