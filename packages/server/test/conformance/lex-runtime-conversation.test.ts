import {
  GetBotCommand,
  LexModelBuildingServiceClient,
} from '@aws-sdk/client-lex-model-building-service'
import {
  DeleteSessionCommand,
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
  type PostTextCommandInput,
  PutSessionCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../../src/kernel/clock.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createBot, PIZZA_BOT, putBot } from './lex-runtime-bots.ts'

/** Conversations through the SDK: what a client sees of a turn, of a session, and of what it may not do. */

const clock = fakeClock(Date.now())
const BOT = { name: 'PizzaBot', idleSessionTTLInSeconds: 60 }
let house: House
let lex: LexRuntimeServiceClient

beforeAll(async () => {
  house = await openHouse({ clock })
  lex = new LexRuntimeServiceClient(house.as())
  await createBot(house, {
    ...PIZZA_BOT,
    bot: BOT,
    aliases: [
      { name: 'PROD', botVersion: '$LATEST' },
      { name: 'TEST', botVersion: '$LATEST' },
    ],
  })
})
afterAll(() => house.close())

const to = (userId: string, botAlias = 'PROD') => ({ botName: 'PizzaBot', botAlias, userId })
const say = (userId: string, inputText: string, more: Partial<PostTextCommandInput> = {}) =>
  lex.send(new PostTextCommand({ ...to(userId), inputText, ...more }))
const session = (userId: string, checkpointLabelFilter?: string) =>
  lex.send(new GetSessionCommand({ ...to(userId), checkpointLabelFilter }))

describe('PostText', () => {
  it('holds a conversation to its end', async () => {
    const first = await say('guest', 'I want to order a pizza!', {
      sessionAttributes: { name: 'Jo' },
    })
    expect(first).toMatchObject({
      intentName: 'OrderPizza',
      dialogState: 'ElicitSlot',
      slotToElicit: 'size',
      slots: { size: null, crust: null },
      message: 'What size, Jo?',
      messageFormat: 'PlainText',
      sessionAttributes: { name: 'Jo' },
      nluIntentConfidence: { score: 1 },
      alternativeIntents: [],
      activeContexts: [],
      botVersion: '$LATEST',
    })
    expect(first.sessionId).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z-[A-Za-z]{8}$/)
    expect(await say('guest', 'a big one please')).toMatchObject({
      slots: { size: 'large', crust: null },
      slotToElicit: 'crust',
    })
    const card = {
      version: '1',
      contentType: 'application/vnd.amazonaws.card.generic',
      genericAttachments: [{ title: 'Pizza', subTitle: 'large' }],
    }
    const third = await say('guest', 'thin')
    expect(third).toMatchObject({
      dialogState: 'ConfirmIntent',
      message: 'A large one, thin?',
      responseCard: card,
    })
    expect(third.slotToElicit).toBeUndefined()
    const last = await say('guest', 'yes')
    expect(last).toMatchObject({
      dialogState: 'ReadyForFulfillment',
      slots: { size: 'large', crust: 'thin' },
      sessionId: first.sessionId,
    })
    expect(last.message).toBeUndefined()
  })

  it('sends every member, null where there is nothing', async () => {
    const body = JSON.stringify({ inputText: 'purple monkey' })
    const response = await house.send({
      service: 'lex',
      method: 'POST',
      target: '/bot/PizzaBot/alias/PROD/user/nulls/text',
      headers: [['content-type', 'application/json']],
      body,
    })
    expect(response.status).toBe(200)
    const answer: unknown = await response.json()
    expect(answer).toMatchObject({
      intentName: null,
      slots: null,
      slotToElicit: null,
      responseCard: null,
      sentimentResponse: null,
      sessionAttributes: null,
      nluIntentConfidence: null,
      dialogState: 'ElicitIntent',
      message: 'What would you like to do?',
      activeContexts: [],
    })
  })

  it('answers on $LATEST without an alias', async () => {
    const post = new PostTextCommand({
      ...to('dev', '$LATEST'),
      inputText: 'order a pizza',
      sessionAttributes: { name: 'Dev' },
    })
    expect(await lex.send(post)).toMatchObject({ slotToElicit: 'size', botVersion: '$LATEST' })
  })
})

