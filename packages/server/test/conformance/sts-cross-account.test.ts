import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetPolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

/** A collector in one account reads in another through a role: seed 5 of the product. */

const CUSTOMER = '222222222222'

let house: House
let customer: IAMClient

beforeAll(async () => {
  house = await openHouse()
  const answer = await house.send({
    service: 'parley',
    method: 'POST',
    target: '/_parley/accounts',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ accountId: CUSTOMER }),
  })
  customer = new IAMClient(house.as((await answer.json()) as SigningCredentials))
})
afterAll(() => house.close())

const arnOf = (role: string) => `arn:aws:iam::${CUSTOMER}:role/${role}`

const createRole = (RoleName: string, AWS: string, Condition?: object) =>
  customer.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { AWS },
        Action: 'sts:AssumeRole',
        ...(Condition && { Condition }),
      }),
    }),
  )

const assume = (as: SigningCredentials, role: string, ExternalId?: string) =>
  new STSClient(house.as(as)).send(
    new AssumeRoleCommand({ RoleArn: arnOf(role), RoleSessionName: 'collect', ExternalId }),
  )

const denial = (user: string, role: string) => [
  'AccessDenied',
  `User: arn:aws:iam::${house.account}:user/${user} is not authorized to perform: sts:AssumeRole on resource: ${arnOf(role)}`,
  403,
]

describe('a role of another account', () => {
  it('opens with its external id, and not without it or with another', async () => {
    const collector = await createUser(house, 'collector', allow('sts:AssumeRole', '*'))
    await createRole('logs', house.account, { StringEquals: { 'sts:ExternalId': 'unique-7' } })
    const { AssumedRoleUser, Credentials } = await assume(collector, 'logs', 'unique-7')
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${CUSTOMER}:assumed-role/logs/collect`)
    const session = signingWith(Credentials)
    const whoAmI = await new STSClient(house.as(session)).send(new GetCallerIdentityCommand({}))
    expect(whoAmI.Account).toBe(CUSTOMER)
    expect(await refusal(assume(collector, 'logs'))).toEqual(denial('collector', 'logs'))
    for (const id of ['unique-8', 'UNIQUE-7', 'unique-7 '.trim() + 'x']) {
      expect(await refusal(assume(collector, 'logs', id))).toEqual(denial('collector', 'logs'))
    }
    expect(await refusal(assume(collector, 'missing', 'unique-7'))).toEqual(
      denial('collector', 'missing'),
    )
  })

  it('needs both sides, also when the trust names the very user', async () => {
    const poor = await createUser(house, 'poor')
    await createRole('named', `arn:aws:iam::${house.account}:user/poor`)
    expect(await refusal(assume(poor, 'named'))).toEqual(denial('poor', 'named'))
    await new IAMClient(house.as()).send(
      new PutUserPolicyCommand({
        UserName: 'poor',
        PolicyName: 'own',
        PolicyDocument: policy(allow('sts:AssumeRole', arnOf('named'))),
      }),
    )
    await assume(poor, 'named')
  })

  it('does not know a user that was deleted and created again', async () => {
    const iam = new IAMClient(house.as())
    const first = await createUser(house, 'reborn', allow('sts:AssumeRole', '*'))
    await createRole('pinned', `arn:aws:iam::${house.account}:user/reborn`)
    await assume(first, 'pinned')
    const UserName = 'reborn'
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'own' }))
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: first.accessKeyId }))
    await iam.send(new DeleteUserCommand({ UserName }))
    const second = await createUser(house, 'reborn', allow('sts:AssumeRole', '*'))
    expect(await refusal(assume(second, 'pinned'))).toEqual(denial('reborn', 'pinned'))
    const { Role } = await customer.send(new GetRoleCommand({ RoleName: 'pinned' }))
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toMatch(/"AWS":"AIDA/)
  })
})

describe('what is another account’s', () => {
  it('shares no name with ours, and tells nothing', async () => {
    await new IAMClient(house.as()).send(new CreateUserCommand({ UserName: 'same' }))
    await customer.send(new CreateUserCommand({ UserName: 'same' }))
    const { AccessKey } = await customer.send(new CreateAccessKeyCommand({ UserName: 'same' }))
    expect(AccessKey?.UserName).toBe('same')
    const PolicyArn = `arn:aws:iam::${CUSTOMER}:policy/p`
    expect(
      await refusal(new IAMClient(house.as()).send(new GetPolicyCommand({ PolicyArn }))),
    ).toEqual([
      'AccessDenied',
      `User: arn:aws:iam::${house.account}:root is not authorized to perform: iam:GetPolicy on resource: policy ${PolicyArn}`,
      403,
    ])
  })
})
