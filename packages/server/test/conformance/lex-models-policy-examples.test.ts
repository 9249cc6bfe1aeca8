import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  DeleteBotCommand,
  DeleteIntentCommand,
  GetBotsCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lex-model-building-service'
import {
  LexRuntimeServiceClient,
  PostTextCommand,
  PutSessionCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { botNamed, built, intentNamed } from './lex-models-flowers.ts'

/** The eight policies of spec/lex-models.md §8.7, and scenario 26 of §11, each asked by real calls. */

const ACCOUNT = '123456789012'
const LEX = `arn:aws:lex:us-east-1:${ACCOUNT}:`
const BOT = `${LEX}bot:OrderFlowers`
const LOGS_ROLE = `arn:aws:iam::${ACCOUNT}:role/Logs`

let house: House
let owner: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  owner = new LexModelBuildingServiceClient(house.as())
  await owner.send(new PutIntentCommand(intentNamed('Order')))
  await owner.send(
    new PutBotCommand({
      ...botNamed('OrderFlowers', 'Order'),
      processBehavior: 'BUILD',
      abortStatement: { messages: [{ contentType: 'PlainText', content: 'Bye.' }] },
    }),
  )
  await built(owner, 'OrderFlowers')
  const alias = { botName: 'OrderFlowers', botVersion: '$LATEST' }
  await owner.send(new PutBotAliasCommand({ ...alias, name: 'BETA' }))
  const tags = [{ key: 'Department', value: 'Support' }]
  await owner.send(new PutBotAliasCommand({ ...alias, name: 'PROD', tags }))
  await new IAMClient(house.as()).send(
    new CreateRoleCommand({
      RoleName: 'Logs',
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'lex.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    }),
  )
})
afterAll(() => house.close())

let users = 0

/** Who has these statements and nothing else, and what it may do. */
async function someone(...statements: readonly object[]) {
  const credentials = await createUser(house, `user${++users}`, ...statements)
  const models = new LexModelBuildingServiceClient(house.as(credentials))
  const runtime = new LexRuntimeServiceClient(house.as(credentials))
  const verdict = async (call: Promise<unknown>) => {
    try {
      await call
      return 'allow'
    } catch (error) {
      const { name } = error as Error
      // A decision was taken before what is said of the resource.
      return name === 'AccessDeniedException' ? 'deny' : 'allow'
    }
  }
  const to = (botAlias: string) => ({ botName: 'OrderFlowers', botAlias, userId: 'me' })
  return {
    putBot: (name = 'OrderFlowers') => verdict(models.send(new PutBotCommand(botNamed(name)))),
    putIntent: () => verdict(models.send(new PutIntentCommand(intentNamed('Order')))),
    deleteBot: () => verdict(models.send(new DeleteBotCommand({ name: 'OrderFlowers' }))),
    deleteIntent: () => verdict(models.send(new DeleteIntentCommand({ name: 'Order' }))),
    getBots: () => verdict(models.send(new GetBotsCommand({}))),
    putSession: () => verdict(runtime.send(new PutSessionCommand(to('PROD')))),
    postText: (alias: string) =>
      verdict(runtime.send(new PostTextCommand({ ...to(alias), inputText: 'do Order' }))),
    putLogs: (name: string) =>
      verdict(
        models.send(
          new PutBotAliasCommand({
            botName: 'OrderFlowers',
            name,
            botVersion: '$LATEST',
            conversationLogs: { iamRoleArn: LOGS_ROLE, logSettings: [] },
          }),
        ),
      ),
  }
}

describe('the policy examples of the guide', () => {
  it('1: lex:PutBot on * puts any bot', async () => {
    const user = await someone(allow('lex:PutBot', '*'))
    expect([await user.putBot(), await user.putBot('Another')]).toEqual(['allow', 'allow'])
  })

  it('2: lex:DeleteBot on * deletes bots and no intents', async () => {
    const user = await someone(allow('lex:DeleteBot', '*'))
    expect([await user.deleteBot(), await user.deleteIntent()]).toEqual(['allow', 'deny'])
  })

  it('3: lex:PostText by the tag of the alias, which neither bot nor $LATEST has', async () => {
    const user = await someone(
      allow('lex:PostText', '*', { StringEquals: { 'lex:ResourceTag/Department': 'Support' } }),
    )
    expect([await user.postText('PROD'), await user.postText('$LATEST')]).toEqual(['allow', 'deny'])
    expect(await user.postText('BETA')).toBe('deny')
    const tags = [{ key: 'Department', value: 'Support' }]
    await owner.send(new TagResourceCommand({ resourceArn: BOT, tags }))
    // Now the bot has the tag: that decides for $LATEST, and not for an alias.
    expect([await user.postText('$LATEST'), await user.postText('BETA')]).toEqual(['allow', 'deny'])
  })

  it('4: lex:* on a bot reaches the bot, neither an alias nor a listing', async () => {
    const user = await someone(allow('lex:*', BOT))
    expect(await user.putBot()).toBe('allow')
    expect([await user.postText('PROD'), await user.getBots()]).toEqual(['deny', 'deny'])
  })

  it('5: lex:* on bot:* reaches aliases, neither intents nor a listing', async () => {
    const user = await someone(allow('lex:*', `${LEX}bot:*`))
    expect(await user.postText('PROD')).toBe('allow')
    expect([await user.putIntent(), await user.getBots()]).toEqual(['deny', 'deny'])
  })

  it('6: iam:PassRole for one alias', async () => {
    const user = await someone(
      allow('lex:PutBotAlias', '*'),
      allow('iam:PassRole', LOGS_ROLE, {
        StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
        StringLike: { 'iam:AssociatedResourceARN': `${BOT}:PROD` },
      }),
    )
    expect([await user.putLogs('PROD'), await user.putLogs('BETA')]).toEqual(['allow', 'deny'])
  })

  it('7: lex:Put* puts bots and sessions, and posts nothing', async () => {
    const user = await someone(allow('lex:Put*', '*'))
    expect([await user.putBot(), await user.putSession()]).toEqual(['allow', 'allow'])
    expect(await user.postText('PROD')).toBe('deny')
  })

  it('8: ARNs of Lex V2 reach nothing here', async () => {
    const user = await someone(allow('lex:*', `${LEX}bot/*`), allow('lex:*', `${LEX}bot-alias/*/*`))
    const all = [user.putBot(), user.postText('PROD'), user.putIntent(), user.getBots()]
    expect(await Promise.all(all)).toEqual(['deny', 'deny', 'deny', 'deny'])
  })
})
