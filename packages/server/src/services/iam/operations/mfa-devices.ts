import { countKey, recordOf, type User } from '../../../access/records.ts'
import { type MfaDevice, mfaDeviceKey } from '../../../access/sign-in-records.ts'
import { EntityAlreadyExistsException, iam } from '../../../wire/models/iam.ts'
import { uncounted } from '../commit.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, entityWrites, getEntity, ownUserName } from '../entities.ts'
import { quotaExceeded } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import {
  getMfa,
  getOwnMfa,
  holderOf,
  mfaCheck,
  mfaWrite,
  noSuchDevice,
  synchronised,
} from '../mfa-devices.ts'
import { pageOf } from '../paging.ts'

/** Gives a device to a user, who proves to have it by two codes in a row. */
export const enableMFADevice = operation(iam.EnableMFADevice, {
  authorize: ({ UserName }, context) =>
    entityCheck('iam:EnableMFADevice', 'user', UserName, context),

  async handle({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }, context) {
    const { account, documents } = context
    const user = await getEntity('user', UserName, context)
    const device = await getMfa(SerialNumber, context)
    if (device.use) {
      throw EntityAlreadyExistsException('MFA Device is already in use.')
    }
    const serials = user.mfaSerials ?? []
    if (serials.length >= LIMITS.MFADevicesPerUser) throw quotaExceeded('MFADevicesPerUser')
    const codes = [AuthenticationCode1, AuthenticationCode2] as const
    const use = synchronised(device, codes, user.id, context)
    await documents.commit([
      mfaWrite(account, { ...device, use }),
      ...entityWrites('user', account, { ...user, mfaSerials: [...serials, device.serial] }),
      { type: 'add', key: countKey(account, 'mfa-devices-in-use'), amount: 1 },
    ])
  },
})

/** Finds a device's clock again by two codes in a row. */
export const resyncMFADevice = operation(iam.ResyncMFADevice, {
  authorize: ({ UserName }, context) =>
    entityCheck('iam:ResyncMFADevice', 'user', UserName, context),

  async handle({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }, context) {
    const user = await getEntity('user', UserName, context)
    const device = await getOwnMfa(SerialNumber, user, context)
    const codes = [AuthenticationCode1, AuthenticationCode2] as const
    const use = synchronised(device, codes, user.id, context)
    await context.documents.commit([mfaWrite(context.account, { ...device, use })])
  },
})

/** Takes a device from its user. */
export const deactivateMFADevice = operation(iam.DeactivateMFADevice, {
  authorize: ({ UserName }, context) =>
    entityCheck('iam:DeactivateMFADevice', 'user', UserName, context),

  async handle({ UserName, SerialNumber }, context) {
    const { account, documents } = context
    const user = await getEntity('user', UserName, context)
    const { use: _, ...device } = await getOwnMfa(SerialNumber, user, context)
    const mfaSerials = (user.mfaSerials ?? []).filter(serial => serial !== device.serial)
    await documents.commit([
      mfaWrite(account, device),
      ...entityWrites('user', account, { ...user, mfaSerials }),
      uncounted(account, 'mfa-devices-in-use'),
    ])
  },
})

/** The devices of a user, of the caller when it names none. */
export const listMFADevices = operation(iam.ListMFADevices, {
  readOnly: true,
  authorize: ({ UserName }, context) =>
    entityCheck('iam:ListMFADevices', 'user', UserName ?? ownUserName(context), context),

  async handle({ UserName, ...page }, context) {
    const user = await getEntity('user', UserName ?? ownUserName(context), context)
    const { items, ...rest } = pageOf(await devicesOf(user, context), page)
    return {
      MFADevices: items.map(({ serial, use }) => ({
        UserName: user.name,
        SerialNumber: serial,
        EnableDate: use?.enabledAt ?? 0,
      })),
      ...rest,
    }
  },
})

async function devicesOf(user: User, { account, documents }: IamContext): Promise<MfaDevice[]> {
  const names = (user.mfaSerials ?? []).map(serial => serial.split('/').at(-1) ?? '')
  const rows = await documents.getMany(names.map(name => mfaDeviceKey(account, name)))
  return rows.flatMap(row => recordOf<MfaDevice>(row) ?? [])
}

/** One device, which somebody has. */
export const getMFADevice = operation(iam.GetMFADevice, {
  readOnly: true,
  authorize: ({ SerialNumber, UserName }, context) =>
    UserName === undefined
      ? mfaCheck('iam:GetMFADevice', SerialNumber, context)
      : entityCheck('iam:GetMFADevice', 'user', UserName, context),

  async handle({ SerialNumber, UserName }, context) {
    const device = await getMfa(SerialNumber, context)
    const holder = await holderOf(device, context)
    const named = UserName === undefined || holder?.name.toLowerCase() === UserName.toLowerCase()
    if (!named) throw noSuchDevice(SerialNumber)
    return {
      UserName: holder?.name,
      SerialNumber: device.serial,
      EnableDate: device.use?.enabledAt,
      Certifications: undefined,
    }
  },
})
