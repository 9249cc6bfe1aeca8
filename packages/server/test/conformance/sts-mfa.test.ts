import {
  CreateRoleCommand,
  DeactivateMFADeviceCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../../src/kernel/clock.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type Device, giveDevice } from '../device.ts'
import { openHouse } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

const clock = fakeClock(Math.floor(Date.now() / 1000) * 1000)
const house = await openHouse({ clock })
let alice: SigningCredentials
let mallory: SigningCredentials
let device: Device
afterAll(() => house.close())

const WITH_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
const RECENT = { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }
const INVALID = [
  'AccessDenied',
  'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
  403,
]
const NOT_YOURS = [
  'AccessDenied',
  'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  403,
]

beforeAll(async () => {
  alice = await createUser(
    house,
    'alice',
    allow('sts:AssumeRole', '*'),
    allow('iam:ListUsers', '*', { ...WITH_MFA, ...RECENT }),
  )
  mallory = await createUser(house, 'mallory', allow('sts:AssumeRole', '*'))
  device = await giveDevice(house, 'alice', clock.now())
  await new IAMClient(house.as()).send(
    new CreateRoleCommand({
      RoleName: 'careful',
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { AWS: house.account },
        Action: 'sts:AssumeRole',
        Condition: { ...WITH_MFA, NumericLessThan: { 'aws:MultiFactorAuthAge': '1' } },
      }),
    }),
  )
})

const options = (credentials: SigningCredentials) => ({
  ...house.as(credentials),
  systemClockOffset: clock.now() - Date.now(),
})

/** A code that was not used yet. */
function freshCode(): string {
  clock.advance(30_000)
  return device.code(clock.now())
}

const assume = (TokenCode?: string, as = alice, SerialNumber = device.serial) =>
  new STSClient(options(as)).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${house.account}:role/careful`,
      RoleSessionName: 'test',
      ...(TokenCode !== undefined && { SerialNumber, TokenCode }),
    }),
  )

const sessionToken = (TokenCode: string) =>
  new STSClient(options(alice)).send(
    new GetSessionTokenCommand({ SerialNumber: device.serial, TokenCode }),
  )

describe('AssumeRole with a code', () => {
  it('opens a role that demands MFA, and nothing else does', async () => {
    expect((await refusal(assume()))[0]).toBe('AccessDenied')
    const { AssumedRoleUser } = await assume(freshCode())
    expect(AssumedRoleUser?.Arn).toContain('assumed-role/careful/test')
  })

  it('takes a code once, and none before it afterwards', async () => {
    const earlier = device.code(clock.now())
    const code = freshCode()
    await assume(code)
    expect(await refusal(assume(code))).toEqual(INVALID)
    expect(await refusal(assume(earlier))).toEqual(INVALID)
  })

  it('takes a code once, also of two calls at the same time', async () => {
    const code = freshCode()
    const both = await Promise.allSettled([assume(code), assume(code)])
    expect(both.map(one => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('takes no code of a device that somebody else has', async () => {
    const code = freshCode()
    expect(await refusal(assume(code, mallory))).toEqual(NOT_YOURS)
    expect(await refusal(assume(code, alice, `${device.serial}x`))).toEqual(NOT_YOURS)
    await assume(code)
  })
})

describe('GetSessionToken with a code', () => {
  it('marks the session, for as long as a policy takes it for recent', async () => {
    const { Credentials } = await sessionToken(freshCode())
    const session = signingWith(Credentials)
    const listUsers = (as: SigningCredentials) =>
      new IAMClient(options(as)).send(new ListUsersCommand({}))
    expect((await listUsers(session)).Users?.map(user => user.UserName)).toContain('alice')
    expect((await refusal(listUsers(alice)))[0]).toBe('AccessDenied')
    await clock.advance(300_000)
    expect((await refusal(listUsers(session)))[0]).toBe('AccessDenied')
  })

  it('is closed for a while to who guesses', async () => {
    const right = freshCode()
    const wrong = right === '000000' ? '000001' : '000000'
    for (let i = 0; i < 10; i++) expect(await refusal(sessionToken(wrong))).toEqual(INVALID)
    expect(await refusal(sessionToken(right))).toEqual(INVALID)
    await clock.advance(300_000)
    await sessionToken(freshCode())
  })

  it('takes no code of a device that was taken away', async () => {
    const code = freshCode()
    await new IAMClient(options(house.root)).send(
      new DeactivateMFADeviceCommand({ UserName: 'alice', SerialNumber: device.serial }),
    )
    expect(await refusal(sessionToken(code))).toEqual(NOT_YOURS)
  })
})
