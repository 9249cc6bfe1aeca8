import type { Seal } from '../kernel/seal.ts'
import { acceptedStep } from './one-time-codes.ts'
import { pathAndName, type Reader, recordOf } from './records.ts'
import { type MfaDevice, mfaDeviceKey } from './sign-in-records.ts'

/** MFA devices of users, as both services see them: the one that registers and the one that asks for codes. */

export const mfaSerial = (account: string, path: string, name: string): string =>
  `arn:aws:iam::${account}:mfa${path}${name}`

/** The device behind a serial number. */
export async function findMfaDevice(
  serial: string,
  account: string,
  reader: Reader,
): Promise<MfaDevice | undefined> {
  const [, , service, , owner, resource = ''] = serial.split(':')
  if (service !== 'iam' || owner !== account || !resource.startsWith('mfa/')) return undefined
  const name = pathAndName(resource)[1]
  const device = recordOf<MfaDevice>(await reader.get(mfaDeviceKey(account, name)))
  return device?.serial === serial ? device : undefined
}

/** Under what a device's seed is sealed. */
export const seedPurpose = (serial: string): string => `mfa seed of ${serial}`

/** The device after this code, which it will not accept again; undefined when the code is not right now. */
export function afterCode(
  device: MfaDevice,
  code: string,
  { seal, now }: { readonly seal: Seal; readonly now: number },
): MfaDevice | undefined {
  const { use, sealedSeed, serial } = device
  const seed = seal.open(sealedSeed, seedPurpose(serial))
  if (!use || !seed) return undefined
  const step = acceptedStep(seed, code, { now, ...use })
  return step === undefined ? undefined : { ...device, use: { ...use, lastStep: step } }
}
