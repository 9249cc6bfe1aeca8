import { beforeEach, describe, expect, it } from 'vitest'
import { check, passedRole } from '../operation/check.ts'
import {
  type AccessHouse,
  accessHouse,
  FACTS,
  FOREIGN,
  identityOfUser,
  inline,
  OWN,
  statements,
} from './access.testing.ts'
import { denialMessage } from './denial.ts'
import type { Identity, Session } from './identity.ts'
import type { Role } from './records.ts'

let house: AccessHouse
beforeEach(async () => {
  house = await accessHouse()
})

const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' }
const trusting = (AWS: string | readonly string[], Condition?: object) =>
  statements({
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'sts:AssumeRole',
    ...(Condition && { Condition }),
  })

/** Effect and layer of a decision. */
async function decided(identity: Identity, action: string, arn: string) {
  const { decision } = await house.access.decide(identity, check(action, arn), FACTS)
  return `${decision.effect} ${decision.layer}`
}

async function assuming(identity: Identity, { arn, ...rest }: Role) {
  const { decision } = await house.access.decide(
    identity,
    check(
      'sts:AssumeRole',
      { arns: [arn], account: arn.split(':')[4] ?? '', trustsAccount: false },
      { policies: async () => [house.compiler.trust({ arn, ...rest })] },
    ),
    FACTS,
  )
  return `${decision.effect} ${decision.layer}`
}

describe('a long-term key', () => {
  it('opens to its user, and to nobody once the user is another', async () => {
    const { id: userId } = await house.user('alice')
    await house.key('AKIAALICE', { user: 'alice', userId })
    const found = await house.access.findCredential('AKIAALICE', undefined)
    expect(found).toMatchObject({ kind: 'found', secret: 'secret', strayToken: false })
    await house.delete('user', 'alice')
    await house.user('alice')
    expect(await house.access.findCredential('AKIAALICE', undefined)).toEqual({ kind: 'invalid' })
  })

  it('is worth nothing when it is unknown, switched off or sealed for another id', async () => {
    await house.key('AKIAOFF', { status: 'Inactive' })
    await house.key('AKIASTOLEN', { sealedSecret: house.seal.seal(Buffer.from('x'), 'AKIAOFF') })
    for (const id of ['AKIANONE', 'AKIAOFF', 'AKIASTOLEN', '__proto__']) {
      expect(await house.access.findCredential(id, undefined)).toEqual({ kind: 'invalid' })
    }
  })

  it('tells when a token came with it', async () => {
    await house.key('AKIAROOT')
    expect(await house.access.findCredential('AKIAROOT', 'token')).toMatchObject({
      kind: 'found',
      strayToken: true,
      identity: { principal: { kind: 'root', account: OWN } },
    })
  })
})

describe('temporary credentials', () => {
  const sessionOf = (issuerUniqueId: string, more: Partial<Session> = {}): Session => ({
    kind: 'role',
    issuedAt: house.clock.now(),
    expiresAt: house.clock.now() + 3_600_000,
    issuerUniqueId,
    sessionName: 's1',
    tags: [],
    transitiveTagKeys: [],
    policyArns: [],
    ...more,
  })
  const ofRole = ({ arn: roleArn, name: roleName }: Role) =>
    ({ kind: 'role', roleArn, roleName, serviceLinked: false }) as const

  it('need the token of their own key, unchanged and in time', async () => {
    const role = await house.role('app', trusting(OWN))
    const one = await house.access.issueSession(OWN, ofRole(role), sessionOf(role.id))
    const two = await house.access.issueSession(OWN, ofRole(role), sessionOf(role.id))
    const find = (token: string | undefined) => house.access.findCredential(one.accessKeyId, token)
    expect(await find(one.sessionToken)).toMatchObject({
      kind: 'found',
      secret: one.secretAccessKey,
      identity: { principal: { arn: `arn:aws:sts::${OWN}:assumed-role/app/s1` } },
    })
    const cut = one.sessionToken.slice(0, -2)
    for (const token of [undefined, '', 'nonsense', two.sessionToken, cut, 'x'.repeat(5000)]) {
      expect(await find(token)).toEqual({ kind: 'invalid' })
    }
    house.clock.set(house.clock.now() + 3_600_000)
    expect(await find(one.sessionToken)).toEqual({ kind: 'expired' })
    expect(await house.access.openSession(one.accessKeyId, one.sessionToken)).toBeUndefined()
  })

  it('end with their role, and with the key that asked for them', async () => {
    const role = await house.role('app', trusting(OWN))
    const ofApp = await house.access.issueSession(OWN, ofRole(role), sessionOf(role.id))
    const { id, arn } = await house.user('alice')
    await house.key('AKIAALICE', { user: 'alice', userId: id })
    const own = { kind: 'user', issuerKeyId: 'AKIAALICE', sessionName: '' } as const
    const ofAlice = await house.access.issueSession(
      OWN,
      { kind: 'user', userArn: arn },
      sessionOf(id, own),
    )
    const open = ({ accessKeyId, sessionToken }: typeof ofApp) =>
      house.access.openSession(accessKeyId, sessionToken)
    expect(await open(ofApp)).toBeDefined()
    expect(await open(ofAlice)).toBeDefined()
    await house.delete('role', 'app')
    await house.role('app', trusting(OWN))
    await house.key('AKIAALICE', { user: 'alice', userId: id, status: 'Inactive' })
    expect(await open(ofApp)).toBeUndefined()
    expect(await open(ofAlice)).toBeUndefined()
  })

  it('of a federated user reach no grant to the name that it gave itself', async () => {
    const alice = await house.user('alice', { inline: inline(ALLOW) })
    const bob = await house.user('bob', { inline: inline(ALLOW) })
    const role = await house.role('target', trusting(bob.arn))
    const { identity } = await house.access.issueSession(
      OWN,
      { kind: 'user', userArn: alice.arn },
      sessionOf(alice.id, { kind: 'federated', sessionName: 'bob' }),
    )
    expect(await assuming(identity, role)).toBe('implicit-deny trust')
    expect(await decided(identity, 's3:GetObject', 'arn:aws:s3:::b/k')).toBe(
      'implicit-deny session',
    )
  })
})

