import { mfaSerial, seedPurpose } from '../../../access/mfa.ts'
import { base32 } from '../../../access/one-time-codes.ts'
import { recordOf } from '../../../access/records.ts'
import { type MfaDevice, mfaDeviceKey } from '../../../access/sign-in-records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import {
  EntityAlreadyExistsException,
  iam,
  type VirtualMFADevice,
} from '../../../wire/models/iam.ts'
import { commitNew, uncounted } from '../commit.ts'
import { operation } from '../context.ts'
import type { Where } from '../entities.ts'
import { deleteConflict } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { getMfa, holderOf, mfaCheck, mfaWrite } from '../mfa-devices.ts'
import { listedUser } from '../outputs.ts'
import { scan } from '../paging.ts'
import { qrCodePng } from '../qr-code/png.ts'
import { requestedTags, tagsOf, wireTags } from '../tags.ts'

/** Makes a device, whose seed is told this once. It is of no use before a user has it enabled. */
export const createVirtualMFADevice = operation(iam.CreateVirtualMFADevice, {
  authorize({ VirtualMFADeviceName, Path = '/', Tags = [] }, { account }) {
    const arn = mfaSerial(account, Path, VirtualMFADeviceName)
    if (Tags.length === 0) return check('iam:CreateVirtualMFADevice', arn)
    const tags = { requestTags: tagsOf(Tags) }
    return [check('iam:CreateVirtualMFADevice', arn, tags), check('iam:TagMFADevice', arn, tags)]
  },

  async handle({ VirtualMFADeviceName: name, Path = '/', Tags }, context) {
    const { account, documents, clock, random, seal, identity } = context
    if (await documents.get(mfaDeviceKey(account, name))) {
      throw EntityAlreadyExistsException(
        'MFADevice entity at the same path and name already exists.',
      )
    }
    const serial = mfaSerial(account, Path, name)
    const seed = random.bytes(LIMITS.mfaSeedBytes)
    const device: MfaDevice = {
      name,
      path: Path,
      serial,
      sealedSeed: seal.seal(seed, seedPurpose(serial)),
      createdAt: clock.now(),
      tags: requestedTags(Tags),
    }
    await commitNew('mfa-devices', [mfaWrite(account, device)], context)
    const { principal } = identity
    const holder = principal.kind === 'user' ? principal.arn.split('/').at(-1) : account
    const text = base32(seed)
    const address = `otpauth://totp/${name}@${holder}?secret=${text}`
    return {
      VirtualMFADevice: {
        ...listed(device),
        Base32StringSeed: Buffer.from(text),
        QRCodePNG: qrCodePng(address),
        Tags: device.tags.length > 0 ? wireTags(device.tags) : undefined,
      },
    }
  },
})

export const deleteVirtualMFADevice = operation(iam.DeleteVirtualMFADevice, {
  authorize: ({ SerialNumber }, context) =>
    mfaCheck('iam:DeleteVirtualMFADevice', SerialNumber, context),

  async handle({ SerialNumber }, context) {
    const { account, documents } = context
    const device = await getMfa(SerialNumber, context)
    if (device.use) throw deleteConflict('deactivate MFA device')
    await documents.commit([
      { type: 'delete', key: mfaDeviceKey(account, device.name) },
      uncounted(account, 'mfa-devices'),
    ])
  },
})

/** The account's devices, assigned or not. */
export const listVirtualMFADevices = operation(iam.ListVirtualMFADevices, {
  readOnly: true,
  authorize: (_, { account }) =>
    check('iam:ListVirtualMFADevices', { arns: 'any', shownAs: `arn:aws:iam::${account}:mfa/` }),

  async handle({ AssignmentStatus = 'Any', ...input }, context) {
    const rows = within('iam.mfa-device', context.account)
    const { items, ...page } = await scan(rows, input, context, async row => {
      const device = recordOf<MfaDevice>(row)
      const status = device?.use ? 'Assigned' : 'Unassigned'
      if (!device || (AssignmentStatus !== 'Any' && AssignmentStatus !== status)) return undefined
      return withHolder(device, context)
    })
    return { VirtualMFADevices: items, ...page }
  },
})

async function withHolder(device: MfaDevice, where: Where): Promise<VirtualMFADevice> {
  const holder = await holderOf(device, where)
  return { ...listed(device), User: holder && listedUser(holder) }
}

const listed = ({ serial, use }: MfaDevice): VirtualMFADevice => ({
  SerialNumber: serial,
  Base32StringSeed: undefined,
  QRCodePNG: undefined,
  User: undefined,
  EnableDate: use?.enabledAt,
  Tags: undefined,
})
