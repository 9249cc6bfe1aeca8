import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'

/** The guide's exercise at the command line: create, test, change, publish, alias, clean up. */

let house: House
let aws: AwsCli

beforeAll(async () => {
  house = await openHouse()
  aws = awsCli(house)
})
afterAll(() => house.close())

const lex = (...args: readonly string[]) => aws('lex-models', ...args)
const json = (value: unknown) => JSON.stringify(value)
const prompt = (content: string) => ({
  messages: [{ contentType: 'PlainText', content }],
  maxAttempts: 2,
})

const FLOWER_TYPES = {
  name: 'FlowerTypes',
  enumerationValues: [{ value: 'tulips' }, { value: 'lilies' }, { value: 'roses' }],
}
const slot = (name: string, slotType: string, priority: number, question: string) => ({
  name,
  slotConstraint: 'Required',
  slotType,
  ...(slotType.startsWith('AMAZON.') ? {} : { slotTypeVersion: '$LATEST' }),
  priority,
  valueElicitationPrompt: prompt(question),
})
const ORDER_FLOWERS = {
  name: 'OrderFlowers',
  sampleUtterances: ['I would like to pick up flowers', 'I would like to order some flowers'],
  slots: [
    slot('FlowerType', 'FlowerTypes', 1, 'What kind?'),
    slot('PickupDate', 'AMAZON.DATE', 2, 'Which day?'),
    slot('PickupTime', 'AMAZON.TIME', 3, 'What time on {PickupDate}?'),
  ],
  confirmationPrompt: prompt('{FlowerType} at {PickupTime} on {PickupDate}?'),
  rejectionStatement: { messages: [{ contentType: 'PlainText', content: 'Not ordered.' }] },
  fulfillmentActivity: { type: 'ReturnIntent' },
}
const BOT = {
  name: 'OrderFlowersBot',
  locale: 'en-US',
  childDirected: false,
  intents: [{ intentName: 'OrderFlowers', intentVersion: '$LATEST' }],
  clarificationPrompt: prompt('Pardon?'),
  abortStatement: { messages: [{ contentType: 'PlainText', content: 'Goodbye.' }] },
}

describe('the getting-started exercise through the AWS CLI', () => {
  it('creates a slot type, an intent and a bot that becomes ready', async () => {
    const type = await lex('put-slot-type', '--cli-input-json', json(FLOWER_TYPES))
    expect(type).toMatchObject({ name: 'FlowerTypes', version: '$LATEST' })
    const intent = await lex('put-intent', '--cli-input-json', json(ORDER_FLOWERS))
    expect(intent).toMatchObject({ name: 'OrderFlowers', version: '$LATEST' })
    const bot = await lex('put-bot', '--cli-input-json', json(BOT))
    expect(['BUILDING', 'READY']).toContain(bot['status'])
    await ready('$LATEST')
  })

  it('talks, slot by slot, until the order is complete', async () => {
    expect(await say('I would like to order some flowers')).toEqual(['ElicitSlot', 'What kind?'])
    expect(await say('roses')).toEqual(['ElicitSlot', 'Which day?'])
    expect((await say('tomorrow'))[0]).toBe('ElicitSlot')
    expect((await say('10 am'))[0]).toBe('ConfirmIntent')
    expect(await say('yes')).toEqual(['ReadyForFulfillment', undefined])
  })

  it('refuses a change without the checksum and takes it with', async () => {
    const { checksum, sampleUtterances } = await lex(
      ...['get-intent', '--name', 'OrderFlowers', '--intent-version', '$LATEST'],
    )
    const utterances = [...(sampleUtterances as string[]), 'I want flowers']
    const changed = { ...ORDER_FLOWERS, sampleUtterances: utterances }
    const refusal = await aws.fails('lex-models', 'put-intent', '--cli-input-json', json(changed))
    expect(refusal).toContain('PreconditionFailedException')
    await lex('put-intent', '--cli-input-json', json({ ...changed, checksum }))
    const bot = await getBot('$LATEST')
    expect(bot['status']).toBe('NOT_BUILT')
    await lex('put-bot', '--cli-input-json', json({ ...BOT, checksum: bot['checksum'] }))
    await ready('$LATEST')
    expect(await say('I want to order flowers')).toEqual(['ElicitSlot', 'What kind?'])
  })

  it('publishes type, intent and bot, and points an alias at the version', async () => {
    const latest = await lex(
      ...['get-slot-type', '--name', 'FlowerTypes', '--slot-type-version', '$LATEST'],
    )
    const type = await lex(
      ...['create-slot-type-version', '--name', 'FlowerTypes'],
      ...['--checksum', String(latest['checksum'])],
    )
    expect(type['version']).toBe('1')
    const { checksum } = await lex(
      ...['get-intent', '--name', 'OrderFlowers', '--intent-version', '$LATEST'],
    )
    const slots = ORDER_FLOWERS.slots.map(one =>
      one.slotType === 'FlowerTypes' ? { ...one, slotTypeVersion: '1' } : one,
    )
    await lex('put-intent', '--cli-input-json', json({ ...ORDER_FLOWERS, slots, checksum }))
    const intent = await lex('create-intent-version', '--name', 'OrderFlowers')
    expect(intent['version']).toBe('1')
    const bot = await getBot('$LATEST')
    const intents = [{ intentName: 'OrderFlowers', intentVersion: '1' }]
    await lex('put-bot', '--cli-input-json', json({ ...BOT, intents, checksum: bot['checksum'] }))
    const published = await lex('create-bot-version', '--name', 'OrderFlowersBot')
    expect(published['version']).toBe('1')
    await ready('1')
    const alias = await lex(
      ...['put-bot-alias', '--bot-name', 'OrderFlowersBot', '--name', 'PROD'],
      ...['--bot-version', '1'],
    )
    expect(alias).toMatchObject({ name: 'PROD', botName: 'OrderFlowersBot', botVersion: '1' })
    expect(await say('I would like to pick up flowers', 'PROD')).toEqual([
      'ElicitSlot',
      'What kind?',
    ])
  })

  it('cleans up in the right order alone', async () => {
    const bot = ['delete-bot', '--name', 'OrderFlowersBot']
    expect(await aws.fails('lex-models', ...bot)).toContain('ResourceInUseException')
    await lex('delete-bot-alias', '--bot-name', 'OrderFlowersBot', '--name', 'PROD')
    const intent = ['delete-intent', '--name', 'OrderFlowers']
    expect(await aws.fails('lex-models', ...intent)).toContain('ResourceInUseException')
    await lex(...bot)
    await lex(...intent)
    await lex('delete-slot-type', '--name', 'FlowerTypes')
    expect((await lex('get-bots'))['bots']).toEqual([])
    expect((await lex('get-intents'))['intents']).toEqual([])
  })
})

const getBot = (version: string) =>
  lex('get-bot', '--name', 'OrderFlowersBot', '--version-or-alias', version)

const ready = (version: string) =>
  eventually(async () => ((await getBot(version))['status'] === 'READY' ? true : undefined))

async function say(text: string, alias = '$LATEST'): Promise<unknown[]> {
  const { dialogState, message } = await aws(
    ...['lex-runtime', 'post-text', '--bot-name', 'OrderFlowersBot', '--bot-alias', alias],
    ...['--user-id', 'me', '--input-text', text],
  )
  return [dialogState, message]
}
