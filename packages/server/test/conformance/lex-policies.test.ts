import { CreateUserCommand, DeleteUserCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  DeleteBotAliasCommand,
  DeleteBotCommand,
  GetBotCommand,
  GetBotsCommand,
  GetIntentCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
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
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SigningCredentials, signHeaders } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createAccount, forAccount } from './lex-accounts.ts'
import { createFlowers, FLOWER_TYPES, flowersBot } from './lex-models-flowers.ts'

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
let guests: House

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  policies = new LexModelsV2Client(house.as())
  guests = { ...house, root: await createAccount(house, GUEST) }
  guests = { ...guests, as: (credentials = guests.root) => house.as(credentials) }
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

const say = (who: SigningCredentials, botAlias: string, account?: string) =>
  forAccount(new LexRuntimeServiceClient(house.as(who)), account).send(
    new PostTextCommand({
      botName: 'OrderFlowersBot',
      botAlias,
      userId: 'guest',
      inputText: 'I would like to order some flowers',
    }),
  )
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
    for (const call of [describePolicy(PROD), detach(PROD), update()]) {
      expect(await code(call)).toBe('ResourceNotFoundException')
    }
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

  it.each([
    ['another account', { principal: [{ arn: `arn:aws:iam::${GUEST}:root` }] }],
    ['a service without its source', { principal: [{ service: 'connect.amazonaws.com' }] }],
    ['nobody', { principal: [{}] }],
    ['an action of another kind', { action: ['lex:PutIntent'] }],
  ])('for %s is refused', async (_, more) => {
    expect(await code(statement(more))).toBe('ValidationException')
  })
})

describe('what a policy grants', () => {
  it('suffices for a user of the same account', async () => {
    const user = await createUser(house, 'plain')
    expect(await code(say(user, 'PROD'))).toBe('AccessDeniedException')
    await attach(PROD, grant({ AWS: `arn:aws:iam::${OWNER}:user/plain` }, 'lex:PostText', PROD))
    expect((await say(user, 'PROD')).dialogState).toBe('ElicitSlot')
    expect(await code(say(user, 'BETA'))).toBe('AccessDeniedException')
    await detach(PROD)
    expect(await code(say(user, 'PROD'))).toBe('AccessDeniedException')
  })

  it('needs the consent of both sides across accounts', async () => {
    const bare = await createUser(guests, 'bare')
    const able = await createUser(guests, 'able', allow('lex:PostText', '*'))
    expect(await code(say(able, 'PROD', OWNER))).toBe('AccessDeniedException')
    await attach(PROD, grant({ AWS: GUEST }, 'lex:PostText', PROD))
    expect((await say(able, 'PROD', OWNER)).dialogState).toBe('ElicitSlot')
    expect(await code(say(bare, 'PROD', OWNER))).toBe('AccessDeniedException')
    expect(await code(say(able, 'BETA', OWNER))).toBe('AccessDeniedException')
    await detach(PROD)
    expect(await code(say(able, 'PROD', OWNER))).toBe('AccessDeniedException')
  })

  it('on a bot reaches its aliases where it names them', async () => {
    const user = await createUser(house, 'wide')
    const principal = { AWS: `arn:aws:iam::${OWNER}:user/wide` }
    await attach(BOT, grant(principal, ['lex:PostText', 'lex:GetBot'], BOT))
    expect(await code(say(user, 'PROD'))).toBe('AccessDeniedException')
    expect((await say(user, '$LATEST')).dialogState).toBe('ElicitSlot')
    await detach(BOT)
    await attach(BOT, grant(principal, 'lex:PostText', `${BOT}:*`))
    expect((await say(user, 'PROD')).dialogState).toBe('ElicitSlot')
    expect((await say(user, 'BETA')).dialogState).toBe('ElicitSlot')
    await detach(BOT)
  })

  it('is taken back by a Deny', async () => {
    const user = await createUser(house, 'talker', allow('lex:PostText', '*'))
    expect((await say(user, 'PROD')).dialogState).toBe('ElicitSlot')
    const deny = { ...grant('*', 'lex:PostText', PROD), Effect: 'Deny' }
    await attach(PROD, deny)
    const [name, message] = await refusal(say(user, 'PROD'))
    expect(name).toBe('AccessDeniedException')
    expect(message).toMatch(/with an explicit deny in a resource-based policy$/)
    await detach(PROD)
  })

  it('ends with the user it was given to, whoever takes that name', async () => {
    const iam = new IAMClient(house.as())
    await iam.send(new CreateUserCommand({ UserName: 'gone' }))
    await attach(PROD, grant({ AWS: `arn:aws:iam::${OWNER}:user/gone` }, 'lex:PostText', PROD))
    await iam.send(new DeleteUserCommand({ UserName: 'gone' }))
    const again = await createUser(house, 'gone')
    expect(await code(say(again, 'PROD'))).toBe('AccessDeniedException')
    expect((await describePolicy(PROD)).policy).toMatch(/"AWS":"AIDA[A-Z0-9]+"/)
    await detach(PROD)
  })

  it('lets another account read and replace an intent, and create none', async () => {
    const editor = await createUser(guests, 'editor', allow('lex:*', '*'))
    const client = forAccount(new LexModelBuildingServiceClient(house.as(editor)), OWNER)
    await attach(INTENT, grant({ AWS: GUEST }, ['lex:GetIntent', 'lex:PutIntent'], INTENT))
    const get = new GetIntentCommand({ name: 'OrderFlowers', version: '$LATEST' })
    const { checksum, slots, sampleUtterances, fulfillmentActivity } = await client.send(get)
    const changed = {
      checksum,
      slots,
      sampleUtterances,
      fulfillmentActivity,
      description: 'theirs',
    }
    await client.send(new PutIntentCommand({ name: 'OrderFlowers', ...changed }))
    expect((await lex.send(get)).description).toBe('theirs')
    const other = new PutIntentCommand({ name: 'Other', fulfillmentActivity })
    expect(await code(client.send(other))).toBe('AccessDeniedException')
    expect(await code(client.send(new GetBotsCommand({})))).toBe('AccessDeniedException')
    await detach(INTENT)
  })

  it('goes with the resource', async () => {
    const bot = { ...flowersBot(), name: 'Short', processBehavior: 'SAVE' as const }
    await lex.send(new PutBotCommand(bot))
    const alias = { botName: 'Short', name: 'live', botVersion: '$LATEST' }
    await lex.send(new PutBotAliasCommand(alias))
    const arns = [`${LEX}bot:Short`, `${LEX}bot:Short:live`]
    for (const arn of arns) await attach(arn, grant('*', 'lex:GetBot', arn))
    await lex.send(new DeleteBotAliasCommand(alias))
    await lex.send(new DeleteBotCommand({ name: 'Short' }))
    await lex.send(new PutBotCommand(bot))
    await lex.send(new PutBotAliasCommand(alias))
    for (const arn of arns) {
      expect(await code(describePolicy(arn))).toBe('ResourceNotFoundException')
    }
  })
})

