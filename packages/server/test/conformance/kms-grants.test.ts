import { DeleteAccessKeyCommand, DeleteUserCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  ReEncryptCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { type Keys, keysOf } from './kms-house.ts'

let house: House
let keys: Keys
let grantee: SigningCredentials
let retiring: SigningCredentials
let stranger: SigningCredentials

beforeAll(async () => {
  house = await openHouse()
  keys = keysOf(house)
  grantee = await createUser(house, 'grantee')
  retiring = await createUser(house, 'retiring')
  stranger = await createUser(house, 'stranger')
})
afterAll(() => house.close())

const user = (name: string) => `arn:aws:iam::${house.account}:user/${name}`
const grant = (KeyId: string, more: Partial<CreateGrantCommandInput>, by?: SigningCredentials) =>
  (by ? keys.as(by) : keys.kms).send(
    new CreateGrantCommand({
      ...{ KeyId, GranteePrincipal: user('grantee'), Operations: ['Encrypt'] },
      ...more,
    }),
  )
const encryptAs = (
  by: SigningCredentials,
  KeyId: string,
  EncryptionContext: Readonly<Record<string, string>> = {},
) => keys.as(by).send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext }))
const isAllowed = async (call: Promise<unknown>) => {
  try {
    await call
    return true
  } catch (error) {
    if ((error as Error).name === 'AccessDeniedException') return false
    throw error
  }
}

describe('a grant', () => {
  it('opens the key to its grantee at once, for its operations alone, until it is revoked', async () => {
    const { id } = await keys.create()
    expect(await isAllowed(encryptAs(grantee, id))).toBe(false)
    const { GrantId, GrantToken } = await grant(id, { Operations: ['Encrypt', 'DescribeKey'] })
    expect(GrantId).toMatch(/^[0-9a-f]{64}$/)
    expect(await isAllowed(encryptAs(grantee, id))).toBe(true)
    const withToken = new EncryptCommand({
      ...{ KeyId: id, Plaintext: Buffer.from('x'), GrantTokens: [GrantToken ?? ''] },
    })
    expect(await isAllowed(keys.as(grantee).send(withToken))).toBe(true)
    expect(await isAllowed(keys.as(grantee).send(new DescribeKeyCommand({ KeyId: id })))).toBe(true)
    const CiphertextBlob = await keys.encrypt(id, 'x')
    expect(await isAllowed(keys.as(grantee).send(new DecryptCommand({ CiphertextBlob })))).toBe(
      false,
    )
    expect(await isAllowed(encryptAs(stranger, id))).toBe(false)
    await keys.kms.send(new RevokeGrantCommand({ KeyId: id, GrantId }))
    expect(await isAllowed(encryptAs(grantee, id))).toBe(false)
  })

  it('is one key’s and no other’s', async () => {
    const [one, other] = [await keys.create(), await keys.create()]
    await grant(one.id, {})
    expect(await isAllowed(encryptAs(grantee, other.id))).toBe(false)
  })

  it('is listed as AWS lists it, by grantee and page by page', async () => {
    const { id, arn } = await keys.create()
    const { GrantId } = await grant(id, {
      ...{ Name: 'first', RetiringPrincipal: user('retiring') },
      Constraints: { EncryptionContextSubset: { a: '1' } },
    })
    await grant(id, { GranteePrincipal: user('stranger') })
    await grant(id, { GranteePrincipal: user('stranger'), Operations: ['Decrypt'] })
    const list = (more = {}) => keys.kms.send(new ListGrantsCommand({ KeyId: id, ...more }))
    expect((await list({ GranteePrincipal: user('grantee') })).Grants).toEqual([
      {
        KeyId: arn,
        GrantId,
        Name: 'first',
        CreationDate: expect.any(Date),
        GranteePrincipal: user('grantee'),
        RetiringPrincipal: user('retiring'),
        IssuingAccount: `arn:aws:iam::${house.account}:root`,
        Operations: ['Encrypt'],
        Constraints: { EncryptionContextSubset: { a: '1' } },
      },
    ])
    expect((await list({ GrantId })).Grants).toHaveLength(1)
    const first = await list({ Limit: 2 })
    const rest = await list({ Limit: 2, Marker: first.NextMarker })
    const ids = [...(first.Grants ?? []), ...(rest.Grants ?? [])].map(one => one.GrantId)
    expect([first.Grants?.length, rest.Truncated, new Set(ids).size]).toEqual([2, false, 3])
  })

  it('made again under its name is the same, and another when anything differs', async () => {
    const { id } = await keys.create()
    const named = { Name: 'same', Operations: ['Encrypt', 'Decrypt'] as const }
    const make = async (more: Partial<CreateGrantCommandInput>) => (await grant(id, more)).GrantId
    const first = await make({ ...named, Operations: ['Encrypt', 'Decrypt'] })
    expect(await make({ ...named, Operations: ['Decrypt', 'Encrypt'] })).toBe(first)
    expect(await make({ Name: 'same', Operations: ['Encrypt'] })).not.toBe(first)
    expect(await make({})).not.toBe(await make({}))
  })

  it('does not pass to a user of the same name who comes later', async () => {
    const { id } = await keys.create()
    const before = await createUser(house, 'passing')
    await grant(id, { GranteePrincipal: user('passing') })
    expect(await isAllowed(encryptAs(before, id))).toBe(true)
    const iam = new IAMClient(house.as())
    const UserName = 'passing'
    const { accessKeyId: AccessKeyId } = before
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }))
    await iam.send(new DeleteUserCommand({ UserName }))
    const later = await createUser(house, UserName)
    expect(await isAllowed(encryptAs(later, id))).toBe(false)
    const { Grants } = await keys.kms.send(new ListGrantsCommand({ KeyId: id }))
    expect(Grants?.[0]?.GranteePrincipal).toMatch(/^AIDA/)
  })
})

