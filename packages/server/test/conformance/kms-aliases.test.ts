import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EncryptCommand,
  ListAliasesCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { type Keys, keysOf } from './kms-house.ts'

let house: House
let keys: Keys

beforeAll(async () => {
  house = await openHouse()
  keys = keysOf(house)
})
afterAll(() => house.close())

const aliasArnOf = (name: string) => `arn:aws:kms:${house.region}:${house.account}:${name}`
const describeKey = async (KeyId: string) =>
  (await keys.kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata

describe('aliases', () => {
  const create = (AliasName: string, TargetKeyId: string) =>
    keys.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }))

  it('stand for their key by name and by ARN', async () => {
    const [one, other] = [await keys.create(), await keys.create()]
    await create('alias/shop/orders', one.id)
    expect((await describeKey('alias/shop/orders'))?.KeyId).toBe(one.id)
    expect((await describeKey(aliasArnOf('alias/shop/orders')))?.KeyId).toBe(one.id)
    const { KeyId } = await keys.kms.send(
      new EncryptCommand({ KeyId: 'alias/shop/orders', Plaintext: Buffer.from('x') }),
    )
    expect(KeyId).toBe(one.arn)
    await keys.kms.send(
      new UpdateAliasCommand({ AliasName: 'alias/shop/orders', TargetKeyId: other.arn }),
    )
    expect((await describeKey('alias/shop/orders'))?.KeyId).toBe(other.id)
    const list = async (KeyId: string) =>
      (await keys.kms.send(new ListAliasesCommand({ KeyId }))).Aliases
    expect(await list(one.id)).toEqual([])
    expect(await list(other.id)).toEqual([
      {
        AliasArn: aliasArnOf('alias/shop/orders'),
        AliasName: 'alias/shop/orders',
        CreationDate: expect.any(Date),
        LastUpdatedDate: expect.any(Date),
        TargetKeyId: other.id,
      },
    ])
    await keys.kms.send(new DeleteAliasCommand({ AliasName: 'alias/shop/orders' }))
    expect((await refusal(describeKey('alias/shop/orders')))[0]).toBe('NotFoundException')
    expect(await list(other.id)).toEqual([])
  })

  it('are listed page by page', async () => {
    const { id } = await keys.create()
    for (const name of ['alias/p/c', 'alias/p/a', 'alias/p/b']) await create(name, id)
    const first = await keys.kms.send(new ListAliasesCommand({ KeyId: id, Limit: 2 }))
    expect(first.Aliases?.map(alias => alias.AliasName)).toEqual(['alias/p/a', 'alias/p/b'])
    const { NextMarker: Marker } = first
    const rest = await keys.kms.send(
      new ListAliasesCommand({ KeyId: id, Limit: 2, ...(Marker && { Marker }) }),
    )
    expect(rest.Aliases?.map(alias => alias.AliasName)).toEqual(['alias/p/c'])
    expect(rest.Truncated).toBe(false)
  })

  it('are refused with the words of AWS', async () => {
    const [{ id }, mac] = [
      await keys.create(),
      await keys.create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
    ]
    await create('alias/taken', id)
    expect(await refusal(create('taken', id))).toEqual([
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
      400,
    ])
    expect(await refusal(create('alias/taken', id))).toEqual([
      'AlreadyExistsException',
      `An alias with the name ${aliasArnOf('alias/taken')} already exists`,
      400,
    ])
    expect((await refusal(create('alias/aws/mine', id)))[0]).toBe('AccessDeniedException')
    expect((await refusal(create('alias/other', 'alias/taken')))[0]).toBe('ValidationException')
    const toMac = new UpdateAliasCommand({ AliasName: 'alias/taken', TargetKeyId: mac.id })
    expect((await refusal(keys.kms.send(toMac)))[0]).toBe('ValidationException')
    const unknown = new DeleteAliasCommand({ AliasName: 'alias/nobody' })
    expect((await refusal(keys.kms.send(unknown)))[0]).toBe('NotFoundException')
  })

  it('are fifty a key at most', async () => {
    const { id } = await keys.create()
    for (let i = 0; i < 50; i++) await create(`alias/many/${i}`, id)
    expect((await refusal(create('alias/many/50', id)))[0]).toBe('LimitExceededException')
  })
})
