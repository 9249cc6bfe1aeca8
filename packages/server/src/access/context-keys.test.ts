import { describe, expect, it } from 'vitest'
import { check } from '../operation/check.ts'
import { FACTS, OWN } from './access.testing.ts'
import type { Check } from './check.ts'
import { loadContext, userId } from './context-keys.ts'
import type { Identity, Session, Tag } from './identity.ts'

const SESSION: Session = {
  kind: 'role',
  issuedAt: Date.UTC(2026, 0, 1, 12),
  expiresAt: Date.UTC(2026, 0, 1, 13),
  issuerUniqueId: 'AROA1',
  sessionName: 's1',
  tags: [],
  transitiveTagKeys: [],
  policyArns: [],
}

const USER: Identity = {
  account: OWN,
  principal: {
    kind: 'user',
    arn: `arn:aws:iam::${OWN}:user/team/alice`,
    account: OWN,
    uniqueId: 'AIDA1',
  },
}
const ROOT: Identity = {
  account: OWN,
  principal: { kind: 'root', arn: `arn:aws:iam::${OWN}:root`, account: OWN },
}
const ROLE: Identity = {
  account: OWN,
  session: { ...SESSION, sourceIdentity: 'ada' },
  principal: {
    kind: 'role-session',
    arn: `arn:aws:sts::${OWN}:assumed-role/app/s1`,
    account: OWN,
    roleArn: `arn:aws:iam::${OWN}:role/team/app`,
    uniqueId: 'AROA1',
  },
}
const FEDERATED: Identity = {
  account: OWN,
  session: { ...SESSION, kind: 'federated', sessionName: 'bob' },
  principal: {
    kind: 'federated-user',
    arn: `arn:aws:sts::${OWN}:federated-user/bob`,
    account: OWN,
  },
}
const SERVICE: Identity = {
  account: OWN,
  source: { arn: 'arn:aws:lex:us-east-1:1:bot:b', account: OWN },
  principal: { kind: 'service', name: 'lex.amazonaws.com' },
}
const ANONYMOUS: Identity = { account: OWN, principal: { kind: 'anonymous' } }

interface More {
  readonly check?: Check
  readonly principalTags?: readonly Tag[]
}

async function contextValue(key: string, identity: Identity, more: More = {}) {
  const context = await loadContext([key.toLowerCase()], {
    identity,
    principalTags: more.principalTags ?? [],
    check: more.check ?? check('s3:GetObject', 'any'),
    facts: FACTS,
    resourceAccount: OWN,
  })
  return context.get(key.toLowerCase())
}

