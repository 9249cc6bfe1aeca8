import {
  AttachRolePolicyCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
})
afterAll(() => house.close())

const RoleName = 'AWSServiceRoleForLexBots'
const BOT_POLICY = 'arn:aws:iam::aws:policy/aws-service-role/AmazonLexBotPolicy'
const create = (AWSServiceName: string, more: object = {}) =>
  iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, ...more }))

describe('a service-linked role', () => {
  it('has the name, path, trust and policy that AWS was recorded to give it', async () => {
    await create('lex.amazonaws.com')
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
    expect(Role).toMatchObject({
      RoleName,
      Path: '/aws-service-role/lex.amazonaws.com/',
      Arn: `arn:aws:iam::${house.account}:role/aws-service-role/lex.amazonaws.com/${RoleName}`,
      MaxSessionDuration: 3600,
    })
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lex.amazonaws.com' },
        },
      ],
    })
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
    expect(AttachedPolicies).toEqual([{ PolicyArn: BOT_POLICY, PolicyName: 'AmazonLexBotPolicy' }])
  })

  it('exists once, takes no suffix, and only for services that have one', async () => {
    expect(await refusal(create('lex.amazonaws.com'))).toEqual([
      'InvalidInput',
      `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
      400,
    ])
    expect(await refusal(create('lex.amazonaws.com', { CustomSuffix: 'x' }))).toEqual([
      'InvalidInput',
      'Custom suffix is not allowed for lex.amazonaws.com',
      400,
    ])
    expect((await refusal(create('nothing.amazonaws.com')))[0]).toBe('InvalidInput')
  })

  it('is changed by nobody, but for its description', async () => {
    const PolicyDocument = policy(allow('s3:*', '*'))
    const changes = [
      new AttachRolePolicyCommand({
        RoleName,
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
      new DetachRolePolicyCommand({ RoleName, PolicyArn: BOT_POLICY }),
      new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }),
      new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }),
      new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }),
      new DeleteRoleCommand({ RoleName }),
    ]
    for (const change of changes) {
      expect(await refusal(iam.send(change as DeleteRoleCommand))).toEqual([
        'UnmodifiableEntity',
        `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
        400,
      ])
    }
    const { Role } = await iam.send(
      new UpdateRoleDescriptionCommand({ RoleName, Description: 'ours' }),
    )
    expect(Role?.Description).toBe('ours')
  })

  it('may be created by whoever may create it for this service', async () => {
    const keys = await createUser(
      house,
      'linker',
      allow('iam:CreateServiceLinkedRole', '*', {
        StringEquals: { 'iam:AWSServiceName': 'channels.lex.amazonaws.com' },
      }),
    )
    const linker = new IAMClient(house.as(keys))
    const make = (AWSServiceName: string) =>
      linker.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }))
    expect((await refusal(make('lex.amazonaws.com')))[0]).toBe('AccessDenied')
    expect((await make('channels.lex.amazonaws.com')).Role?.RoleName).toBe(
      'AWSServiceRoleForLexChannels',
    )
  })

  it('is deleted by a task whose outcome can be asked for', async () => {
    const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }))
    expect(DeletionTaskId).toMatch(
      /^task\/aws-service-role\/lex\.amazonaws\.com\/AWSServiceRoleForLexBots\/[0-9a-f-]{36}$/,
    )
    const status = new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId })
    expect((await iam.send(status)).Status).toBe('SUCCEEDED')
    expect((await refusal(iam.send(new GetRoleCommand({ RoleName }))))[0]).toBe('NoSuchEntity')
    await create('lex.amazonaws.com')
  })
})
