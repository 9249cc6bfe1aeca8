import {
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { type Keys, keysOf, UNKNOWN } from './kms-house.ts'

let house: House
let keys: Keys

beforeAll(async () => {
  house = await openHouse()
  keys = keysOf(house)
})
afterAll(() => house.close())

const rotate = (KeyId: string) => keys.kms.send(new RotateKeyOnDemandCommand({ KeyId }))
const enable = (KeyId: string, RotationPeriodInDays?: number) =>
  keys.kms.send(
    new EnableKeyRotationCommand({ KeyId, ...(RotationPeriodInDays && { RotationPeriodInDays }) }),
  )
const status = async (KeyId: string) => {
  const { $metadata: _, ...rest } = await keys.kms.send(new GetKeyRotationStatusCommand({ KeyId }))
  return rest
}
const materialOf = async (KeyId: string) =>
  (await keys.kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.CurrentKeyMaterialId

describe('rotation on demand', () => {
  it('changes the material, and what was encrypted before stays readable', async () => {
    const { id, arn } = await keys.create()
    const before = await materialOf(id)
    const old = await keys.encrypt(id, 'old', { a: '1' })
    expect((await rotate(id)).KeyId).toBe(arn)
    const after = await materialOf(id)
    expect(after).not.toBe(before)
    const young = await keys.encrypt(id, 'young', { a: '1' })
    for (const [CiphertextBlob, text, material] of [
      [old, 'old', before],
      [young, 'young', after],
    ] as const) {
      const opened = await keys.kms.send(
        new DecryptCommand({ CiphertextBlob, EncryptionContext: { a: '1' } }),
      )
      expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe(text)
      expect(opened.KeyMaterialId).toBe(material)
    }
    expect(await status(id)).toEqual({ KeyId: arn, KeyRotationEnabled: false })
    const list = async (IncludeKeyMaterial: 'ALL_KEY_MATERIAL' | 'ROTATIONS_ONLY') =>
      (await keys.kms.send(new ListKeyRotationsCommand({ KeyId: id, IncludeKeyMaterial })))
        .Rotations
    const rotation = {
      ...{ KeyId: arn, KeyMaterialId: after, KeyMaterialState: 'CURRENT' },
      ...{ RotationDate: expect.any(Date), RotationType: 'ON_DEMAND' },
    }
    expect(await list('ROTATIONS_ONLY')).toEqual([rotation])
    expect(await list('ALL_KEY_MATERIAL')).toEqual([
      { KeyId: arn, KeyMaterialId: before, KeyMaterialState: 'NON_CURRENT' },
      rotation,
    ])
  })

  it('happens twenty-five times a key', async () => {
    const { id, arn } = await keys.create()
    for (let round = 0; round < 25; round++) await rotate(id)
    expect(await refusal(rotate(id))).toEqual([
      'LimitExceededException',
      `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`,
      400,
    ])
  })

  it('is refused for keys that are disabled, asymmetric or not there', async () => {
    const disabled = await keys.create()
    await keys.kms.send(new DisableKeyCommand({ KeyId: disabled.id }))
    const pair = await keys.create({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    expect(await refusal(rotate(disabled.id))).toEqual([
      'DisabledException',
      `${disabled.arn} is disabled.`,
      400,
    ])
    for (const attempt of [rotate, enable, status]) {
      // What the client says of an error without a message.
      const unsupported = ['UnsupportedOperationException', 'UnknownError', 400]
      expect(await refusal(attempt(pair.id))).toEqual(unsupported)
    }
    expect((await refusal(rotate(UNKNOWN)))[0]).toBe('NotFoundException')
  })
})

describe('rotation by the calendar', () => {
  it.each([undefined, 90, 180])('is told with its period of %s days', async days => {
    const { id, arn } = await keys.create()
    await enable(id, days)
    const { NextRotationDate, ...told } = await status(id)
    expect(told).toEqual({
      KeyId: arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: days ?? 365,
    })
    const inDays = ((NextRotationDate?.getTime() ?? 0) - Date.now()) / 86_400_000
    expect(Math.round(inDays)).toBe(days ?? 365)
    await rotate(id)
    expect((await status(id)).NextRotationDate).toEqual(NextRotationDate)
    await keys.kms.send(new DisableKeyRotationCommand({ KeyId: id }))
    expect(await status(id)).toEqual({ KeyId: arn, KeyRotationEnabled: false })
  })

  it.each([89, 2561])('cannot be every %d days', async days => {
    const { id } = await keys.create()
    expect((await refusal(enable(id, days)))[0]).toBe('ValidationException')
  })
})