describe('the keys of the caller', () => {
  // spec/iam.md §3: user, root, role session, federated user, service, anonymous
  const callers = [USER, ROOT, ROLE, FEDERATED, SERVICE, ANONYMOUS]
  const none = undefined
  const table: readonly [string, readonly (string | readonly string[] | undefined)[]][] = [
    [
      'aws:PrincipalArn',
      [
        `arn:aws:iam::${OWN}:user/team/alice`,
        `arn:aws:iam::${OWN}:root`,
        `arn:aws:iam::${OWN}:role/team/app`,
        `arn:aws:sts::${OWN}:federated-user/bob`,
        none,
        none,
      ],
    ],
    ['aws:PrincipalAccount', [OWN, OWN, OWN, OWN, none, 'anonymous']],
    ['aws:PrincipalType', ['User', 'Account', 'AssumedRole', 'FederatedUser', none, 'Anonymous']],
    ['aws:PrincipalIsAWSService', ['false', 'false', 'false', 'false', 'true', none]],
    ['aws:PrincipalServiceName', [none, none, none, none, 'lex.amazonaws.com', none]],
    ['aws:PrincipalServiceNamesList', [none, none, none, none, ['lex.amazonaws.com'], none]],
    ['aws:userid', ['AIDA1', OWN, 'AROA1:s1', `${OWN}:bob`, none, 'anonymous']],
    ['aws:username', ['alice', none, none, none, none, none]],
    [
      'aws:TokenIssueTime',
      [none, none, '2026-01-01T12:00:00Z', '2026-01-01T12:00:00Z', none, none],
    ],
    ['aws:MultiFactorAuthPresent', [none, none, 'false', 'false', none, none]],
    ['aws:SourceIdentity', [none, none, 'ada', none, none, none]],
    ['aws:SourceAccount', [none, none, none, none, OWN, none]],
    ['aws:ViaAWSService', ['false', 'false', 'false', 'false', 'false', 'false']],
  ]
  it.each(table)('%s', async (key, expected) => {
    expect(await Promise.all(callers.map(caller => contextValue(key, caller)))).toEqual(expected)
  })

  it('tell MFA only of a user’s own session', async () => {
    const mfaAuthenticatedAt = FACTS.time - 90_000
    const session = { ...SESSION, kind: 'user', mfaAuthenticatedAt } as const
    const caller = { ...USER, session }
    expect(await contextValue('aws:MultiFactorAuthPresent', caller)).toBe('true')
    expect(await contextValue('aws:MultiFactorAuthAge', caller)).toBe('90')
    expect(
      await contextValue('aws:MultiFactorAuthAge', { ...USER, session: SESSION }),
    ).toBeUndefined()
  })

  it('are hidden behind a service that forwards the caller’s rights', async () => {
    const caller = { ...USER, calledVia: ['lex.amazonaws.com', 'kms.amazonaws.com'] }
    expect(await contextValue('aws:SourceIp', caller)).toBeUndefined()
    expect(await contextValue('aws:CalledVia', caller)).toEqual(caller.calledVia)
    expect(await contextValue('aws:CalledViaFirst', caller)).toBe('lex.amazonaws.com')
    expect(await contextValue('aws:CalledViaLast', caller)).toBe('kms.amazonaws.com')
    expect(await contextValue('aws:ViaAWSService', caller)).toBe('true')
  })
})

describe('tags', () => {
  const tagged = check('iam:TagUser', 'any', {
    tags: async () => [{ key: 'Team', value: 'a' }],
    tagPrefixes: ['iam:ResourceTag'],
    requestTags: [{ key: 'Cost', value: '1' }],
  })

  it('are found ignoring the case of their keys, under the prefixes of the resource', async () => {
    const more = { check: tagged, principalTags: [{ key: 'Dept', value: 'x' }] }
    expect(await contextValue('aws:ResourceTag/TEAM', USER, more)).toBe('a')
    expect(await contextValue('iam:ResourceTag/team', USER, more)).toBe('a')
    expect(await contextValue('lex:ResourceTag/team', USER, more)).toBeUndefined()
    expect(await contextValue('aws:RequestTag/cost', USER, more)).toBe('1')
    expect(await contextValue('aws:PrincipalTag/dept', USER, more)).toBe('x')
    expect(await contextValue('aws:TagKeys', USER, more)).toEqual(['Cost'])
  })

  it('are absent where none were passed, and keys alone when they are taken away', async () => {
    expect(await contextValue('aws:TagKeys', USER)).toBeUndefined()
    const untag = check('iam:UntagUser', 'any', { requestTagKeys: ['Team'] })
    expect(await contextValue('aws:TagKeys', USER, { check: untag })).toEqual(['Team'])
    expect(await contextValue('aws:RequestTag/Team', USER, { check: untag })).toBeUndefined()
  })
})

describe('what a check contributes', () => {
  it('is loaded only when it is read', async () => {
    let loads = 0
    const lazy = check('iam:PassRole', 'any', {
      context: {
        'iam:PassedToService': () => {
          loads++
          return 'lex.amazonaws.com'
        },
      },
    })
    expect(await contextValue('aws:username', USER, { check: lazy })).toBe('alice')
    expect(loads).toBe(0)
    expect(await contextValue('iam:PassedToService', USER, { check: lazy })).toBe(
      'lex.amazonaws.com',
    )
    expect(loads).toBe(1)
  })

  it('never comes from a header or parameter of the same name', async () => {
    for (const key of ['aws:principalarn/x', '__proto__', 'constructor', 'tostring']) {
      expect(await contextValue(key, USER)).toBeUndefined()
    }
  })
})

describe('userId', () => {
  it('is a service’s nothing', () => {
    expect(userId(SERVICE)).toBeUndefined()
  })
})