describe('constraints of a grant', () => {
  const EQUALS = { EncryptionContextEquals: { Bot: 'Flowers', Stage: 'prod' } }
  const SUBSET = { EncryptionContextSubset: { Bot: 'Flowers' } }
  const NONE = { EncryptionContextEquals: {} }
  const WRITTEN = { EncryptionContextEquals: { 'Größe 大きさ / 1': 'zwölf 十二 "\u0007"' } }
  it.each([
    [WRITTEN, { 'Größe 大きさ / 1': 'zwölf 十二 "\u0007"' }, true],
    [WRITTEN, { 'Größe 大きさ / 1': 'zwölf 十三 "\u0007"' }, false],
    [EQUALS, { Bot: 'Flowers', Stage: 'prod' }, true],
    [EQUALS, { bot: 'Flowers', STAGE: 'prod' }, true],
    [EQUALS, { Bot: 'flowers', Stage: 'prod' }, false],
    [EQUALS, { Bot: 'Flowers' }, false],
    [EQUALS, { Bot: 'Flowers', Stage: 'prod', more: '' }, false],
    [EQUALS, {}, false],
    [SUBSET, { Bot: 'Flowers' }, true],
    [SUBSET, { bot: 'Flowers', more: '1' }, true],
    [SUBSET, { Bot: 'Other', more: '1' }, false],
    [SUBSET, {}, false],
    [NONE, {}, true],
    [NONE, { a: '1' }, false],
  ])('%o with the context %o: %s', async (Constraints, context, expected) => {
    const { id } = await keys.create()
    await grant(id, { Operations: ['Encrypt', 'GenerateDataKey', 'DescribeKey'], Constraints })
    const given = context as Readonly<Record<string, string>>
    expect(await isAllowed(encryptAs(grantee, id, given))).toBe(expected)
    const dataKey = new GenerateDataKeyCommand({
      ...{ KeyId: id, KeySpec: 'AES_256', EncryptionContext: given },
    })
    expect(await isAllowed(keys.as(grantee).send(dataKey))).toBe(expected)
    const about = new DescribeKeyCommand({ KeyId: id })
    expect(await isAllowed(keys.as(grantee).send(about))).toBe(true)
  })

  it('hold text, never policy variables or wildcards', async () => {
    const { id } = await keys.create()
    const Constraints = { EncryptionContextSubset: { who: '${aws:username}', star: '*' } }
    await grant(id, { Constraints })
    expect(await isAllowed(encryptAs(grantee, id, { who: 'grantee', star: '*' }))).toBe(false)
    const literal = { who: '${aws:username}', star: 'x' }
    expect(await isAllowed(encryptAs(grantee, id, literal))).toBe(false)
    expect(await isAllowed(encryptAs(grantee, id, { ...literal, star: '*' }))).toBe(true)
  })

  it('have eight pairs and short values at most', async () => {
    const { id } = await keys.create()
    const pairs = (count: number, value = 'x') =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`name-${i}`, value]))
    const constrained = (EncryptionContextSubset: Record<string, string>) =>
      grant(id, { Constraints: { EncryptionContextSubset } })
    await constrained(pairs(8, 'x'.repeat(384)))
    expect((await refusal(constrained(pairs(9))))[0]).toBe('ValidationException')
    expect((await refusal(constrained(pairs(1, 'x'.repeat(385)))))[0]).toBe('ValidationException')
  })

  it('are for each side of ReEncrypt its own', async () => {
    const { id } = await keys.create()
    await grant(id, {
      Operations: ['ReEncryptFrom', 'ReEncryptTo'],
      Constraints: { EncryptionContextSubset: { a: '1' } },
    })
    const CiphertextBlob = await keys.encrypt(id, 'x', { a: '1' })
    const move = (to: Readonly<Record<string, string>>) =>
      keys.as(grantee).send(
        new ReEncryptCommand({
          ...{ CiphertextBlob, SourceEncryptionContext: { a: '1' }, DestinationKeyId: id },
          DestinationEncryptionContext: to,
        }),
      )
    expect(await isAllowed(move({ a: '1', b: '2' }))).toBe(true)
    expect(await isAllowed(move({ b: '2' }))).toBe(false)
  })
})