describe('a session', () => {
  it('is shown, resumed and deleted', async () => {
    await say('sid', 'order a pizza', { sessionAttributes: { name: 'Sid' } })
    await say('sid', 'small')
    const shown = await session('sid')
    expect(shown).toMatchObject({
      sessionAttributes: { name: 'Sid' },
      dialogAction: {
        type: 'ElicitSlot',
        intentName: 'OrderPizza',
        slotToElicit: 'crust',
        message: 'Which crust?',
        messageFormat: 'PlainText',
      },
      recentIntentSummaryView: [
        {
          intentName: 'OrderPizza',
          dialogActionType: 'ElicitSlot',
          confirmationStatus: 'None',
          slotToElicit: 'crust',
          slots: { size: 'small', crust: null },
        },
      ],
    })
    const deleted = await lex.send(new DeleteSessionCommand(to('sid')))
    expect(deleted).toMatchObject({ ...to('sid'), sessionId: shown.sessionId })
    expect(await refusal(session('sid'))).toEqual([
      'NotFoundException',
      'No session was found for the user sid.',
      404,
    ])
  })

  it('begins with PutSession, where the client says what is asked', async () => {
    const put = await lex.send(
      new PutSessionCommand({
        ...to('putter'),
        dialogAction: {
          type: 'ElicitSlot',
          intentName: 'OrderPizza',
          slotToElicit: 'crust',
          slots: { size: 'large' },
          message: 'Thick or thin — wählen Sie!',
        },
        recentIntentSummaryView: [
          { intentName: 'OrderPizza', dialogActionType: 'ElicitSlot', checkpointLabel: 'cp-1' },
        ],
      }),
    )
    expect(put).toMatchObject({
      dialogState: 'ElicitSlot',
      slotToElicit: 'crust',
      intentName: 'OrderPizza',
      messageFormat: 'PlainText',
    })
    expect(Buffer.from(put.encodedMessage ?? '', 'base64').toString()).toBe(
      'Thick or thin — wählen Sie!',
    )
    expect((await session('putter', 'cp-1')).recentIntentSummaryView).toHaveLength(1)
    expect((await session('putter', 'other')).recentIntentSummaryView).toEqual([])
    expect(await say('putter', 'thick')).toMatchObject({ message: 'A large one, thick?' })
  })

  it('is not changed by a PutSession that names what is not there', async () => {
    await say('careful', 'order a pizza', { sessionAttributes: { name: 'Ada' } })
    const before = await session('careful')
    const wrong = [
      { type: 'ElicitSlot' as const, intentName: 'OrderPizza', slotToElicit: 'colour' },
      { type: 'ElicitSlot' as const, intentName: 'OrderPizza' },
      { type: 'ConfirmIntent' as const, intentName: 'OrderTrain' },
      { type: 'Close' as const, intentName: 'OrderPizza' },
      { type: 'Delegate' as const, intentName: 'OrderPizza', slots: { colour: 'red' } },
    ]
    for (const dialogAction of wrong) {
      const put = new PutSessionCommand({
        ...to('careful'),
        dialogAction,
        sessionAttributes: { lost: 'yes' },
      })
      expect((await refusal(lex.send(put)))[0]).toBe('BadRequestException')
    }
    expect({ ...(await session('careful')), $metadata: 0 }).toEqual({ ...before, $metadata: 0 })
  })

  it('ends when it was idle for too long, and every turn keeps it alive', async () => {
    await say('idle', 'order a pizza', { sessionAttributes: { name: 'Ida' } })
    clock.set(clock.now() + 59_000)
    await say('idle', 'large')
    clock.set(clock.now() + 59_000)
    expect((await session('idle')).sessionAttributes).toEqual({ name: 'Ida' })
    clock.set(clock.now() + 2_000)
    expect((await refusal(session('idle')))[2]).toBe(404)
    expect(await say('idle', 'thin')).toMatchObject({
      dialogState: 'ElicitIntent',
      message: 'What would you like to do?',
    })
  })

  it('belongs to one alias at a time', async () => {
    const first = await say('switcher', 'order a pizza', { sessionAttributes: { name: 'Al' } })
    const get = new GetSessionCommand(to('switcher', 'TEST'))
    expect((await refusal(lex.send(get)))[2]).toBe(404)
    const other = await lex.send(
      new PostTextCommand({ ...to('switcher', 'TEST'), inputText: 'large' }),
    )
    expect(other.dialogState).toBe('ElicitIntent')
    expect(other.sessionId).not.toBe(first.sessionId)
    expect((await refusal(session('switcher')))[2]).toBe(404)
  })

  it('ends when $LATEST is built anew', async () => {
    await say('builder', 'order a pizza', { sessionAttributes: { name: 'Bo' } })
    await rebuild()
    expect((await refusal(session('builder')))[2]).toBe(404)
  })
})

async function rebuild(): Promise<void> {
  const models = new LexModelBuildingServiceClient(house.as())
  const { checksum } = await models.send(
    new GetBotCommand({ name: 'PizzaBot', versionOrAlias: '$LATEST' }),
  )
  await putBot(house, {
    ...PIZZA_BOT,
    bot: { ...BOT, checksum, description: 'built anew' },
  })
}
