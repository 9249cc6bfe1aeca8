import type { Decision, Layer } from '@parley/policy'
import { describe, expect, it } from 'vitest'
import { check } from '../operation/check.ts'
import { FOREIGN, OWN } from './access.testing.ts'
import type { DecidedCheck } from './access.ts'
import { denialMessage } from './denial.ts'
import type { Identity } from './identity.ts'

const ALICE: Identity = {
  account: OWN,
  principal: { kind: 'user', arn: `arn:aws:iam::${OWN}:user/alice`, account: OWN },
}
const BOT = `arn:aws:lex:us-east-1:${OWN}:bot:b`

function denied(decision: Decision, resourceAccount = OWN): DecidedCheck {
  return {
    check: check('lex:GetBot', BOT),
    decision,
    resourceAccount,
    contextKeys: () => ({}),
    explain: () => '',
  }
}

const START = `User: arn:aws:iam::${OWN}:user/alice is not authorized to perform: lex:GetBot on resource: ${BOT}`

describe('a denial', () => {
  // spec/iam.md §8.4
  const wordings: readonly [Decision['effect'], Layer, string][] = [
    ['implicit-deny', 'identity', 'because no identity-based policy allows the lex:GetBot action'],
    ['explicit-deny', 'identity', 'with an explicit deny in an identity-based policy'],
    ['implicit-deny', 'resource', 'because no resource-based policy allows the lex:GetBot action'],
    ['explicit-deny', 'resource', 'with an explicit deny in a resource-based policy'],
    ['implicit-deny', 'boundary', 'because no permissions boundary allows the lex:GetBot action'],
    ['explicit-deny', 'boundary', 'with an explicit deny in a permissions boundary'],
    ['implicit-deny', 'session', 'because no session policy allows the lex:GetBot action'],
    ['explicit-deny', 'session', 'with an explicit deny in a session policy'],
    ['implicit-deny', 'scp', 'because no service control policy allows the lex:GetBot action'],
    ['explicit-deny', 'scp', 'with an explicit deny in a service control policy'],
    ['explicit-deny', 'rcp', 'with an explicit deny in a resource control policy'],
    ['implicit-deny', 'vpce', 'because no VPC endpoint policy allows the lex:GetBot action'],
    ['explicit-deny', 'vpce', 'with an explicit deny in a VPC endpoint policy'],
    ['implicit-deny', 'trust', 'because no role trust policy allows the lex:GetBot action'],
    ['explicit-deny', 'trust', 'with an explicit deny in the role trust policy'],
  ]
  it.each(wordings)('%s of %s reads: %s', (effect, layer, reason) => {
    expect(denialMessage(ALICE, denied({ effect, layer }), 'reason')).toBe(`${START} ${reason}`)
  })

  it('names the managed policy that denied, and no inline one', () => {
    const arn = `arn:aws:iam::${OWN}:policy/No`
    const managed = { effect: 'explicit-deny', layer: 'identity' } as const
    const of = (policy: { name: string; arn?: string }) =>
      denied({ ...managed, policy: { kind: 'identity', ...policy } })
    expect(denialMessage(ALICE, of({ name: 'No', arn }), 'reason')).toBe(
      `${START} with an explicit deny in an identity-based policy: ${arn}`,
    )
    expect(denialMessage(ALICE, of({ name: 'inline:x' }), 'reason')).toBe(
      `${START} with an explicit deny in an identity-based policy`,
    )
  })

  it('tells no reason where the operation tells none, nor to callers of another account', () => {
    const decision = { effect: 'implicit-deny', layer: 'identity' } as const
    expect(denialMessage(ALICE, denied(decision), 'bare')).toBe(START)
    expect(denialMessage(ALICE, denied(decision, FOREIGN), 'reason')).toBe(START)
  })

  it('names every kind of caller', () => {
    const decision = { effect: 'implicit-deny', layer: 'service' } as const
    const by = (principal: Identity['principal']) =>
      denialMessage({ account: OWN, principal }, denied(decision), 'bare').split(' is ')[0]
    const arn = `arn:aws:sts::${OWN}:assumed-role/app/s1`
    const role = { kind: 'role-session', arn, account: OWN, roleArn: '' } as const
    expect(by(role)).toBe(`User: ${arn}`)
    expect(by({ kind: 'anonymous' })).toBe('User: anonymous')
    expect(by({ kind: 'service', name: 'lex.amazonaws.com' })).toBe('User: lex.amazonaws.com')
    const unsigned = { ...denied(decision), check: check('sts:AssumeRoleWithWebIdentity', BOT) }
    const principal = { kind: 'federated-identity', provider: 'p' } as const
    expect(denialMessage({ account: OWN, principal }, unsigned, 'bare')).toBe(
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    )
  })
})