describe('whose policies decide', () => {
  it('are the user’s, its groups’ and its boundary’s', async () => {
    const read = { ...ALLOW, Action: 's3:Get*' }
    const bounded = await house.user('bounded', {
      inline: inline(read),
      boundary: `arn:aws:iam::${OWN}:policy/gone`,
    })
    const free = await house.user('free', { inline: inline(read) })
    const arn = 'arn:aws:s3:::b/k'
    expect(await decided(identityOfUser(free), 's3:GetObject', arn)).toBe('allow identity')
    expect(await decided(identityOfUser(free), 's3:PutObject', arn)).toBe('implicit-deny identity')
    // A boundary that does not exist any more allows nothing.
    expect(await decided(identityOfUser(bounded), 's3:GetObject', arn)).toBe(
      'explicit-deny boundary',
    )
  })

  it('are a managed policy’s default version, and follow it at once', async () => {
    const attached = ['arn:aws:iam::aws:policy/AmazonLexRunBotsOnly']
    const user = identityOfUser(await house.user('runner', { attached }))
    const bot = `arn:aws:lex:us-east-1:${OWN}:bot:OrderFlowers:prod`
    expect(await decided(user, 'lex:PostText', bot)).toBe('allow identity')
    expect(await decided(user, 'lex:PutBot', bot)).toBe('implicit-deny identity')
  })
})

describe('trust policies', () => {
  it('name users and roles by the ids they had', async () => {
    const alice = await house.user('alice')
    const role = await house.role('target', trusting(alice.arn))
    expect(await assuming(identityOfUser(alice), role)).toBe('allow trust')
    await house.delete('user', 'alice')
    const again = await house.user('alice')
    expect(again.arn).toBe(alice.arn)
    expect(await assuming(identityOfUser(again), role)).toBe('implicit-deny trust')
  })

  it('of another account need both sides', async () => {
    const able = await house.user('able', { inline: inline(ALLOW) })
    const poor = await house.user('poor')
    const trust = trusting([OWN, poor.arn])
    const role = await house.role('foreign', trust, {}, FOREIGN)
    expect(await assuming(identityOfUser(able), role)).toBe('allow both')
    expect(await assuming(identityOfUser(poor), role)).toBe('implicit-deny identity')
  })
})

describe('PassRole', () => {
  const service = 'lex.amazonaws.com'
  const alias = `arn:aws:lex:us-east-1:${OWN}:bot:OrderFlowers:prod`
  const roleArn = `arn:aws:iam::${OWN}:role/logs`

  it('may be limited to a service and to what the role is for', async () => {
    const Condition = {
      StringEquals: { 'iam:PassedToService': service },
      ArnEquals: { 'iam:AssociatedResourceARN': alias },
    }
    const passer = identityOfUser(
      await house.user('passer', {
        inline: inline({ Effect: 'Allow', Action: 'iam:PassRole', Resource: roleArn, Condition }),
      }),
    )
    const passes = async (...what: Parameters<typeof passedRole>) =>
      (await house.access.decide(passer, passedRole(...what), FACTS)).decision.effect
    expect(await passes(roleArn, service, alias)).toBe('allow')
    expect(await passes(roleArn, 'lambda.amazonaws.com', alias)).toBe('implicit-deny')
    expect(await passes(roleArn, service, `${alias}2`)).toBe('implicit-deny')
    expect(await passes(roleArn, service)).toBe('implicit-deny')
    expect(await passes(`${roleArn}2`, service, alias)).toBe('implicit-deny')
  })

  it('never hands over a role of another account, whatever policies allow', async () => {
    const identity = identityOfUser(await house.user('mighty', { inline: inline(ALLOW) }))
    const foreign = `arn:aws:iam::${FOREIGN}:role/logs`
    const refused = await house.access.decide(identity, passedRole(foreign, service), FACTS)
    expect(refused.decision).toMatchObject({ effect: 'implicit-deny', layer: 'service' })
    expect(denialMessage(identity, refused, 'reason')).toBe(
      'Cross-account pass role is not allowed.',
    )
  })

  it('names the role in its denial', async () => {
    const identity = identityOfUser(await house.user('poor'))
    const refused = await house.access.decide(identity, passedRole(roleArn, service), FACTS)
    expect(denialMessage(identity, refused, 'reason')).toBe(
      `User: arn:aws:iam::${OWN}:user/poor is not authorized to perform: iam:PassRole on resource: ${roleArn} because no identity-based policy allows the iam:PassRole action`,
    )
  })
})
