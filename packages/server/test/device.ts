import {
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { codeOf, stepOf } from '../src/access/one-time-codes.ts'
import type { House } from './house.ts'
import { unBase32 } from './un-base32.ts'

/** An authenticator app with one account. */
export interface Device {
  readonly serial: string
  /** The code of a moment. */
  code(time: number): string
}

/** Gives a user a device, enabled by the codes of one minute before `time`. */
export async function giveDevice(house: House, UserName: string, time: number): Promise<Device> {
  const iam = new IAMClient(house.as())
  const { VirtualMFADevice } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: `of-${UserName}` }),
  )
  const SerialNumber = VirtualMFADevice?.SerialNumber ?? ''
  const seed = unBase32(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString())
  const code = (at: number) => codeOf(seed, stepOf(at))
  await iam.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: code(time - 60_000),
      AuthenticationCode2: code(time - 30_000),
    }),
  )
  return { serial: SerialNumber, code }
}
