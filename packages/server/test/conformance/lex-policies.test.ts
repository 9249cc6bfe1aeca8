import { CreateUserCommand, DeleteUserCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
} from '@aws-sdk/client-lex-model-building-service'
import {
  CreateResourcePolicyCommand,
  CreateResourcePolicyStatementCommand,
  type CreateResourcePolicyStatementCommandInput,
  DeleteResourcePolicyCommand,
  DeleteResourcePolicyStatementCommand,
  DescribeResourcePolicyCommand,
  LexModelsV2Client,
  UpdateResourcePolicyCommand,
} from '@aws-sdk/client-lex-models-v2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createAccount } from './lex-accounts.ts'
import { createFlowers } from './lex-models-flowers.ts'

/** Resource-based policies through the operations of Lex V2 (spec/lex-models.md §8.5; scenario 29 of §11). */

const OWNER = '123456789012'
const GUEST = '111122223333'
const LEX = `arn:aws:lex:us-east-1:${OWNER}:`
const BOT = `${LEX}bot:OrderFlowersBot`
const PROD = `${BOT}:PROD`
const INTENT = `${LEX}intent:OrderFlowers`

let house: House
let lex: LexModelBuildingServiceClient
let policies: LexModelsV2Client

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  policies = new LexModelsV2Client(house.as())
  await createAccount(house, GUEST)
  await createFlowers(lex)
  const alias = { botName: 'OrderFlowersBot', botVersion: '$LATEST' }
  for (const name of ['PROD', 'BETA']) await lex.send(new PutBotAliasCommand({ ...alias, name }))
})
afterAll(() => house.close())

const grant = (Principal: unknown, Action: string | readonly string[], Resource: string) => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource,
})
const attach = (resourceArn: string, ...statements: readonly object[]) =>
  policies.send(new CreateResourcePolicyCommand({ resourceArn, policy: policy(...statements) }))
const detach = (resourceArn: string) =>
  policies.send(new DeleteResourcePolicyCommand({ resourceArn }))
const describePolicy = (resourceArn: string) =>
  policies.send(new DescribeResourcePolicyCommand({ resourceArn }))

const code = async (call: Promise<unknown>) => (await refusal(call))[0]

describe('a policy document', () => {
  it('is created, described, updated by its revision, and deleted', async () => {
    const text = policy(grant({ AWS: GUEST }, 'lex:PostText', PROD))
    const created = await policies.send(
      new CreateResourcePolicyCommand({ resourceArn: PROD, policy: text }),
    )
    expect(created).toMatchObject({ resourceArn: PROD, revisionId: '1' })
    expect(await describePolicy(PROD)).toMatchObject({ policy: text, revisionId: '1' })
    expect(await code(attach(PROD, grant('*', 'lex:PostText', PROD)))).toBe(
      'PreconditionFailedException',
    )
    const update = (expectedRevisionId?: string) =>
      policies.send(
        new UpdateResourcePolicyCommand({ resourceArn: PROD, policy: text, expectedRevisionId }),
      )
    expect((await update('1')).revisionId).toBe('2')
    expect(await code(update('1'))).toBe('PreconditionFailedException')
    expect((await update()).revisionId).toBe('3')
    const stale = new DeleteResourcePolicyCommand({ resourceArn: PROD, expectedRevisionId: '2' })
    expect(await code(policies.send(stale))).toBe('PreconditionFailedException')
    await detach(PROD)
    const gone = await Promise.all([describePolicy(PROD), detach(PROD), update()].map(code))
    expect(new Set(gone)).toEqual(new Set(['ResourceNotFoundException']))
  })

  it('is of its region: another one neither sees nor changes it', async () => {
    await attach(BOT, grant({ AWS: GUEST }, 'lex:GetBot', BOT))
    const elsewhere = new LexModelsV2Client({ ...house.as(), region: 'eu-west-1' })
    const text = policy(grant('*', 'lex:*', BOT))
    const calls = [
      elsewhere.send(new DescribeResourcePolicyCommand({ resourceArn: BOT })),
      elsewhere.send(new UpdateResourcePolicyCommand({ resourceArn: BOT, policy: text })),
      elsewhere.send(new DeleteResourcePolicyCommand({ resourceArn: BOT })),
      elsewhere.send(new CreateResourcePolicyCommand({ resourceArn: PROD, policy: text })),
    ]
    const codes = await Promise.all(calls.map(code))
    expect(new Set(codes)).toEqual(new Set(['ResourceNotFoundException']))
    expect((await describePolicy(BOT)).revisionId).toBe('1')
    await detach(BOT)
  })

  const REFUSED: readonly (readonly [string, string, string])[] = [
    ['is no JSON', BOT, '{not'],
    ['names no principal', BOT, policy({ Effect: 'Allow', Action: 'lex:GetBot', Resource: BOT })],
    [
      'names a principal that does not exist',
      BOT,
      policy(grant({ AWS: `arn:aws:iam::${OWNER}:user/ghost` }, 'lex:GetBot', BOT)),
    ],
    ['names another resource', PROD, policy(grant('*', 'lex:PostText', `${BOT}:BETA`))],
    ['names all resources', BOT, policy(grant('*', 'lex:GetBot', '*'))],
    ['reaches beyond its bot', BOT, policy(grant('*', 'lex:GetBot', `${BOT}*`))],
    ['has an action of another kind', INTENT, policy(grant('*', 'lex:PutBot', INTENT))],
    ['has an action of another service', BOT, policy(grant('*', 's3:GetObject', BOT))],
    [
      'has NotAction',
      BOT,
      policy({ Effect: 'Allow', Principal: '*', NotAction: 'lex:GetBot', Resource: BOT }),
    ],
    [
      'has NotPrincipal with Allow',
      BOT,
      policy({
        Effect: 'Allow',
        NotPrincipal: { AWS: GUEST },
        Action: 'lex:GetBot',
        Resource: BOT,
      }),
    ],
  ]

  it.each(REFUSED)('that %s is refused', async (_, resourceArn, text) => {
    const call = policies.send(new CreateResourcePolicyCommand({ resourceArn, policy: text }))
    expect(await code(call)).toBe('ValidationException')
    expect(await code(describePolicy(resourceArn))).toBe('ResourceNotFoundException')
  })

  it('larger than 20 KB is refused', async () => {
    const Sid = 'x'.repeat(21_000)
    const call = attach(BOT, { ...grant('*', 'lex:GetBot', BOT), Sid })
    expect((await refusal(call)).slice(0, 1)).toEqual(['ServiceQuotaExceededException'])
  })

  it.each([
    ['a channel', `${LEX}bot-channel:OrderFlowersBot:PROD:Slack`, 'ValidationException'],
    ['a resource of Lex V2', `${LEX}bot/ABCDEFGHIJ`, 'ValidationException'],
    ['a resource of another service', `arn:aws:s3:::bucket`, 'ValidationException'],
    ['a bot that is not there', `${LEX}bot:Missing`, 'ResourceNotFoundException'],
    ['a version that is not there', `${BOT}:9`, 'ResourceNotFoundException'],
  ])('is not attached to %s', async (_, arn, expected) => {
    expect(await code(attach(arn, grant('*', 'lex:GetBot', arn)))).toBe(expected)
  })

  it.each([
    ['a bot', BOT],
    ['a version', `${BOT}:$LATEST`],
    ['an alias', PROD],
    ['an intent', INTENT],
    ['a version of an intent', `${INTENT}:$LATEST`],
    ['a slot type', `${LEX}slottype:FlowerTypes`],
  ])('is attached to %s', async (_, arn) => {
    expect((await attach(arn, grant('*', 'lex:*', arn))).revisionId).toBe('1')
    await detach(arn)
  })
})

