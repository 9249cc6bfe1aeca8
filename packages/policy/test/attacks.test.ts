/** Rows Z11, Z17–Z20 and Z23 of spec/attacks.md: what has gone wrong elsewhere. */
import { describe, expect, it } from 'vitest'
import { decide, EMPTY_POLICY_SET, matchesGlob, type Principal, parsePolicy } from '../src/index.ts'
import { LIMITS } from '../src/limits.ts'
import {
  ALICE,
  alice,
  context,
  effectOf,
  type Json,
  OWN,
  policy,
  ROLE,
  request,
  S3,
  session,
} from './attacks.testing.ts'

describe('Z11: public and named principals together', () => {
  const named = {
    ...S3,
    Principal: { AWS: ROLE },
    Condition: { Bool: { 'aws:SecureTransport': true } },
  }
  const open = { ...S3, Action: 's3:PutObject', Principal: '*' }
  const resource = [policy('resource', [named, open])]
  const effect = (principal: Principal, action: string, secure: string) => {
    const asked = { principal, action, context: context({ 'aws:securetransport': secure }) }
    return decide({ ...EMPTY_POLICY_SET, resource }, request(asked)).effect
  }

  it('a wildcard does not lend its openness to a conditioned grant', () => {
    expect(effect({ kind: 'anonymous' }, 's3:GetObject', 'true')).toBe('implicit-deny')
    expect(effect(session, 's3:GetObject', 'false')).toBe('implicit-deny')
    expect(effect(session, 's3:GetObject', 'true')).toBe('allow')
  })

  it('a named principal does not take the wildcard from the others', () => {
    expect(effect({ kind: 'anonymous' }, 's3:PutObject', 'false')).toBe('allow')
  })

  it('beside a named provider a wildcard does not shut its identities out, nor let others in', () => {
    const Principal = { AWS: '*', Federated: 'id.example' }
    const trust = { Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity' }
    const ask = (provider: string) => {
      const asked = {
        principal: { kind: 'federated-identity' as const, provider },
        action: 'sts:AssumeRoleWithWebIdentity',
        resource: { arns: [ROLE] as const, account: OWN, trustsAccount: false },
      }
      const set = { ...EMPTY_POLICY_SET, resource: [policy('trust', [trust])] }
      return decide(set, request(asked)).effect
    }
    expect([ask('id.example'), ask('other.example')]).toEqual(['allow', 'implicit-deny'])
  })
})

describe('Z17: a deny counts in whichever policy it stands', () => {
  const deny = { ...S3, Effect: 'Deny' }
  const first = [policy('identity', [S3]), policy('identity', [S3])]
  for (const place of [
    'identity',
    'boundary',
    'session',
    'resource',
    'endpoint',
    'scp',
    'rcp',
  ] as const) {
    it(`as the last of several: ${place}`, () => {
      const Principal = place === 'resource' || place === 'endpoint' ? { Principal: '*' } : {}
      const kind = place === 'rcp' ? 'scp' : place
      const denying = policy(kind, [
        { ...S3, ...Principal },
        { ...deny, ...Principal },
      ])
      const set = {
        ...EMPTY_POLICY_SET,
        identity: place === 'identity' ? [...first, denying] : first,
        resource: place === 'resource' ? [denying] : [],
        endpoint: place === 'endpoint' ? [denying] : [],
        ...(place === 'boundary' && { boundary: denying }),
        ...(place === 'session' && { session: [policy('session', [S3]), denying] }),
        scp: place === 'scp' ? [[policy('scp', [S3])], [policy('scp', [S3]), denying]] : [],
        rcp: place === 'rcp' ? [[policy('scp', [S3])], [policy('scp', [S3]), denying]] : [],
      }
      expect(decide(set, request()).effect).toBe('explicit-deny')
    })
  }
})

describe('Z18: a mistake while a statement is evaluated', () => {
  const faulty = new Map<string, string>([['aws:username', 'alice']])
  faulty.get = () => {
    throw new Error('the tag store is away')
  }
  const Condition = { StringEquals: { 'aws:username': 'alice' } }
  const variable = { Resource: 'arn:aws:s3:::b/${aws:username}*' }
  for (const [name, part] of Object.entries({ condition: { Condition }, resource: variable })) {
    it(`in a ${name} makes a Deny deny and an Allow not allow`, () => {
      const effect = (...statements: Json[]) => {
        const set = { ...EMPTY_POLICY_SET, identity: [policy('identity', statements)] }
        return decide(set, request({ context: faulty })).effect
      }
      expect(effect({ ...S3, ...part })).toBe('implicit-deny')
      expect(effect(S3, { ...S3, ...part, Effect: 'Deny' })).toBe('explicit-deny')
    })
  }
})

describe('Z19: accounts and recreated principals', () => {
  const foreign: Principal = {
    kind: 'user',
    arn: 'arn:aws:iam::222222222222:user/xav',
    account: '222222222222',
  }
  const grant = policy('resource', [
    { ...S3, Principal: { AWS: 'arn:aws:iam::222222222222:user/xav' } },
  ])

  it('across accounts either side alone is not enough', () => {
    const asked = request({ principal: foreign })
    const identity = [policy('identity', [S3])]
    expect(decide({ ...EMPTY_POLICY_SET, identity }, asked)).toMatchObject({ layer: 'resource' })
    expect(decide({ ...EMPTY_POLICY_SET, resource: [grant] }, asked)).toMatchObject({
      layer: 'identity',
    })
    expect(decide({ ...EMPTY_POLICY_SET, identity, resource: [grant] }, asked).effect).toBe('allow')
  })

  it('who was deleted and created again under the same name does not match the stored grant', () => {
    const statements = [{ ...S3, Principal: { AWS: ALICE } }]
    const resource = [policy('resource', statements, { [ALICE]: 'AIDAALICE0000DEAD' })]
    expect(decide({ ...EMPTY_POLICY_SET, resource }, request()).effect).toBe('implicit-deny')
    const alive = [policy('resource', statements, { [ALICE]: 'AIDAALICE00000001' })]
    expect(decide({ ...EMPTY_POLICY_SET, resource: alive }, request()).effect).toBe('allow')
  })

  it('a federated session does not match a user by the name it gave itself', () => {
    const principal: Principal = {
      kind: 'federated-user',
      arn: `arn:aws:sts::${OWN}:federated-user/alice`,
      account: OWN,
      issuerArn: `arn:aws:iam::${OWN}:user/bob`,
    }
    const resource = [policy('resource', [{ ...S3, Principal: { AWS: ALICE } }])]
    const set = { ...EMPTY_POLICY_SET, resource, session: [policy('session', [S3])] }
    expect(decide(set, request({ principal })).effect).toBe('implicit-deny')
  })
})

describe('Z20: boundaries beside resource policies', () => {
  const boundary = policy('boundary', [{ ...S3, Action: 'lex:*' }])
  const rows: [string, Principal, string][] = [
    [ALICE, alice, 'allow'],
    [ROLE, session, 'implicit-deny'],
    [session.kind === 'role-session' ? session.arn : '', session, 'allow'],
    [OWN, alice, 'implicit-deny'],
    ['*', session, 'allow'],
  ]
  for (const [AWS, principal, expected] of rows) {
    it(`a grant to ${AWS} is ${expected === 'allow' ? 'not ' : ''}limited by the boundary`, () => {
      const resource = [policy('resource', [{ ...S3, Principal: { AWS } }])]
      const set = { ...EMPTY_POLICY_SET, boundary, resource }
      expect(decide(set, request({ principal })).effect).toBe(expected)
    })
  }

  it('Deny with NotPrincipal hits whoever has a boundary, also who is listed', () => {
    const statement = { ...S3, Effect: 'Deny', NotPrincipal: { AWS: ALICE } }
    const set = {
      ...EMPTY_POLICY_SET,
      identity: [policy('identity', [S3])],
      resource: [policy('resource', [statement])],
    }
    expect(decide(set, request()).effect).toBe('allow')
    const open = policy('boundary', [S3])
    expect(decide({ ...set, boundary: open }, request()).effect).toBe('explicit-deny')
  })

  it('iam:PassRole is bound to its service and resource, and to the own account', () => {
    const Condition = {
      StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
      StringLike: { 'iam:AssociatedResourceARN': 'arn:aws:lex:*:*:bot:Order:prod' },
    }
    const statement = { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', Condition }
    const identity = [policy('identity', [statement])]
    const ask = (role: string, service: string, bot: string) => {
      const asked = {
        action: 'iam:PassRole',
        resource: { arns: [role] as const, account: OWN, trustsAccount: true },
        context: context({
          'iam:passedtoservice': service,
          'iam:associatedresourcearn': `arn:aws:lex:us-east-1:${OWN}:bot:${bot}`,
        }),
      }
      return decide({ ...EMPTY_POLICY_SET, identity }, request(asked)).effect
    }
    expect(ask(ROLE, 'lex.amazonaws.com', 'Order:prod')).toBe('allow')
    expect(ask(ROLE, 'lambda.amazonaws.com', 'Order:prod')).toBe('implicit-deny')
    expect(ask(ROLE, 'lex.amazonaws.com', 'Order:dev')).toBe('implicit-deny')
    const foreign = 'arn:aws:iam::222222222222:role/app'
    expect(ask(foreign, 'lex.amazonaws.com', 'Order:prod')).toBe('implicit-deny')
  })
})

describe('Z23: input made to blow up', () => {
  it('patterns of many stars are answered, and rightly', () => {
    const text = 'a'.repeat(2048)
    expect(matchesGlob('*a'.repeat(500), text)).toBe(true)
    expect(matchesGlob(`${'*a'.repeat(500)}*b`, text)).toBe(false)
    const Resource = [`arn:aws:s3:::${'*a'.repeat(500)}*b`, `arn:aws:s3:::*${'?a'.repeat(500)}b`]
    const identity = [policy('identity', [{ ...S3, Resource }])]
    const ask = (name: string) => {
      const resource = {
        arns: [`arn:aws:s3:::${name}`] as const,
        account: OWN,
        trustsAccount: true,
      }
      return decide({ ...EMPTY_POLICY_SET, identity }, request({ resource })).effect
    }
    expect([ask(text), ask(`${text}b`)]).toEqual(['implicit-deny', 'allow'])
  })

  it('what is too large or too deep is refused, not read', () => {
    const large = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...S3, Sid: 'x'.repeat(1e6) }],
    })
    for (const text of [
      large,
      '['.repeat(100_000),
      `${'{"a":'.repeat(1000)}1`,
      '{"Version":'.repeat(50),
    ]) {
      expect(parsePolicy(text, 'identity').ok).toBe(false)
    }
  })

  it('a name that occurs twice is refused, however it is spelt', () => {
    const twice =
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","\\u0045ffect":"Allow","Action":"*","Resource":"*"}}'
    expect(parsePolicy(twice, 'identity').ok).toBe(false)
  })

  it('names of built-in properties are mere names', () => {
    const Condition = JSON.parse('{"StringEquals":{"__proto__":"x","constructor":"y"}}')
    expect(effectOf(Condition, {}, 'Allow')).toBe('implicit-deny')
    const values = context({ constructor: 'y' })
    values.set('__proto__', 'x')
    const identity = [policy('identity', [{ ...S3, Condition }])]
    expect(decide({ ...EMPTY_POLICY_SET, identity }, request({ context: values })).effect).toBe(
      'allow',
    )
    const actions = ['__proto__', 'constructor', 'hasOwnProperty']
    for (const action of actions) {
      expect(decide({ ...EMPTY_POLICY_SET, identity }, request({ action })).effect).toBe(
        'implicit-deny',
      )
    }
  })

  it('half a surrogate pair is refused in documents and matched in requests', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Sid":"\\ud800"}}'
    expect(parsePolicy(text, 'identity').ok).toBe(false)
    const like = { StringLike: { 'aws:username': 'a?b' } }
    expect(effectOf(like, { 'aws:username': 'a\ud800b' }, 'Allow')).toBe('allow')
    expect(effectOf(like, { 'aws:username': 'a😀b' }, 'Allow')).toBe('allow')
  })

  it('huge numbers are compared, not rounded', () => {
    const nines = '9'.repeat(1000)
    const less = { NumericLessThan: { 's3:max-keys': `${nines}1` } }
    expect(effectOf(less, { 's3:max-keys': `${nines}0` }, 'Allow')).toBe('allow')
    expect(effectOf(less, { 's3:max-keys': `${nines}1` }, 'Allow')).toBe('implicit-deny')
  })

  it('a condition with more comparisons than are made denies in a Deny and never allows', () => {
    const patterns = Array.from({ length: 300 }, (_, i) => `x${i}*`)
    const like = { 'ForAnyValue:StringLike': { 'aws:TagKeys': [...patterns, 'a*'] } }
    const tags = Array.from({ length: LIMITS.comparisons / 300 }, () => 'a')
    expect(effectOf(like, { 'aws:tagkeys': tags }, 'Allow')).toBe('implicit-deny')
    expect(effectOf(like, { 'aws:tagkeys': tags })).toBe('explicit-deny')
    expect(effectOf(like, { 'aws:tagkeys': tags.slice(0, 50) }, 'Allow')).toBe('allow')
  })
})
