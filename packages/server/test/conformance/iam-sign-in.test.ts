import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetMFADeviceCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
  ResyncMFADeviceCommand,
  UntagMFADeviceCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { afterAll, describe, expect, it } from 'vitest'
import { codeOf, stepOf } from '../../src/access/one-time-codes.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { openHouse } from '../house.ts'
import { createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { unBase32 } from '../un-base32.ts'

let skewMs = 0
const now = () => Date.now() + skewMs
const house = await openHouse({ clock: { ...systemClock, now } })
const iam = new IAMClient(house.as())
afterAll(() => house.close())

describe('passwords', () => {
  it('are given, changed by their user and taken away', async () => {
    const UserName = 'carla'
    const carla = new IAMClient(house.as(await createUser(house, UserName)))
    const Password = 'Correct1horse'
    const { LoginProfile } = await iam.send(
      new CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: true }),
    )
    expect(LoginProfile).toMatchObject({ UserName, PasswordResetRequired: true })
    expect(await refusal(iam.send(new CreateLoginProfileCommand({ UserName, Password })))).toEqual([
      'EntityAlreadyExists',
      'Login Profile for user carla already exists.',
      409,
    ])
    const change = { OldPassword: Password, NewPassword: 'Battery2staple' }
    expect((await refusal(carla.send(new ChangePasswordCommand(change))))[0]).toBe('AccessDenied')
    await iam.send(new UpdateAccountPasswordPolicyCommand({ AllowUsersToChangePassword: true }))
    await carla.send(new ChangePasswordCommand(change))
    expect(await refusal(carla.send(new ChangePasswordCommand(change)))).toEqual([
      'AccessDenied',
      'The old password was incorrect.',
      403,
    ])
    const got = await iam.send(new GetLoginProfileCommand({ UserName }))
    expect(got.LoginProfile?.PasswordResetRequired).toBe(false)
    await iam.send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: true }))
    expect(
      (await iam.send(new GetLoginProfileCommand({ UserName }))).LoginProfile
        ?.PasswordResetRequired,
    ).toBe(true)
    await iam.send(new UpdateUserCommand({ UserName, NewUserName: 'carlotta' }))
    await iam.send(new DeleteLoginProfileCommand({ UserName: 'carlotta' }))
    expect(await refusal(iam.send(new GetLoginProfileCommand({ UserName: 'carlotta' })))).toEqual([
      'NoSuchEntity',
      'Login Profile for User carlotta cannot be found.',
      404,
    ])
    await iam.send(new DeleteAccountPasswordPolicyCommand({}))
  })

  it('stand in the way of deleting their user', async () => {
    const UserName = 'dora'
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Correct1horse' }))
    expect(await refusal(iam.send(new DeleteUserCommand({ UserName })))).toEqual([
      'DeleteConflict',
      'Cannot delete entity, must delete login profile first.',
      409,
    ])
  })

  it('obey the policy of the account, and its history', async () => {
    const UserName = 'edda'
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(
      new UpdateAccountPasswordPolicyCommand({
        MinimumPasswordLength: 10,
        RequireSymbols: true,
        PasswordReusePrevention: 2,
        MaxPasswordAge: 90,
      }),
    )
    const { PasswordPolicy } = await iam.send(new GetAccountPasswordPolicyCommand({}))
    expect(PasswordPolicy).toEqual({
      MinimumPasswordLength: 10,
      RequireSymbols: true,
      RequireNumbers: false,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: true,
      MaxPasswordAge: 90,
      PasswordReusePrevention: 2,
    })
    const create = (Password: string) =>
      iam.send(new CreateLoginProfileCommand({ UserName, Password }))
    expect(await refusal(create('short!'))).toEqual([
      'PasswordPolicyViolation',
      'Password should have a minimum length of 10',
      400,
    ])
    expect((await refusal(create('withoutsymbols')))[1]).toBe(
      'Password should have at least one symbol',
    )
    await create('with-symbols')
    const update = (Password: string) =>
      iam.send(new UpdateLoginProfileCommand({ UserName, Password }))
    expect((await refusal(update('with-symbols')))[0]).toBe('PasswordPolicyViolation')
    await update('other-symbols')
    expect((await refusal(update('with-symbols')))[0]).toBe('PasswordPolicyViolation')
    await update('third-symbols')
    await update('with-symbols')
    await iam.send(new DeleteAccountPasswordPolicyCommand({}))
    expect(await refusal(iam.send(new GetAccountPasswordPolicyCommand({})))).toEqual([
      'NoSuchEntity',
      `The Password Policy with domain name ${house.account} cannot be found.`,
      404,
    ])
    expect((await refusal(update('onlyletters')))[0]).toBe('PasswordPolicyViolation')
  })
})