describe('a grant for CreateGrant', () => {
  it('makes grants that are no wider than itself', async () => {
    const { id } = await keys.create()
    const Constraints = { EncryptionContextSubset: { a: '1' } }
    await grant(id, { Operations: ['CreateGrant', 'Encrypt'], Constraints })
    const child = { GranteePrincipal: user('stranger'), Constraints }
    const make = (more: Partial<CreateGrantCommandInput>) =>
      grant(id, { ...child, ...more }, grantee)
    expect(await isAllowed(make({ Operations: ['Encrypt', 'Decrypt'] }))).toBe(false)
    expect(await isAllowed(make({ Constraints: undefined }))).toBe(false)
    expect(await isAllowed(encryptAs(stranger, id, { a: '1' }))).toBe(false)
    expect(await isAllowed(make({}))).toBe(true)
    expect(await isAllowed(encryptAs(stranger, id, { a: '1' }))).toBe(true)
    expect(await isAllowed(encryptAs(stranger, id, {}))).toBe(false)
  })
})

describe('retiring a grant', () => {
  const retire = (by: SigningCredentials, input: object) =>
    keys.as(by).send(new RetireGrantCommand(input))

  it('is for its retiring principal, by token or by id, and for nobody else', async () => {
    const { id, arn } = await keys.create()
    const RetiringPrincipal = user('retiring')
    const one = await grant(id, { RetiringPrincipal })
    const other = await grant(id, { RetiringPrincipal })
    for (const by of [grantee, stranger]) {
      expect(await isAllowed(retire(by, { GrantToken: one.GrantToken }))).toBe(false)
    }
    const mine = new ListRetirableGrantsCommand({ RetiringPrincipal })
    const { Grants } = await keys.kms.send(mine)
    expect(Grants?.map(listed => listed.GrantId)).toEqual(
      expect.arrayContaining([one.GrantId, other.GrantId]),
    )
    expect(await isAllowed(retire(retiring, { GrantToken: one.GrantToken }))).toBe(true)
    expect(await isAllowed(encryptAs(grantee, id))).toBe(true)
    const { GrantId } = other
    expect(await isAllowed(retire(retiring, { KeyId: arn, GrantId }))).toBe(true)
    expect(await isAllowed(encryptAs(grantee, id))).toBe(false)
  })

  it('is for its grantee when it says so, and of that grant alone', async () => {
    const { id } = await keys.create()
    const own = await grant(id, { Operations: ['Encrypt', 'RetireGrant'] })
    const other = await grant(id, { GranteePrincipal: user('stranger') })
    expect(await isAllowed(retire(grantee, { GrantToken: other.GrantToken }))).toBe(false)
    expect(await isAllowed(retire(grantee, { GrantToken: own.GrantToken }))).toBe(true)
  })

  it('needs a grant that there is', async () => {
    const { id } = await keys.create()
    const { GrantToken, GrantId } = await grant(id, {})
    const command = new RetireGrantCommand({ GrantToken })
    await keys.kms.send(command)
    expect((await refusal(keys.kms.send(command)))[0]).toBe('NotFoundException')
    const REFUSED: readonly (readonly [object, string])[] = [
      [{ GrantToken: 'no token of ours' }, 'InvalidGrantTokenException'],
      [{}, 'ValidationException'],
      [{ KeyId: id, GrantId: 'x' }, 'InvalidGrantIdException'],
      [{ KeyId: id, GrantId }, 'NotFoundException'],
    ]
    for (const [input, code] of REFUSED) {
      const [found] = await refusal(keys.kms.send(new RetireGrantCommand(input)))
      expect(found, JSON.stringify(input)).toBe(code)
    }
    const revoke = new RevokeGrantCommand({ KeyId: id, GrantId })
    expect((await refusal(keys.kms.send(revoke)))[0]).toBe('NotFoundException')
  })
})

describe('a grant is not made', () => {
  const REFUSED: readonly (readonly [Partial<CreateGrantCommandInput>, string])[] = [
    [{ GranteePrincipal: 'arn:aws:iam::123456789012:user/nobody' }, 'InvalidArnException'],
    [{ GranteePrincipal: '*' }, 'ValidationException'],
    [{ Operations: ['Sign'] }, 'ValidationException'],
    [
      { Constraints: { EncryptionContextEquals: { a: '1' }, EncryptionContextSubset: { a: '1' } } },
      'ValidationException',
    ],
    [{ Constraints: { EncryptionContextSubset: { a: '1', A: '1' } } }, 'ValidationException'],
    [{ DryRun: true }, 'DryRunOperationException'],
  ]
  it.each(REFUSED)('of %o', async (more, code) => {
    const { id } = await keys.create()
    expect((await refusal(grant(id, more)))[0]).toBe(code)
    expect((await keys.kms.send(new ListGrantsCommand({ KeyId: id }))).Grants).toEqual([])
  })
})
