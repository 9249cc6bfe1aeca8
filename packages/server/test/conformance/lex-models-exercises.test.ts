import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateBotVersionCommand,
  CreateIntentVersionCommand,
  CreateSlotTypeVersionCommand,
  GetBotCommand,
  GetIntentCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  type PutIntentCommandInput,
  PutSlotTypeCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { House } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, openWorkshop } from './lambda-functions.ts'
import { createAccount } from './lex-accounts.ts'
import { GUIDE_BOTS, type WholeBot } from './lex-guide-bots.ts'
import { APPOINTMENT_FUNCTION, BOOK_TRIP_FUNCTION } from './lex-guide-functions.ts'
import { exported, imported } from './lex-models-archives.ts'
import { built } from './lex-models-flowers.ts'

/** The guide's console exercises: scenarios 9, 10, 17 to 22 and 25 of spec/lex-models.md §11. */

let house: House
let lex: LexModelBuildingServiceClient
let runtime: LexRuntimeServiceClient
let role: string

beforeAll(async () => {
  house = await openWorkshop()
  lex = new LexModelBuildingServiceClient(house.as())
  runtime = new LexRuntimeServiceClient(house.as())
  role = await createRole(house, 'runner')
})
afterAll(() => house.close())

const ACCOUNT = '123456789012'
const plain = (content: string) => ({ contentType: 'PlainText' as const, content })
const prompt = (content: string) => ({ messages: [plain(content)], maxAttempts: 2 })
const hookOf = (name: string) => ({
  uri: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`,
  messageVersion: '1.0',
})

/** A function that Lex may invoke for these intents, in any version. */
async function createHook(FunctionName: string, code: string, ...intents: readonly string[]) {
  await createFunction(house, role, code, { FunctionName })
  for (const intent of intents) await permit(FunctionName, intent, ACCOUNT)
  return hookOf(FunctionName)
}

const permit = (FunctionName: string, intent: string, account: string) =>
  new LambdaClient(house.as()).send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: `${intent}-${account}`,
      Action: 'lambda:InvokeFunction',
      Principal: 'lex.amazonaws.com',
      SourceArn: `arn:aws:lex:us-east-1:${account}:intent:${intent}:*`,
    }),
  )

/** Puts and builds a bot, its intents changed as the exercise goes on. */
async function build(
  { slotTypes, intents, bot }: WholeBot,
  change: (intent: PutIntentCommandInput) => Partial<PutIntentCommandInput> = () => ({}),
): Promise<void> {
  for (const slotType of slotTypes) await lex.send(new PutSlotTypeCommand(slotType))
  for (const intent of intents) {
    await lex.send(new PutIntentCommand({ ...intent, ...change(intent) }))
  }
  await lex.send(new PutBotCommand({ ...bot, processBehavior: 'BUILD' }))
  expect((await built(lex, bot.name ?? '')).failureReason).toBeUndefined()
}

const say = (botName: string, userId: string, inputText: string, botAlias = '$LATEST') =>
  runtime.send(new PostTextCommand({ botName, botAlias, userId, inputText }))

const [FLOWERS, BOOK_TRIP, APPOINTMENT] = GUIDE_BOTS as [WholeBot, WholeBot, WholeBot]

describe('the pizza exercise', () => {
  const slot = (name: string, slotType: string, priority: number) => ({
    name,
    slotType,
    slotTypeVersion: '$LATEST',
    priority,
    slotConstraint: 'Required' as const,
    valueElicitationPrompt: prompt(`What ${name}?`),
  })
  const CODE = `exports.handler = async ({ currentIntent: { slots } }) => ({
    dialogAction: { type: 'Close', fulfillmentState: 'Fulfilled', message: { contentType: 'PlainText',
      content: 'Okay, I have ordered your ' + slots.size + ' ' + slots.pizzaKind + ' pizza on ' + slots.crust + ' crust' } } })`

  beforeAll(async () => {
    const codeHook = await createHook('PizzaOrderProcessor', CODE, 'OrderPizza')
    const values = (...all: readonly string[]) => all.map(value => ({ value }))
    const bot = {
      ...APPOINTMENT.bot,
      name: 'PizzaOrderingBot',
      intents: [{ intentName: 'OrderPizza', intentVersion: '$LATEST' }],
    }
    await build({
      slotTypes: [
        {
          name: 'Crusts',
          enumerationValues: [{ value: 'thick', synonyms: ['stuffed'] }, { value: 'thin' }],
          valueSelectionStrategy: 'TOP_RESOLUTION',
        },
        { name: 'Sizes', enumerationValues: values('small', 'medium', 'large') },
        { name: 'PizzaKind', enumerationValues: values('veg', 'cheese') },
      ],
      intents: [
        {
          name: 'OrderPizza',
          sampleUtterances: [
            'I want to order pizza please',
            'I want to order a pizza',
            'I want to order a {pizzaKind} pizza',
            'I want to order a {size} {pizzaKind} pizza',
            'I want a {size} {crust} crust {pizzaKind} pizza',
            'Can I get a pizza please',
            'Can I get a {pizzaKind} pizza',
            'Can I get a {size} {pizzaKind} pizza',
          ],
          slots: [
            slot('pizzaKind', 'PizzaKind', 1),
            slot('size', 'Sizes', 2),
            slot('crust', 'Crusts', 3),
          ],
          fulfillmentActivity: { type: 'CodeHook', codeHook },
        },
      ],
      bot,
    })
  })

  it('fills all three slots from one sentence', async () => {
    const answer = await say('PizzaOrderingBot', 'ann', 'I want a large thin crust cheese pizza')
    expect(answer).toMatchObject({
      dialogState: 'Fulfilled',
      slots: { size: 'large', crust: 'thin', pizzaKind: 'cheese' },
      message: 'Okay, I have ordered your large cheese pizza on thin crust',
    })
  })

  it('resolves a synonym to its value', async () => {
    await say('PizzaOrderingBot', 'bob', 'Can I get a large cheese pizza')
    const answer = await say('PizzaOrderingBot', 'bob', 'stuffed')
    expect(answer.message).toBe('Okay, I have ordered your large cheese pizza on thick crust')
  })
})

describe('the flowers exercise', () => {
  const invoked = `exports.handler = async event => ({ sessionAttributes: { source: event.invocationSource,
    count: String(1 + Number(event.sessionAttributes?.count ?? 0)) },
    dialogAction: { type: 'Close', fulfillmentState: 'Fulfilled' } })`

  it('refuses the function before its permission, and is fulfilled by it after', async () => {
    await build(FLOWERS)
    await createFunction(house, role, invoked, { FunctionName: 'OrderFlowersCodeHook' })
    const [intent] = FLOWERS.intents
    const hook = { type: 'CodeHook', codeHook: hookOf('OrderFlowersCodeHook') } as const
    const bot = () =>
      lex.send(new GetBotCommand({ name: 'OrderFlowersBot', versionOrAlias: '$LATEST' }))
    const put = async () => {
      const get = new GetIntentCommand({ name: 'OrderFlowers', version: '$LATEST' })
      const { checksum } = await lex.send(get)
      const changed = { ...intent, name: 'OrderFlowers', checksum, fulfillmentActivity: hook }
      return lex.send(new PutIntentCommand(changed))
    }
    const [code, message] = await refusal(put())
    expect(code).toBe('BadRequestException')
    expect(message).toBe(
      `Lex is unable to access the Lambda function ${hook.codeHook.uri} in the context of intent arn:aws:lex:us-east-1:${ACCOUNT}:intent:OrderFlowers:$LATEST.  Please check the resource-based policy on the function.`,
    )
    expect((await bot()).status).toBe('READY')
    await permit('OrderFlowersCodeHook', 'OrderFlowers', ACCOUNT)
    await put()
    const { checksum } = await bot()
    await lex.send(new PutBotCommand({ ...FLOWERS.bot, checksum, processBehavior: 'BUILD' }))
    await built(lex, 'OrderFlowersBot')
    for (const text of ['I would like to order some flowers', 'roses', 'tomorrow', '10:00 am']) {
      await say('OrderFlowersBot', 'UserOne', text)
    }
    expect(await say('OrderFlowersBot', 'UserOne', 'yes')).toMatchObject({
      dialogState: 'Fulfilled',
      sessionAttributes: { source: 'FulfillmentCodeHook', count: '1' },
    })
  })

  it('is exported into another account only once its function admits the intent there', async () => {
    await lex.send(new CreateSlotTypeVersionCommand({ name: 'FlowerTypes' }))
    const get = new GetIntentCommand({ name: 'OrderFlowers', version: '$LATEST' })
    const { checksum, slots, fulfillmentActivity } = await lex.send(get)
    const [intent] = FLOWERS.intents
    const numbered = slots?.map(one =>
      one.slotType === 'FlowerTypes' ? { ...one, slotTypeVersion: '1' } : one,
    )
    const put = { ...intent, name: 'OrderFlowers', checksum, slots: numbered, fulfillmentActivity }
    await lex.send(new PutIntentCommand(put))
    await lex.send(new CreateIntentVersionCommand({ name: 'OrderFlowers' }))
    const archive = await exported(lex, 'INTENT', 'OrderFlowers')
    const guest = await createAccount(house, '111122223333')
    const theirs = new LexModelBuildingServiceClient(house.as(guest))
    const load = () => imported(theirs, { payload: archive.bytes, resourceType: 'INTENT' })
    const failed = await load()
    expect(failed.failureReason?.[0]).toMatch(/^Intent OrderFlowers: Lex is unable to access/)
    expect((await refusal(theirs.send(get)))[0]).toBe('NotFoundException')
    await permit('OrderFlowersCodeHook', 'OrderFlowers', '111122223333')
    expect((await load()).importStatus).toBe('COMPLETE')
    const again = await imported(theirs, {
      payload: archive.bytes,
      resourceType: 'INTENT',
      mergeStrategy: 'FAIL_ON_CONFLICT',
    })
    expect(again.failureReason).toEqual(['SlotType FlowerTypes already exists.'])
  })
})

describe('the alias exercise', () => {
  it('moves new sessions, and back', async () => {
    const greet = (content: string) => ({
      name: 'Greet',
      sampleUtterances: ['hello there'],
      fulfillmentActivity: { type: 'ReturnIntent' as const },
      slots: [
        {
          name: 'Day',
          slotType: 'AMAZON.DATE',
          slotConstraint: 'Required' as const,
          valueElicitationPrompt: prompt(content),
        },
      ],
    })
    const publish = async (version: string, checksums: { intent?: string; bot?: string }) => {
      const intent = { ...greet(`Question ${version}`), checksum: checksums.intent }
      const saved = await lex.send(new PutIntentCommand(intent))
      await lex.send(new CreateIntentVersionCommand({ name: 'Greet' }))
      const bot = { ...APPOINTMENT.bot, name: 'Greeter', checksum: checksums.bot }
      const intents = [{ intentName: 'Greet', intentVersion: version }]
      const put = await lex.send(new PutBotCommand({ ...bot, intents, processBehavior: 'SAVE' }))
      await lex.send(new CreateBotVersionCommand({ name: 'Greeter' }))
      await built(lex, 'Greeter', version)
      return { intent: saved.checksum ?? '', bot: put.checksum ?? '' }
    }
    const point = async (botVersion: string, checksum?: string) => {
      const alias = { botName: 'Greeter', name: 'BETA', botVersion, checksum }
      return (await lex.send(new PutBotAliasCommand(alias))).checksum
    }
    const ask = async (user: string) => (await say('Greeter', user, 'hello there', 'BETA')).message
    const first = await publish('1', {})
    const one = await point('1')
    expect(await ask('ann')).toBe('Question 1')
    await publish('2', first)
    const two = await point('2', one)
    expect(await ask('bob')).toBe('Question 2')
    // A session keeps the version that it began with.
    expect((await say('Greeter', 'ann', 'what', 'BETA')).message).toBe('Question 1')
    await point('1', two)
    expect(await ask('eve')).toBe('Question 1')
  })
})

describe('the trip exercise', () => {
  it('is confirmed with what was said, and relays what its function says', async () => {
    const hook = await createHook('BookTripHook', BOOK_TRIP_FUNCTION, 'BookHotel', 'BookCar')
    const fulfillmentActivity = { type: 'CodeHook', codeHook: hook } as const
    await build(BOOK_TRIP, ({ name, sampleUtterances = [] }) =>
      name === 'BookHotel'
        ? { dialogCodeHook: hook, fulfillmentActivity }
        : { dialogCodeHook: hook, sampleUtterances: [...sampleUtterances, 'also book a car'] },
    )
    const talk = async (text: string) => {
      const { dialogState, slotToElicit, message } = await say('BookTrip', 'ann', text)
      return [dialogState, slotToElicit, message]
    }
    const asks = (slot: string, message: string) => ['ElicitSlot', slot, message]
    const city = 'What city will you be staying in?'
    expect(await talk('Book a hotel')).toEqual(asks('Location', city))
    expect(await talk('Moscow')).toEqual(asks('Location', 'We do not have hotels in Moscow.'))
    expect((await talk('Chicago'))[1]).toBe('CheckInDate')
    expect((await talk('December 18 2040'))[1]).toBe('Nights')
    expect((await talk('5'))[1]).toBe('RoomType')
    const confirmation = '5 nights in Chicago from 2040-12-18?'
    expect(await talk('queen')).toEqual(['ConfirmIntent', undefined, confirmation])
    const done = await say('BookTrip', 'ann', 'yes')
    expect(done).toMatchObject({
      dialogState: 'Fulfilled',
      message: 'Booked.',
      slots: { Location: 'Chicago', CheckInDate: '2040-12-18', Nights: '5', RoomType: 'queen' },
    })
    expect(JSON.parse(done.sessionAttributes?.['bot'] ?? '')).toEqual({
      name: 'BookTrip',
      // Later captures have the literal, where old samples of the guide have null.
      alias: '$LATEST',
      version: '$LATEST',
    })
    const stay = 'Is this car rental for your 5 night stay in Chicago on 2040-12-18?'
    expect(await talk('also book a car')).toEqual(['ConfirmIntent', undefined, stay])
    const car = await say('BookTrip', 'ann', 'yes')
    expect(car).toMatchObject({
      dialogState: 'ElicitSlot',
      slotToElicit: 'DriverAge',
      slots: { PickUpCity: 'Chicago', PickUpDate: '2040-12-18', ReturnDate: '2040-12-23' },
    })
    expect(car.sessionAttributes).toEqual(done.sessionAttributes)
  })
})

describe('the appointment exercise', () => {
  it('shows the cards of its function, and confirms a time that nobody asked for', async () => {
    const hook = await createHook('MakeAppointmentHook', APPOINTMENT_FUNCTION, 'MakeAppointment')
    const hooks = {
      dialogCodeHook: hook,
      fulfillmentActivity: { type: 'CodeHook' as const, codeHook: hook },
      confirmationPrompt: undefined,
      rejectionStatement: undefined,
    }
    await build(APPOINTMENT, () => hooks)
    const buttons = async (text: string) => {
      const answer = await say('ScheduleAppointment', 'ann', text)
      const shown = answer.responseCard?.genericAttachments?.[0]?.buttons?.map(one => one.value)
      return [answer.dialogState, answer.slotToElicit ?? answer.slots?.['Time'], shown]
    }
    const first = await buttons('I would like to book an appointment')
    expect(first).toEqual(['ElicitSlot', 'AppointmentType', ['cleaning', 'whitening']])
    expect(await buttons('whitening')).toEqual(['ElicitSlot', 'Date', ['Thursday', 'Wednesday']])
    expect(await buttons('Thursday')).toEqual(['ElicitSlot', 'Date', ['Wednesday']])
    expect(await buttons('Wednesday')).toEqual(['ConfirmIntent', '16:00', ['yes', 'no']])
    expect((await say('ScheduleAppointment', 'ann', 'yes')).message).toBe('Booked.')
  })
})

describe('the response card exercise', () => {
  it('shows a static card, its placeholders filled', async () => {
    const card = JSON.stringify({
      version: 1,
      contentType: 'application/vnd.amazonaws.card.generic',
      genericAttachments: [
        {
          title: 'Flowers for [who]',
          buttons: ['roses', 'lilies', 'tulips'].map(value => ({ text: value, value })),
        },
      ],
    })
    await lex.send(
      new PutIntentCommand({
        name: 'Choose',
        sampleUtterances: ['show me flowers'],
        fulfillmentActivity: { type: 'ReturnIntent' },
        slots: [
          {
            name: 'FlowerType',
            slotType: 'FlowerTypes',
            slotTypeVersion: '1',
            slotConstraint: 'Required',
            valueElicitationPrompt: { ...prompt('Which?'), responseCard: card },
          },
        ],
      }),
    )
    const intents = [{ intentName: 'Choose', intentVersion: '$LATEST' }]
    await lex.send(
      new PutBotCommand({ ...APPOINTMENT.bot, name: 'Cards', intents, processBehavior: 'BUILD' }),
    )
    await built(lex, 'Cards')
    const { responseCard } = await runtime.send(
      new PostTextCommand({
        botName: 'Cards',
        botAlias: '$LATEST',
        userId: 'ann',
        inputText: 'show me flowers',
        sessionAttributes: { who: 'Bob' },
      }),
    )
    expect(responseCard).toMatchObject({
      contentType: 'application/vnd.amazonaws.card.generic',
      genericAttachments: [{ title: 'Flowers for Bob' }],
    })
    const values = responseCard?.genericAttachments?.[0]?.buttons?.map(({ value }) => value)
    expect(values).toEqual(['roses', 'lilies', 'tulips'])
  })
})
