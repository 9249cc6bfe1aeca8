import {
  CreateBotVersionCommand,
  CreateIntentVersionCommand,
  DeleteBotAliasCommand,
  DeleteBotCommand,
  DeleteUtterancesCommand,
  GetUtterancesViewCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  type PutIntentCommandInput,
  type StatusType,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heardKey, heardWrite } from '../../src/bots/heard.ts'
import type { OpenedData } from '../../src/data.ts'
import { type FakeClock, fakeClock } from '../../src/kernel/clock.ts'
import type { Store } from '../../src/store/store.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { botNamed, built } from './lex-models-flowers.ts'

/** Utterance statistics: the utterance exercise, scenario 23 of spec/lex-models.md §11. */

let house: House
let clock: FakeClock
let store: Store | undefined
let lex: LexModelBuildingServiceClient
let runtime: LexRuntimeServiceClient

const DAY_MS = 86_400_000

beforeAll(async () => {
  clock = fakeClock(Date.now())
  const around = (opened: OpenedData) => {
    store = opened.store
    return opened
  }
  house = await openHouse({ clock, around })
  lex = new LexModelBuildingServiceClient(house.as())
  runtime = new LexRuntimeServiceClient(house.as())
  await publish('Shop', {})
  await publish('Nursery', {}, true)
  await publish('Bank', {
    slots: [
      {
        name: 'Pin',
        slotType: 'AMAZON.NUMBER',
        slotConstraint: 'Optional',
        obfuscationSetting: 'DEFAULT_OBFUSCATION',
      },
    ],
  })
})
afterAll(() => house.close())

async function publish(name: string, more: Partial<PutIntentCommandInput>, childDirected = false) {
  const intent = `Order${name}`
  await lex.send(
    new PutIntentCommand({
      name: intent,
      sampleUtterances: ['order something nice', 'I want to order'],
      fulfillmentActivity: { type: 'ReturnIntent' },
      ...more,
    }),
  )
  await lex.send(new CreateIntentVersionCommand({ name: intent }))
  await lex.send(
    new PutBotCommand({
      ...botNamed(name),
      childDirected,
      intents: [{ intentName: intent, intentVersion: '1' }],
      clarificationPrompt: {
        messages: [{ contentType: 'PlainText', content: '?' }],
        maxAttempts: 5,
      },
      abortStatement: { messages: [{ contentType: 'PlainText', content: 'Bye' }] },
    }),
  )
  await lex.send(new CreateBotVersionCommand({ name }))
  await built(lex, name, '1')
  await lex.send(new PutBotAliasCommand({ botName: name, name: 'live', botVersion: '1' }))
}

const say = (botName: string, userId: string, inputText: string) =>
  runtime.send(new PostTextCommand({ botName, botAlias: 'live', userId, inputText }))

async function view(botName: string, statusType: StatusType, botVersions = ['1']) {
  const query = new GetUtterancesViewCommand({ botName, botVersions, statusType })
  const { utterances = [] } = await lex.send(query)
  return utterances.map(({ botVersion, utterances: said = [] }) => [
    botVersion,
    ...said.map(one => [one.utteranceString, one.count, one.distinctUsers]),
  ])
}

describe('the utterances of a bot', () => {
  it('are counted by text, user, version and outcome', async () => {
    await say('Shop', 'ann', 'Get me some zebras')
    await say('Shop', 'ann', ' get me some ZEBRAS')
    await say('Shop', 'bob', 'Get me some zebras')
    await say('Shop', 'bob', 'I want to order')
    expect(await view('Shop', 'Missed')).toEqual([['1', ['get me some zebras', 3, 2]]])
    expect(await view('Shop', 'Detected')).toEqual([['1', ['i want to order', 1, 1]]])
    expect(await view('Shop', 'Missed', ['$LATEST', '1'])).toEqual([
      ['$LATEST'],
      ['1', ['get me some zebras', 3, 2]],
    ])
    expect(await view('Missing', 'Missed')).toEqual([])
  })

  it.each(['', '?view=other', '?bot_versions=1&status_type=Missed'])(
    'are asked for by their view alone, not by %o',
    async query => {
      const target = `/bots/Shop/utterances${query}`
      const answer = await house.send({ service: 'lex', method: 'GET', target })
      const code = answer.headers.get('x-amzn-errortype')
      expect([answer.status, code]).toEqual([400, 'BadRequestException'])
    },
  )

  it('tell when they were said', async () => {
    const before = clock.now()
    await clock.advance(60_000)
    await say('Shop', 'ann', 'get me some zebras')
    const query = { botName: 'Shop', botVersions: ['1'] }
    const { utterances } = await lex.send(
      new GetUtterancesViewCommand({ ...query, statusType: 'Missed' }),
    )
    const [heard] = utterances?.[0]?.utterances ?? []
    expect(heard?.firstUtteredDate?.getTime()).toBeLessThanOrEqual(before)
    expect(heard?.lastUtteredDate?.getTime()).toBe(before + 60_000)
  })

  it.each(['Nursery', 'Bank'])('of %s are never kept', async bot => {
    await say(bot, 'ann', 'get me some zebras')
    await say(bot, 'ann', 'I want to order')
    expect(await view(bot, 'Missed')).toEqual([['1']])
    expect(await view(bot, 'Detected')).toEqual([['1']])
  })

  it('of one user are deleted, and nobody else’s', async () => {
    await lex.send(new DeleteUtterancesCommand({ botName: 'Shop', userId: 'bob' }))
    expect(await view('Shop', 'Missed')).toEqual([['1', ['get me some zebras', 3, 1]]])
    expect(await view('Shop', 'Detected')).toEqual([['1']])
    await lex.send(new DeleteUtterancesCommand({ botName: 'Shop', userId: 'stranger' }))
  })

  it('are deleted, however many a user said', async () => {
    const { account, region } = house
    const place = { account, region, bot: 'Shop', user: 'eve', version: '1', isMissed: true }
    const at = clock.now()
    for (let from = 0; from < 12_000; from += 3_000) {
      const texts = Array.from({ length: 3_000 }, (_, n) => `number ${from + n}`)
      await store?.commit(
        texts.map(text => heardWrite(heardKey(place, text, at), text, undefined, at)),
      )
    }
    expect((await view('Shop', 'Missed'))[0]).toHaveLength(101)
    await lex.send(new DeleteUtterancesCommand({ botName: 'Shop', userId: 'eve' }))
    expect(await view('Shop', 'Missed')).toEqual([['1', ['get me some zebras', 3, 1]]])
  })

  it('outlive their bot, and end after fifteen days', async () => {
    await lex.send(new DeleteBotAliasCommand({ botName: 'Shop', name: 'live' }))
    await lex.send(new DeleteBotCommand({ name: 'Shop' }))
    expect(await view('Shop', 'Missed')).toEqual([['1', ['get me some zebras', 3, 1]]])
    const remove = new DeleteUtterancesCommand({ botName: 'Shop', userId: 'stranger' })
    await lex.send(remove)
    await clock.advance(16 * DAY_MS)
    const unknown = new DeleteUtterancesCommand({ botName: 'Missing', userId: 'ann' })
    expect((await refusal(lateSend(unknown)))[0]).toBe('NotFoundException')
  })
})

/** The house's clock has moved on; a client's signature must follow. */
function lateSend(command: DeleteUtterancesCommand) {
  const systemClockOffset = clock.now() - Date.now()
  const late = new LexModelBuildingServiceClient({ ...house.as(), systemClockOffset })
  return late.send(command)
}
