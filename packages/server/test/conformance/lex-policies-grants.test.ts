import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
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
  DeleteResourcePolicyCommand,
  DescribeResourcePolicyCommand,
  LexModelsV2Client,
} from '@aws-sdk/client-lex-models-v2'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SigningCredentials, signHeaders } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createAccount, forAccount } from './lex-accounts.ts'
import { createFlowers, FLOWER_TYPES, flowersBot, intentNamed } from './lex-models-flowers.ts'

/** What resource-based policies grant, also across accounts (spec/lex-models.md §8.5; scenario 29 of §11). */

const OWNER = '123456789012'
const GUEST = '111122223333'
const LEX = `arn:aws:lex:us-east-1:${OWNER}:`
const BOT = `${LEX}bot:OrderFlowersBot`
const PROD = `${BOT}:PROD`
const SPARE = `${LEX}intent:Spare`

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
  await lex.send(new PutIntentCommand(intentNamed('Spare')))
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
    await attach(SPARE, grant({ AWS: GUEST }, ['lex:GetIntent', 'lex:PutIntent'], SPARE))
    const get = new GetIntentCommand({ name: 'Spare', version: '$LATEST' })
    const { checksum, slots, sampleUtterances, fulfillmentActivity } = await client.send(get)
    const changed = {
      checksum,
      slots,
      sampleUtterances,
      fulfillmentActivity,
      description: 'theirs',
    }
    await client.send(new PutIntentCommand({ name: 'Spare', ...changed }))
    expect((await lex.send(get)).description).toBe('theirs')
    const other = new PutIntentCommand({ name: 'Other', fulfillmentActivity })
    expect(await code(client.send(other))).toBe('AccessDeniedException')
    expect(await code(client.send(new GetBotsCommand({})))).toBe('AccessDeniedException')
    await detach(SPARE)
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

  it('is not needed by whoever assumes a role there', async () => {
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { AWS: GUEST },
      Action: 'sts:AssumeRole',
    })
    const iam = new IAMClient(house.as())
    await iam.send(new CreateRoleCommand({ RoleName: 'Talker', AssumeRolePolicyDocument }))
    const PolicyDocument = policy(allow('lex:PostText', PROD))
    const named = { RoleName: 'Talker', PolicyName: 'own' }
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument }))
    const RoleArn = `arn:aws:iam::${OWNER}:role/Talker`
    const user = await createUser(guests, 'visitor', allow('sts:AssumeRole', RoleArn))
    const { Credentials } = await new STSClient(house.as(user)).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit' }),
    )
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }
    const session = { ...keys, sessionToken: SessionToken }
    expect((await say(session, 'PROD')).dialogState).toBe('ElicitSlot')
    expect(await code(say(session, 'BETA'))).toBe('AccessDeniedException')
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
