import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import {
  LexModelBuildingServiceClient,
  PutIntentCommand,
} from '@aws-sdk/client-lex-model-building-service'
import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { House } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, openWorkshop } from './lambda-functions.ts'
import { createBot, prompt } from './lex-runtime-bots.ts'

/** Bots whose intents run functions: permission, event, answer, failures (spec/lex-runtime.md §3). */

let house: House
let lex: LexRuntimeServiceClient
let lambda: LambdaClient
const arn = (name: string) => `arn:aws:lambda:us-east-1:${house.account}:function:${name}`
const hook = (name: string) => ({ uri: arn(name), messageVersion: '1.0' })

beforeAll(async () => {
  house = await openWorkshop()
  lex = new LexRuntimeServiceClient(house.as())
  lambda = new LambdaClient(house.as())
  const role = await createRole(house, 'runner')
  const code = `exports.handler = async event => {
    const { Mood: mood } = event.currentIntent.slots
    if (mood === 'throw') throw new Error('no')
    if (mood === 'nothing') return null
    if (mood === 'nonsense') return { dialogAction: { type: 'Dance' } }
    if (mood === 'huge') return 'x'.repeat(26 * 1024)
    if (mood === 'long') return 'x'.repeat(7 * 1024 * 1024)
    return { sessionAttributes: { heard: JSON.stringify([event.invocationSource, event.userId, event.bot.name]) },
      dialogAction: { type: 'Close', fulfillmentState: 'Fulfilled', message: { contentType: 'PlainText', content: 'You are ' + mood } } } }`
  await createFunction(house, role, code, { FunctionName: 'Mood' })
  await grant()
  await createBot(house, {
    intents: [
      {
        name: 'Feel',
        sampleUtterances: ['i feel {Mood}'],
        slots: [
          {
            name: 'Mood',
            slotType: 'Moods',
            slotTypeVersion: '$LATEST',
            slotConstraint: 'Required',
            valueElicitationPrompt: prompt('How do you feel?'),
          },
        ],
        fulfillmentActivity: { type: 'CodeHook', codeHook: hook('Mood') },
      } as never,
    ],
    types: [
      {
        name: 'Moods',
        enumerationValues: ['fine', 'throw', 'nothing', 'nonsense', 'huge', 'long'].map(value => ({
          value,
        })),
      },
    ],
    bot: { name: 'Friend' },
    aliases: [{ name: 'PROD', botVersion: '$LATEST' }],
  })
})
afterAll(() => house.close())

const grant = (SourceArn = `arn:aws:lex:us-east-1:${house.account}:intent:Feel:*`) =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName: 'Mood',
      StatementId: 'lex',
      Action: 'lambda:InvokeFunction',
      Principal: 'lex.amazonaws.com',
      SourceArn,
      SourceAccount: house.account,
    }),
  )

const revoke = () =>
  lambda.send(new RemovePermissionCommand({ FunctionName: 'Mood', StatementId: 'lex' }))

const say = (inputText: string, userId = 'ann') =>
  lex.send(new PostTextCommand({ botName: 'Friend', botAlias: 'PROD', userId, inputText }))

describe('an intent with a code hook', () => {
  it('is fulfilled by its function', async () => {
    expect(await say('i feel fine')).toMatchObject({
      dialogState: 'Fulfilled',
      message: 'You are fine',
      sessionAttributes: { heard: '["FulfillmentCodeHook","ann","Friend"]' },
    })
  })

  it('may not be put while the policy of the function does not let Lex invoke it', async () => {
    const models = new LexModelBuildingServiceClient(house.as())
    const put = (name: string) =>
      models.send(
        new PutIntentCommand({
          name,
          fulfillmentActivity: { type: 'CodeHook', codeHook: hook('Mood') },
        }),
      )
    expect(await refusal(put('Other'))).toEqual([
      'BadRequestException',
      `Lex is unable to access the Lambda function ${arn('Mood')} in the context of intent arn:aws:lex:us-east-1:${house.account}:intent:Other:$LATEST.  Please check the resource-based policy on the function.`,
      400,
    ])
  })

  const FAILURES: readonly [mood: string, message: RegExp][] = [
    ['throw', /^Invalid Lambda Response: Received error response from Lambda: Unhandled$/],
    ['nothing', /^Invalid Lambda Response: Received null response/],
    ['nonsense', /^Invalid Lambda Response: Received invalid response/],
    ['huge', /^Invalid Lambda Response: Lambda response exceeds maximum size/],
    ['long', /^Invalid Lambda Response: Received error response from Lambda: Unhandled$/],
  ]
  for (const [mood, message] of FAILURES) {
    it(`fails the turn and leaves the session when the function answers: ${mood}`, async () => {
      const userId = `user-${mood}`
      await say('i feel fine', userId)
      const session = () =>
        lex.send(new GetSessionCommand({ botName: 'Friend', botAlias: 'PROD', userId }))
      const { $metadata: _before, ...before } = await session()
      expect(await refusal(say(`i feel ${mood}`, userId))).toEqual([
        'DependencyFailedException',
        expect.stringMatching(message),
        424,
      ])
      const { $metadata: _after, ...after } = await session()
      expect(after).toEqual(before)
    })
  }

  const unreachable = () => [
    'DependencyFailedException',
    expect.stringContaining(`Lex is unable to access the Lambda function ${arn('Mood')}`),
    424,
  ]

  it('fails the turn when its permission is gone, or is that of another intent', async () => {
    await revoke()
    expect(await refusal(say('i feel fine', 'bob'))).toEqual(unreachable())
    await grant(`arn:aws:lex:us-east-1:${house.account}:intent:Think:*`)
    expect(await refusal(say('i feel fine', 'bob'))).toEqual(unreachable())
    await revoke()
    await grant()
    expect((await say('i feel fine', 'bob')).dialogState).toBe('Fulfilled')
  })

  it('fails the turn when the function was deleted in the middle of a conversation', async () => {
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'Mood' }))
    expect(await refusal(say('i feel fine', 'carl'))).toEqual(unreachable())
  })
})
