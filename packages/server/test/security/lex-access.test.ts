import {
  CreateBotVersionCommand,
  GetBotCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
} from '@aws-sdk/client-lex-model-building-service'
import {
  DeleteSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, attach, createUser } from '../people.ts'

/** Policies that tell Lex resources apart: by tag, by the intents of a bot, by a managed policy. */

let house: House
let models: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse({ sample: true })
  models = new LexModelBuildingServiceClient(house.as())
  for (const Department of ['Support', 'Sales']) {
    const tags = [{ key: 'Department', value: Department }]
    const name = Department.toLowerCase()
    await models.send(
      new PutBotAliasCommand({ botName: 'OrderFlowers', botVersion: '1', name, tags }),
    )
  }
})
afterAll(() => house.close())

const denied = expect.objectContaining({ name: 'AccessDeniedException' })

const talk = (who: SigningCredentials, botAlias: string) =>
  new LexRuntimeServiceClient(house.as(who)).send(
    new PostTextCommand({
      botName: 'OrderFlowers',
      botAlias,
      userId: 'guest',
      inputText: 'I would like to order flowers',
    }),
  )

describe('a policy on lex:ResourceTag/Department', () => {
  it('lets its user talk to the alias tagged so, and to nothing else', async () => {
    const user = await createUser(
      house,
      'support',
      allow('lex:PostText', '*', { StringEquals: { 'lex:ResourceTag/Department': 'Support' } }),
    )
    expect((await talk(user, 'support')).dialogState).toBe('ElicitSlot')
    for (const alias of ['sales', 'prod', '$LATEST', 'missing']) {
      await expect(talk(user, alias)).rejects.toEqual(denied)
    }
    const own = new LexModelBuildingServiceClient(house.as(user))
    const get = new GetBotCommand({ name: 'OrderFlowers', versionOrAlias: 'support' })
    await expect(own.send(get)).rejects.toEqual(denied)
  })
})

describe('a policy on lex:associatedIntents', () => {
  it('lets its user put the bot of that intent and no other', async () => {
    const user = await createUser(
      house,
      'pizzeria',
      allow('lex:PutBot', '*', {
        'ForAllValues:StringLike': { 'lex:associatedIntents': ['OrderPizza'] },
      }),
    )
    await models.send(
      new PutIntentCommand({
        name: 'OrderPizza',
        sampleUtterances: ['order a pizza'],
        fulfillmentActivity: { type: 'ReturnIntent' },
      }),
    )
    const own = new LexModelBuildingServiceClient(house.as(user))
    const put = (name: string, ...intents: readonly string[]) =>
      own.send(
        new PutBotCommand({
          name,
          locale: 'en-US',
          childDirected: false,
          processBehavior: 'SAVE',
          intents: intents.map(intentName => ({ intentName, intentVersion: '$LATEST' })),
          abortStatement: { messages: [{ contentType: 'PlainText', content: 'Bye' }] },
        }),
      )
    expect((await put('Pizza', 'OrderPizza')).status).toBe('NOT_BUILT')
    await expect(put('Flowers', 'OrderFlowers')).rejects.toEqual(denied)
    await expect(put('Both', 'OrderPizza', 'OrderFlowers')).rejects.toEqual(denied)
    const flowers = new GetBotCommand({ name: 'Flowers', versionOrAlias: '$LATEST' })
    await expect(models.send(flowers)).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})

describe('AmazonLexRunBotsOnly', () => {
  it('runs bots and cannot edit them', async () => {
    const user = await createUser(house, 'runner')
    await attach(house, 'runner', 'arn:aws:iam::aws:policy/AmazonLexRunBotsOnly')
    expect((await talk(user, 'prod')).dialogState).toBe('ElicitSlot')
    const runtime = new LexRuntimeServiceClient(house.as(user))
    const to = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'guest' }
    expect((await runtime.send(new DeleteSessionCommand(to))).userId).toBe('guest')
    const own = new LexModelBuildingServiceClient(house.as(user))
    await expect(own.send(new CreateBotVersionCommand({ name: 'OrderFlowers' }))).rejects.toEqual(
      denied,
    )
  })
})