describe('virtual MFA devices', () => {
  it('are made, enabled by two codes, found again and taken away', async () => {
    const UserName = 'frieda'
    await iam.send(new CreateUserCommand({ UserName }))
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({
        VirtualMFADeviceName: 'Phone',
        Path: '/phones/',
        Tags: [{ Key: 'colour', Value: 'red' }],
      }),
    )
    const SerialNumber = VirtualMFADevice?.SerialNumber ?? ''
    expect(SerialNumber).toBe(`arn:aws:iam::${house.account}:mfa/phones/Phone`)
    expect(
      Buffer.from(VirtualMFADevice?.QRCodePNG ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    const seed = unBase32(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString())
    expect(seed.length).toBe(64)
    const twoCodes = (away: number) => ({
      UserName,
      SerialNumber,
      AuthenticationCode1: codeOf(seed, stepOf(now()) + away - 1),
      AuthenticationCode2: codeOf(seed, stepOf(now()) + away),
    })
    expect(await unassigned()).toEqual([SerialNumber])
    const wrong = { ...twoCodes(0), AuthenticationCode2: twoCodes(0).AuthenticationCode1 }
    expect(await refusal(iam.send(new EnableMFADeviceCommand(wrong)))).toEqual([
      'InvalidAuthenticationCode',
      'Authentication code for device is not valid.',
      403,
    ])
    await iam.send(new EnableMFADeviceCommand(twoCodes(0)))
    expect((await refusal(iam.send(new EnableMFADeviceCommand(twoCodes(0)))))[0]).toBe(
      'EntityAlreadyExists',
    )
    const { MFADevices = [] } = await iam.send(new ListMFADevicesCommand({ UserName }))
    expect(MFADevices.map(one => [one.UserName, one.SerialNumber])).toEqual([
      [UserName, SerialNumber],
    ])
    expect(await unassigned()).toEqual([])
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}))
    expect(SummaryMap).toMatchObject({ MFADevices: 1, MFADevicesInUse: 1 })
    await iam.send(new UpdateUserCommand({ UserName, NewUserName: 'Freya' }))
    const got = await iam.send(new GetMFADeviceCommand({ SerialNumber }))
    expect(got.UserName).toBe('Freya')
    const asFreya = { UserName: 'Freya', SerialNumber }
    skewMs += 120_000
    await iam.send(new ResyncMFADeviceCommand({ ...twoCodes(6), ...asFreya }))
    expect(await refusal(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })))).toEqual([
      'DeleteConflict',
      'Cannot delete entity, must deactivate MFA device first.',
      409,
    ])
    expect(await refusal(iam.send(new DeleteUserCommand({ UserName: 'Freya' })))).toEqual([
      'DeleteConflict',
      'Cannot delete entity, must delete MFA device first.',
      409,
    ])
    await iam.send(new DeactivateMFADeviceCommand(asFreya))
    const { Tags } = await iam.send(new ListMFADeviceTagsCommand({ SerialNumber }))
    expect(Tags).toEqual([{ Key: 'colour', Value: 'red' }])
    await iam.send(new UntagMFADeviceCommand({ SerialNumber, TagKeys: ['COLOUR'] }))
    await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }))
    expect((await refusal(iam.send(new GetMFADeviceCommand({ SerialNumber }))))[0]).toBe(
      'NoSuchEntity',
    )
  })
})

async function unassigned() {
  const { VirtualMFADevices = [] } = await iam.send(
    new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Unassigned' }),
  )
  return VirtualMFADevices.map(one => one.SerialNumber)
}
