import {
  ChangePasswordCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  TagUserCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

/** Published ways around a decision, tried on IAM and STS (the Z rows of the project's list of attacks). */

const house = await openHouse()
const iam = new IAMClient(house.as())
afterAll(() => house.close())

const refused = async (call: Promise<unknown>) => (await refusal(call))[0]
const OWN = `arn:aws:iam::${house.account}`

async function createRole(RoleName: string, ...statements: object[]): Promise<void> {
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { AWS: house.account },
    Action: 'sts:AssumeRole',
  })
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const PolicyDocument = policy(...statements)
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
}

const assume = async (
  as: SigningCredentials,
  role: string,
  more: Partial<AssumeRoleCommandInput> = {},
) => {
  const { Credentials } = await new STSClient(house.as(as)).send(
    new AssumeRoleCommand({ RoleArn: `${OWN}:role/${role}`, RoleSessionName: 'test', ...more }),
  )
  return signingWith(Credentials)
}

describe('Z1: a restricted session makes no freer credential', () => {
  let admin: SigningCredentials
  beforeAll(async () => {
    admin = await createUser(house, 'admin', allow('*', '*'))
    await createRole('powerful', allow('*', '*'))
  })

  const create = (as: SigningCredentials) =>
    new IAMClient(house.as(as)).send(new CreateAccessKeyCommand({ UserName: 'admin' }))

  it('not the session of a role, within its session policy', async () => {
    const Policy = policy(allow('iam:ListUsers', '*'))
    const session = await assume(admin, 'powerful', { Policy })
    await new IAMClient(house.as(session)).send(new ListUsersCommand({}))
    expect(await refused(create(session))).toBe('AccessDenied')
    expect(await refused(assume(session, 'powerful'))).toBe('AccessDenied')
  })

  it('not a session that denies only, for to deny is not to allow', async () => {
    const Policy = policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' })
    const session = await assume(admin, 'powerful', { Policy })
    expect(await refused(create(session))).toBe('AccessDenied')
  })

  it('not a user’s own session, nor a federated one, which call no IAM at all', async () => {
    const sts = new STSClient(house.as(admin))
    const own = await sts.send(new GetSessionTokenCommand({}))
    expect(await refused(create(signingWith(own.Credentials)))).toBe('InvalidClientTokenId')
    const federated = await sts.send(
      new GetFederationTokenCommand({ Name: 'guest', Policy: policy(allow('*', '*')) }),
    )
    const guest = signingWith(federated.Credentials)
    expect(await refused(create(guest))).toBe('InvalidClientTokenId')
    expect(await refused(assume(guest, 'powerful'))).toBe('InvalidClientTokenId')
  })
})

describe('Z5, Z6: what a client says is no fact', () => {
  const list = 'Action=ListUsers&Version=2010-05-08'
  const ask = async (
    who: SigningCredentials,
    headers: readonly (readonly [string, string])[] = [],
    more = '',
  ) => {
    const answer = await house.send(
      {
        service: 'iam',
        method: 'POST',
        target: '/',
        headers: [['content-type', 'application/x-www-form-urlencoded'], ...headers],
        body: list + more,
      },
      who,
    )
    return answer.status
  }

  it('a forwarded address of a peer that is no proxy', async () => {
    const who = await createUser(
      house,
      'elsewhere',
      allow('iam:ListUsers', '*', { IpAddress: { 'aws:SourceIp': '203.0.113.9' } }),
    )
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-client-ip']) {
      expect(await ask(who, [[name, '203.0.113.9']])).toBe(403)
    }
  })

  it('headers, parameters and tags by the name of a condition key', async () => {
    const Condition = {
      StringEquals: { 'aws:PrincipalTag/team': 'admins' },
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' },
    }
    const who = await createUser(house, 'plain', allow('iam:ListUsers', '*', Condition))
    const claims = ['aws:PrincipalTag/team', 'aws:principaltag/team', 'PrincipalTag.team']
    for (const name of claims) {
      expect(await ask(who, [], `&${encodeURIComponent(name)}=admins`)).toBe(403)
    }
    expect(await ask(who, [['x-amz-principaltag-team', 'admins']])).toBe(403)
    const reserved = [{ Key: 'aws:PrincipalTag/team', Value: 'admins' }]
    expect(await refused(iam.send(new TagUserCommand({ UserName: 'plain', Tags: reserved })))).toBe(
      'InvalidInput',
    )
    // The tag itself does, whatever the case of its key.
    const Tags = [{ Key: 'TEAM', Value: 'admins' }]
    await iam.send(new TagUserCommand({ UserName: 'plain', Tags }))
    expect(await ask(who)).toBe(200)
  })
})

