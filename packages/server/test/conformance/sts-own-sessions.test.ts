import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  type Credentials,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeClock, fakeClock } from '../../src/kernel/clock.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let clock: FakeClock

beforeAll(async () => {
  clock = fakeClock(Math.floor(Date.now() / 1000) * 1000)
  house = await openHouse({ clock })
})
afterAll(() => house.close())

const sts = (as: SigningCredentials) => new STSClient(house.as(as))
const whoIs = (as: SigningCredentials) => sts(as).send(new GetCallerIdentityCommand({}))

async function ownSession(as: SigningCredentials): Promise<SigningCredentials> {
  const { Credentials } = await sts(as).send(new GetSessionTokenCommand({}))
  return signingWith(Credentials)
}

const federate = (as: SigningCredentials, more: Partial<GetFederationTokenCommandInput> = {}) =>
  sts(as).send(new GetFederationTokenCommand({ Name: 'bob', ...more }))

const secondsLeft = (credentials: Credentials | undefined) =>
  Math.round(((credentials?.Expiration?.getTime() ?? 0) - clock.now()) / 1000)

const GONE = ['InvalidClientTokenId', 'The security token included in the request is invalid.', 403]

describe('GetSessionToken', () => {
  it('needs no permission, not even against a deny, and stays the user', async () => {
    const user = await createUser(house, 'ust', { ...allow('sts:*', '*'), Effect: 'Deny' })
    const { Credentials } = await sts(user).send(new GetSessionTokenCommand({}))
    expect(secondsLeft(Credentials)).toBe(43_200)
    expect((await whoIs(signingWith(Credentials))).Arn).toBe(
      `arn:aws:iam::${house.account}:user/ust`,
    )
  })

  it('cuts root’s sessions to an hour', async () => {
    const request = new GetSessionTokenCommand({ DurationSeconds: 129_600 })
    const { Credentials } = await sts(house.root).send(request)
    expect(secondsLeft(Credentials)).toBe(3600)
    expect((await whoIs(signingWith(Credentials))).Arn).toBe(`arn:aws:iam::${house.account}:root`)
  })

  it('gives credentials that call no IAM without MFA, and of STS only two operations', async () => {
    const user = await createUser(house, 'bounded', allow('*', '*'))
    const own = await ownSession(user)
    expect((await refusal(new IAMClient(house.as(own)).send(new ListUsersCommand({}))))[0]).toBe(
      'InvalidClientTokenId',
    )
    const info = new GetAccessKeyInfoCommand({ AccessKeyId: user.accessKeyId })
    expect((await refusal(sts(own).send(info)))[0]).toBe('InvalidClientTokenId')
    expect((await refusal(federate(own)))[1]).toBe(
      'Cannot call GetFederationToken with session credentials',
    )
    const iam = new IAMClient(house.as())
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { AWS: house.account },
      Action: 'sts:AssumeRole',
    })
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'twelve',
        AssumeRolePolicyDocument,
        MaxSessionDuration: 43_200,
      }),
    )
    // A user's own session that assumes a role is no role chaining.
    const { Credentials } = await sts(own).send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${house.account}:role/twelve`,
        RoleSessionName: 'test',
        DurationSeconds: 43_200,
      }),
    )
    expect(secondsLeft(Credentials)).toBe(43_200)
  })

  it('ends with the key that asked for it, and follows a new name of the user', async () => {
    const iam = new IAMClient(house.as())
    const user = await createUser(house, 'mortal')
    const own = await ownSession(user)
    await iam.send(new UpdateUserCommand({ UserName: 'mortal', NewUserName: 'renamed' }))
    expect((await whoIs(own)).Arn).toBe(`arn:aws:iam::${house.account}:user/renamed`)
    const key = { UserName: 'renamed', AccessKeyId: user.accessKeyId }
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    expect(await refusal(whoIs(own))).toEqual(GONE)
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }))
    await whoIs(own)
    await iam.send(new DeleteAccessKeyCommand(key))
    expect(await refusal(whoIs(own))).toEqual(GONE)
  })
})

describe('GetFederationToken', () => {
  it('answers with the federated user, and a packed size also without policy', async () => {
    const user = await createUser(house, 'federator', allow('sts:GetFederationToken', '*'))
    const answer = await federate(user)
    const arn = `arn:aws:sts::${house.account}:federated-user/bob`
    expect(answer.FederatedUser).toEqual({
      Arn: arn,
      FederatedUserId: `${house.account}:bob`,
    })
    expect(answer.PackedPolicySize).toBe(0)
    expect(secondsLeft(answer.Credentials)).toBe(43_200)
    expect(await whoIs(signingWith(answer.Credentials))).toMatchObject({
      Arn: arn,
      UserId: `${house.account}:bob`,
    })
  })

  it('needs its permission on the federated user, and to tag it', async () => {
    const arn = `arn:aws:sts::${house.account}:federated-user/bob`
    const user = await createUser(house, 'careful', allow('sts:GetFederationToken', arn))
    const refused = (action: string, name: string) => [
      'AccessDenied',
      `User: arn:aws:iam::${house.account}:user/careful is not authorized to perform: ${action} on resource: arn:aws:sts::${house.account}:federated-user/${name} because no identity-based policy allows the ${action} action`,
      403,
    ]
    expect(await refusal(federate(user, { Name: 'eve' }))).toEqual(
      refused('sts:GetFederationToken', 'eve'),
    )
    const Tags = [{ Key: 'a', Value: 'b' }]
    expect(await refusal(federate(user, { Tags }))).toEqual(refused('sts:TagSession', 'bob'))
  })

  it('gives credentials that may call neither IAM nor STS', async () => {
    const user = await createUser(house, 'mighty', allow('*', '*'))
    const { Credentials } = await federate(user, { Policy: policy(allow('*', '*')) })
    const bob = signingWith(Credentials)
    expect((await refusal(new IAMClient(house.as(bob)).send(new ListUsersCommand({}))))[0]).toBe(
      'InvalidClientTokenId',
    )
    expect((await refusal(federate(bob)))[0]).toBe('AccessDenied')
    await whoIs(bob)
  })
})

describe('GetAccessKeyInfo', () => {
  it('tells the account of any key, to whoever may ask', async () => {
    const user = await createUser(house, 'curious', allow('sts:GetAccessKeyInfo', '*'))
    const ask = (AccessKeyId: string) =>
      sts(user).send(new GetAccessKeyInfoCommand({ AccessKeyId }))
    expect((await ask(user.accessKeyId)).Account).toBe(house.account)
    const poor = await createUser(house, 'incurious')
    const AccessKeyId = user.accessKeyId
    expect((await refusal(sts(poor).send(new GetAccessKeyInfoCommand({ AccessKeyId }))))[0]).toBe(
      'AccessDenied',
    )
  })
})