describe('a statement', () => {
  const statement = (more: Partial<CreateResourcePolicyStatementCommandInput> = {}) =>
    policies.send(
      new CreateResourcePolicyStatementCommand({
        resourceArn: PROD,
        statementId: 'own-users',
        effect: 'Allow',
        principal: [{ arn: `arn:aws:iam::${OWNER}:root` }],
        action: ['lex:PostText'],
        ...more,
      }),
    )
  const remove = (statementId: string) =>
    policies.send(new DeleteResourcePolicyStatementCommand({ resourceArn: PROD, statementId }))
  const source = {
    StringEquals: { 'AWS:SourceAccount': OWNER },
    ArnLike: { 'AWS:SourceArn': `arn:aws:connect:us-east-1:${OWNER}:instance/i` },
  }

  it('is added and removed, and the policy goes with the last one', async () => {
    expect((await statement()).revisionId).toBe('1')
    expect(await code(statement())).toBe('ConflictException')
    const service = [{ service: 'connect.amazonaws.com' }]
    const added = { statementId: 'connect', principal: service, condition: source }
    expect((await statement(added)).revisionId).toBe('2')
    const { policy: text = '' } = await describePolicy(PROD)
    expect(JSON.parse(text)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'own-users',
          Effect: 'Allow',
          Principal: { AWS: [`arn:aws:iam::${OWNER}:root`] },
          Action: ['lex:PostText'],
          Resource: PROD,
        },
        {
          Sid: 'connect',
          Effect: 'Allow',
          Principal: { Service: ['connect.amazonaws.com'] },
          Action: ['lex:PostText'],
          Resource: PROD,
          Condition: source,
        },
      ],
    })
    expect(await code(remove('other'))).toBe('ResourceNotFoundException')
    await remove('connect')
    await remove('own-users')
    expect(await code(describePolicy(PROD))).toBe('ResourceNotFoundException')
  })

  it('that is removed lets its principal be named again after it was created anew', async () => {
    const iam = new IAMClient(house.as())
    const UserName = 'anew'
    const principal = [{ arn: `arn:aws:iam::${OWNER}:user/${UserName}` }]
    await iam.send(new CreateUserCommand({ UserName }))
    await statement()
    await statement({ statementId: 'older', principal })
    await iam.send(new DeleteUserCommand({ UserName }))
    await iam.send(new CreateUserCommand({ UserName }))
    expect(await code(statement({ statementId: 'newer', principal }))).toBe('ValidationException')
    await remove('older')
    expect((await statement({ statementId: 'newer', principal })).revisionId).toBe('4')
    await detach(PROD)
  })

  it.each([
    ['another account', { principal: [{ arn: `arn:aws:iam::${GUEST}:root` }] }],
    ['a service without its source', { principal: [{ service: 'connect.amazonaws.com' }] }],
    ['nobody', { principal: [{}] }],
    ['an action of another kind', { action: ['lex:PutIntent'] }],
  ])('for %s is refused', async (_, more) => {
    expect(await code(statement(more))).toBe('ValidationException')
  })
})