describe('Z12: the case of names', () => {
  it('keeps two names apart from being two people, and an ARN from being another', async () => {
    const Resource = `${OWN}:user/ALICE`
    const who = await createUser(house, 'Alice', allow('iam:GetUser', Resource))
    expect(await refused(iam.send(new CreateUserCommand({ UserName: 'ALICE' })))).toBe(
      'EntityAlreadyExists',
    )
    const own = (UserName: string) =>
      new IAMClient(house.as(who)).send(new GetUserCommand({ UserName }))
    // The user's ARN is written as it was made; the policy means nobody.
    expect(await refused(own('Alice'))).toBe('AccessDenied')
    expect(await refused(own('ALICE'))).toBe('AccessDenied')
  })
})

describe('Z19: whoever comes back under an old name', () => {
  it('has no grant that was made to the one before', async () => {
    const before = await createUser(house, 'returning')
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { AWS: `${OWN}:user/returning` },
      Action: 'sts:AssumeRole',
    })
    await iam.send(new CreateRoleCommand({ RoleName: 'trusting', AssumeRolePolicyDocument }))
    const session = await assume(before, 'trusting')
    await deleteUser('returning', before.accessKeyId)
    const after = await createUser(house, 'returning', allow('sts:AssumeRole', '*'))
    expect(await refused(assume(after, 'trusting'))).toBe('AccessDenied')
    await iam.send(new DeleteRoleCommand({ RoleName: 'trusting' }))
    await iam.send(new CreateRoleCommand({ RoleName: 'trusting', AssumeRolePolicyDocument }))
    expect(await refused(new IAMClient(house.as(session)).send(new ListUsersCommand({})))).toBe(
      'InvalidClientTokenId',
    )
  })

  async function deleteUser(UserName: string, AccessKeyId: string): Promise<void> {
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }))
    await iam.send(new DeleteUserCommand({ UserName }))
  }
})

describe('Z22: a denial tells nothing of what there is', () => {
  it('in the same words for what exists and what does not', async () => {
    const who = new IAMClient(house.as(await createUser(house, 'curious')))
    await iam.send(new CreateUserCommand({ UserName: 'there', Path: '/hidden/' }))
    const words = async (call: Promise<unknown>) => (await refusal(call)).slice(0, 2)
    const user = async (UserName: string) =>
      (await words(who.send(new GetUserCommand({ UserName })))).map(text =>
        String(text).replaceAll(UserName, 'NAME'),
      )
    expect(await user('there')).toEqual(await user('absent'))
    const role = async (RoleName: string) =>
      (await words(who.send(new GetRoleCommand({ RoleName })))).map(text =>
        String(text).replaceAll(RoleName, 'NAME'),
      )
    expect(await role('powerful')).toEqual(await role('absent'))
    expect((await user('there'))[1]).not.toContain('hidden')
  })
})

describe('Z24: secrets', () => {
  it('stand in no audit record of the calls that carry them', async () => {
    const { $metadata: created } = await iam.send(
      new CreateLoginProfileCommand({ UserName: 'plain', Password: 'Canary1password' }),
    )
    await iam.send(new UpdateAccountPasswordPolicyCommand({ AllowUsersToChangePassword: true }))
    const keys = await iam.send(new CreateAccessKeyCommand({ UserName: 'plain' }))
    const plain = new IAMClient(
      house.as({
        accessKeyId: keys.AccessKey?.AccessKeyId ?? '',
        secretAccessKey: keys.AccessKey?.SecretAccessKey ?? '',
      }),
    )
    const { $metadata: changed } = await plain.send(
      new ChangePasswordCommand({ OldPassword: 'Canary1password', NewPassword: 'Canary2password' }),
    )
    const device = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'canary' }),
    )
    const seed = Buffer.from(device.VirtualMFADevice?.Base32StringSeed ?? []).toString()
    for (const { requestId = '' } of [created, changed, keys.$metadata, device.$metadata]) {
      const record = await (
        await house.send({
          service: 'parley',
          method: 'GET',
          target: `/_parley/decisions/${requestId}`,
        })
      ).text()
      expect(record).toContain(requestId)
      expect(record).not.toMatch(/Canary\dpassword/)
      expect(record).not.toContain(keys.AccessKey?.SecretAccessKey)
      expect(record).not.toContain(seed)
    }
  })
})
