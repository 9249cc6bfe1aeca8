import type { Check } from '../../access/check.ts'
import { findMfaDevice, mfaSerial, seedPurpose } from '../../access/mfa.ts'
import { consecutiveSteps, stepOf } from '../../access/one-time-codes.ts'
import { putRecord, recordOf, type User, uniqueIdKey } from '../../access/records.ts'
import { type MfaDevice, type MfaUse, mfaDeviceKey } from '../../access/sign-in-records.ts'
import { assert } from '../../kernel/errors.ts'
import { check } from '../../operation/check.ts'
import type { Write } from '../../store/store.ts'
import { InvalidAuthenticationCodeException, NoSuchEntityException } from '../../wire/models/iam.ts'
import type { IamContext } from './context.ts'
import { findEntity, type Where } from './entities.ts'

/** Virtual MFA devices and who has them. */

/** @throws NoSuchEntity */
export async function getMfa(serial: string, { account, documents }: Where): Promise<MfaDevice> {
  const found = await findMfaDevice(serial, account, documents)
  if (!found) throw noSuchDevice(serial)
  return found
}

/** A device that this user has. @throws NoSuchEntity also for a device of somebody else */
export async function getOwnMfa(serial: string, user: User, where: Where) {
  const device = await getMfa(serial, where)
  if (!device.use || device.use.userId !== user.id) throw noSuchDevice(serial)
  return { ...device, use: device.use }
}

export const noSuchDevice = (serial: string) =>
  NoSuchEntityException(`MFA Device with serial number ${serial} does not exist.`)

export const mfaWrite = (account: string, device: MfaDevice): Write =>
  putRecord(mfaDeviceKey(account, device.name), device)

/** The check of an operation on a device itself. A serial number of anything else is checked as it is. */
export async function mfaCheck(
  action: string,
  serial: string,
  { account, documents }: Where,
  more: Pick<Check, 'requestTags' | 'requestTagKeys'> = {},
): Promise<Check> {
  const device = await findMfaDevice(serial, account, documents)
  const owner = serial.split(':')[4] ?? ''
  const arn = serial.startsWith('arn:') ? serial : mfaSerial(account, '/', serial)
  return check(
    action,
    { arns: [arn], ...(/^\d{12}$/.test(owner) && { account: owner }) },
    {
      ...(device && { tags: async () => device.tags }),
      tagPrefixes: ['iam:ResourceTag'],
      ...more,
    },
  )
}

/** The user that has a device now, under its present name. */
export async function holderOf({ use }: MfaDevice, where: Where): Promise<User | undefined> {
  if (!use) return undefined
  const { account, documents } = where
  const row = recordOf<{ name: string }>(await documents.get(uniqueIdKey(account, use.userId)))
  return row && findEntity('user', row.name, where)
}

/** How a device is used after two codes in a row. @throws InvalidAuthenticationCode */
export function synchronised(
  device: MfaDevice,
  codes: readonly [string, string],
  userId: string,
  { seal, clock }: IamContext,
): MfaUse {
  const seed = seal.open(device.sealedSeed, seedPurpose(device.serial))
  assert(seed, 'the seed of a device was sealed for it')
  const now = clock.now()
  const step = consecutiveSteps(seed, codes, now)
  if (step === undefined || step + 1 <= (device.use?.lastStep ?? 0)) {
    throw InvalidAuthenticationCodeException('Authentication code for device is not valid.')
  }
  // The second code is the newer one: made a moment ago, it tells how far the device's clock is away.
  const drift = Math.abs(step + 1 - stepOf(now)) <= 1 ? 0 : step + 1 - stepOf(now)
  const enabledAt = device.use?.enabledAt ?? now
  return { userId, enabledAt, drift, lastStep: step + 1 }
}