describe('another account by header', () => {
  it('means the resources of that account, and needs both sides', async () => {
    const mine = new LexModelBuildingServiceClient(guests.as())
    await mine.send(new PutSlotTypeCommand(FLOWER_TYPES))
    const asGuest = forAccount(new LexModelBuildingServiceClient(guests.as()), OWNER)
    const get = new GetBotCommand({ name: 'OrderFlowersBot', versionOrAlias: '$LATEST' })
    expect(await code(mine.send(get))).toBe('NotFoundException')
    expect(await code(asGuest.send(get))).toBe('AccessDeniedException')
    await attach(BOT, grant({ AWS: GUEST }, 'lex:GetBot', BOT))
    expect((await asGuest.send(get)).name).toBe('OrderFlowersBot')
    await detach(BOT)
  })

  it.each([
    ['unsigned', false, OWNER, 403, 'InvalidSignatureException'],
    ['no account', true, '12345', 400, 'IncompleteSignatureException'],
  ])('is refused when it is %s', async (_, isSigned, value, status, expected) => {
    const headers = [['x-lex-resource-account', value]] as const
    const request = { service: 'lex', method: 'GET', target: '/bots' }
    const answer = isSigned
      ? await house.send({ ...request, headers })
      : await sendUnsigned(request, headers[0])
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-amzn-errortype')).toBe(expected)
  })

  it('passes no role out of its account', async () => {
    const principal = { AWS: GUEST }
    await attach(PROD, grant(principal, 'lex:PutBotAlias', PROD))
    const asGuest = forAccount(new LexModelBuildingServiceClient(guests.as()), OWNER)
    for (const account of [OWNER, GUEST]) {
      const call = asGuest.send(
        new PutBotAliasCommand({
          botName: 'OrderFlowersBot',
          name: 'PROD',
          botVersion: '$LATEST',
          conversationLogs: {
            iamRoleArn: `arn:aws:iam::${account}:role/Logs`,
            logSettings: [],
          },
        }),
      )
      const [name, message] = await refusal(call)
      expect(name).toBe('AccessDeniedException')
      expect(message).toMatch(/pass role is not allowed|perform: iam:PassRole/)
    }
    await detach(PROD)
  })
})

/** A request whose signature does not cover one of its headers. */
async function sendUnsigned(
  { service, method, target }: Parameters<House['send']>[0],
  [name, value]: readonly [string, string],
): Promise<Response> {
  const address = new URL(target, house.url)
  const head = { method, rawPath: address.pathname, rawQuery: '', body: new Uint8Array() }
  const headers: [string, string][] = [['host', address.host]]
  const scope = { region: house.region, service, time: Date.now() }
  const signed = signHeaders({ ...head, headers }, house.root, scope)
  return fetch(address, { method, headers: [...signed, [name, value]] })
}
