import {
  AlreadyExistsException,
  CreateAliasCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  ListKeyRotationsCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeClock, fakeClock } from '../../src/kernel/clock.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { type Keys, keysOf } from './kms-house.ts'

/** What a running server does with keys by itself, as its clock goes on. */

const DAY = 86_400_000

let clock: FakeClock
let house: House
let keys: Keys

beforeAll(async () => {
  clock = fakeClock(Date.now())
  house = await openHouse({ clock })
  keys = keysOf(house, () => clock.now() - Date.now())
})
afterAll(() => house.close())

describe('a server whose clock goes on', () => {
  it('deletes a key when its waiting period is over, so that its alias is free', async () => {
    const [mortal, other] = [await keys.create(), await keys.create()]
    const AliasName = 'alias/mortal'
    await keys.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: mortal.id }))
    await keys.kms.send(
      new ScheduleKeyDeletionCommand({ KeyId: mortal.id, PendingWindowInDays: 7 }),
    )
    await clock.advance(7 * DAY)
    const isFree = async () => {
      const command = new CreateAliasCommand({ AliasName, TargetKeyId: other.id })
      try {
        return await keys.kms.send(command)
      } catch (error) {
        if (error instanceof AlreadyExistsException) return undefined
        throw error
      }
    }
    await eventually(isFree)
    const { KeyMetadata } = await keys.kms.send(new DescribeKeyCommand({ KeyId: AliasName }))
    expect(KeyMetadata?.KeyId).toBe(other.id)
  })

  it('rotates a key by its calendar, and reads what was encrypted before', async () => {
    const { id } = await keys.create()
    const CiphertextBlob = await keys.encrypt(id, 'old')
    await keys.kms.send(new EnableKeyRotationCommand({ KeyId: id, RotationPeriodInDays: 90 }))
    await clock.advance(90 * DAY)
    const rotation = await eventually(async () => {
      const { Rotations } = await keys.kms.send(new ListKeyRotationsCommand({ KeyId: id }))
      return Rotations?.[0]
    })
    expect(rotation.RotationType).toBe('AUTOMATIC')
    const { Plaintext } = await keys.kms.send(new DecryptCommand({ CiphertextBlob }))
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('old')
  })
})
