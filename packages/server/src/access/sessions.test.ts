import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../kernel/random.ts'
import { createSeal } from '../kernel/seal.ts'
import { OWN } from './access.testing.ts'
import type { Session } from './identity.ts'
import { LIMITS } from './limits.ts'
import { openSession, packedPolicyPercent, type SealedSession, sealSession } from './sessions.ts'

const random = seededRandom('sessions')
const seal = createSeal(random.bytes(32), random)

const sealed = (more: Partial<Session> = {}): SealedSession => ({
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'x'.repeat(40),
  account: OWN,
  issuer: {
    kind: 'role',
    roleArn: `arn:aws:iam::${OWN}:role/app`,
    roleName: 'app',
    serviceLinked: false,
  },
  session: {
    kind: 'role',
    issuedAt: 0,
    expiresAt: 1,
    issuerUniqueId: 'AROA1',
    sessionName: 's1',
    tags: [],
    transitiveTagKeys: [],
    policyArns: [],
    ...more,
  },
})

describe('a session token', () => {
  it('opens to what was sealed', () => {
    const session = sealed({ tags: [{ key: 'ключ', value: '😀' }], sourceIdentity: 'ada' })
    expect(openSession(sealSession(session, seal), seal)).toEqual(session)
  })

  it('opens to nothing once any character of it is another', () => {
    const token = sealSession(sealed(), seal)
    const change = fc.record({
      at: fc.integer({ min: 0, max: token.length - 1 }),
      to: fc.constantFrom(...'ABCxyz019-_'),
    })
    fc.assert(
      fc.property(change, ({ at, to }) => {
        const changed = token.slice(0, at) + to + token.slice(at + 1)
        // The last character may carry bits that decoding drops.
        const same = Buffer.from(changed, 'base64url').equals(Buffer.from(token, 'base64url'))
        expect(openSession(changed, seal) === undefined).toBe(!same)
      }),
    )
  })

  it('opens under no other root key', () => {
    const other = createSeal(random.bytes(32), random)
    expect(openSession(sealSession(sealed(), other), seal)).toBeUndefined()
  })
})

describe('the packed size', () => {
  it('is 0 without policies and tags', () => {
    expect(packedPolicyPercent(sealed().session)).toBe(0)
  })

  it('leaves room for a policy of 2,048 characters, ten ARNs and some tags', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
    const Resource = Array.from({ length: 40 }, () => `arn:aws:s3:::${random.text(32, alphabet)}`)
    const inlinePolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }],
    })
    const session: Partial<Session> = {
      inlinePolicy: inlinePolicy.slice(0, 2048),
      policyArns: Array.from(
        { length: 10 },
        () => `arn:aws:iam::${OWN}:policy/${random.text(20, alphabet)}`,
      ),
      tags: ['team', 'cost', 'stage'].map(key => ({ key, value: random.text(20, alphabet) })),
      sourceIdentity: random.text(64, alphabet),
    }
    expect(packedPolicyPercent(sealed(session).session)).toBeLessThanOrEqual(100)
    expect(sealSession(sealed(session), seal).length).toBeLessThanOrEqual(LIMITS.tokenCharacters)
  })

  it('grows beyond 100 for what does not fit', () => {
    const inlinePolicy = random.text(6000, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
    expect(packedPolicyPercent(sealed({ inlinePolicy }).session)).toBeGreaterThan(100)
  })
})
