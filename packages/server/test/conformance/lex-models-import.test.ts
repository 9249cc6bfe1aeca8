import {
  CreateBotVersionCommand,
  DeleteBotCommand,
  DeleteIntentCommand,
  DeleteSlotTypeCommand,
  GetBotCommand,
  GetBotsCommand,
  GetBotVersionsCommand,
  GetImportCommand,
  GetIntentCommand,
  GetIntentVersionsCommand,
  GetSlotTypesCommand,
  GetSlotTypeVersionsCommand,
  LexModelBuildingServiceClient,
  ListTagsForResourceCommand,
  PutBotCommand,
  type ResourceType,
  StartImportCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { archived, exported, imported, publishFlowers } from './lex-models-archives.ts'
import { built } from './lex-models-flowers.ts'

/** StartImport and GetImport (spec/lex-models.md §5.3, §8.6). */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
})
afterAll(() => house.close())

const plain = (content: string) => ({ messages: [{ contentType: 'PlainText', content }] })
const slotType = (name: string, ...values: readonly string[]) => ({
  name,
  version: '7',
  enumerationValues: values.map(value => ({ value })),
})
const intent = (name: string, type?: string, more: object = {}) => ({
  name,
  version: '3',
  fulfillmentActivity: { type: 'ReturnIntent' },
  sampleUtterances: [`do ${name}`],
  slots: type
    ? [{ name: 'What', slotType: type, slotTypeVersion: '7', slotConstraint: 'Optional' }]
    : [],
  ...more,
})
const bot = (name: string, intents: readonly object[], slotTypes: readonly object[] = []) => ({
  name,
  version: '5',
  intents,
  slotTypes,
  childDirected: false,
  locale: 'en-US',
  abortStatement: plain('Goodbye.'),
})

const run = async (
  resourceType: ResourceType,
  resource: object,
  mergeStrategy: 'OVERWRITE_LATEST' | 'FAIL_ON_CONFLICT' = 'OVERWRITE_LATEST',
) => imported(lex, { payload: await archived(resource), resourceType, mergeStrategy })

const latest = (name: string) => lex.send(new GetBotCommand({ name, versionOrAlias: '$LATEST' }))

describe('an imported bot', () => {
  it('refers to numbers, is not built, and can be', async () => {
    const shop = bot(
      'Shop',
      [intent('Buy', 'Wares'), intent('Sell', 'Wares')],
      [slotType('Wares', 'hats', 'coats')],
    )
    expect(await run('BOT', shop)).toMatchObject({
      name: 'Shop',
      resourceType: 'BOT',
      importStatus: 'COMPLETE',
    })
    const found = await latest('Shop')
    expect(found).toMatchObject({ status: 'NOT_BUILT', idleSessionTTLInSeconds: 300 })
    expect(found.intents).toEqual([
      { intentName: 'Buy', intentVersion: '1' },
      { intentName: 'Sell', intentVersion: '1' },
    ])
    const buy = await lex.send(new GetIntentCommand({ name: 'Buy', version: '1' }))
    expect(buy.slots?.[0]).toMatchObject({ slotType: 'Wares', slotTypeVersion: '1' })
    const versions = await lex.send(new GetBotVersionsCommand({ name: 'Shop' }))
    expect(versions.bots?.map(({ version }) => version)).toEqual(['$LATEST'])
    const { checksum, locale, childDirected, intents, abortStatement } = found
    const content = { locale, childDirected, intents, abortStatement }
    await lex.send(new PutBotCommand({ name: 'Shop', checksum, ...content } as never))
    expect((await built(lex, 'Shop')).status).toBe('READY')
  })

  it('makes no number for what is already published, and one for what has changed', async () => {
    const again = bot(
      'Shop',
      [intent('Buy', 'Wares'), intent('Sell', 'Wares', { description: 'x' })],
      [slotType('Wares', 'hats', 'coats')],
    )
    await run('BOT', again)
    expect((await latest('Shop')).intents).toEqual([
      { intentName: 'Buy', intentVersion: '1' },
      { intentName: 'Sell', intentVersion: '2' },
    ])
    const types = await lex.send(new GetSlotTypeVersionsCommand({ name: 'Wares' }))
    expect(types.slotTypes?.map(({ version }) => version)).toEqual(['$LATEST', '1'])
  })

  it('keeps the tags it has beside those of the request', async () => {
    const payload = await archived(bot('Shop', []))
    const tag = (key: string, value: string) => ({ key, value })
    const one = { payload, resourceType: 'BOT' as const }
    await imported(lex, { ...one, tags: [tag('Team', 'red'), tag('Cost', 'low')] })
    await imported(lex, { ...one, tags: [tag('Team', 'blue')] })
    const resourceArn = 'arn:aws:lex:us-east-1:123456789012:bot:Shop'
    const { tags } = await lex.send(new ListTagsForResourceCommand({ resourceArn }))
    expect(tags).toEqual([tag('Team', 'blue'), tag('Cost', 'low')])
  })

  it('takes the locale en-US when it names none, and fails without childDirected', async () => {
    const { locale: _, ...rest } = bot('Plain', [])
    await run('BOT', rest)
    expect((await latest('Plain')).locale).toBe('en-US')
    const { childDirected: __, ...other } = bot('Young', [])
    const failed = await run('BOT', other)
    expect(failed.importStatus).toBe('FAILED')
    expect(failed.failureReason?.[0]).toContain(
      "Bot Young: 1 validation error detected: Value null at 'childDirected'",
    )
  })
})

describe('a root', () => {
  it('is written to $LATEST alone, what it depends on is published', async () => {
    await run('INTENT', { ...intent('Lend', 'Books'), slotTypes: [slotType('Books', 'novels')] })
    const versions = await lex.send(new GetIntentVersionsCommand({ name: 'Lend' }))
    expect(versions.intents?.map(({ version }) => version)).toEqual(['$LATEST'])
    const lend = await lex.send(new GetIntentCommand({ name: 'Lend', version: '$LATEST' }))
    expect(lend.slots?.[0]).toMatchObject({ slotType: 'Books', slotTypeVersion: '1' })
    await run('SLOT_TYPE', slotType('Maps', 'atlas'))
    const maps = await lex.send(new GetSlotTypeVersionsCommand({ name: 'Maps' }))
    expect(maps.slotTypes?.map(({ version }) => version)).toEqual(['$LATEST'])
  })
})

describe('FAIL_ON_CONFLICT', () => {
  it('stops at the first conflict, and keeps what came before', async () => {
    const garden = bot(
      'Garden',
      [intent('Dig', 'Tools'), intent('Buy')],
      [slotType('Tools', 'spade')],
    )
    const failed = await run('BOT', garden, 'FAIL_ON_CONFLICT')
    expect(failed.importStatus).toBe('FAILED')
    expect(failed.failureReason).toEqual(['Intent Buy already exists.'])
    const dig = await lex.send(new GetIntentCommand({ name: 'Dig', version: '1' }))
    expect(dig.slots?.[0]?.slotTypeVersion).toBe('1')
    expect((await refusal(latest('Garden')))[0]).toBe('NotFoundException')
  })

  it('lets a file hold two versions of one slot type', async () => {
    const types = [
      slotType('Fruit', 'apple'),
      { ...slotType('Fruit', 'apple', 'pear'), version: '8' },
    ]
    const pick = intent('Pick', 'Fruit')
    const slots = [
      ...pick.slots,
      { name: 'Other', slotType: 'Fruit', slotTypeVersion: '8', slotConstraint: 'Optional' },
    ]
    const file = { ...pick, slots, slotTypes: types }
    expect((await run('INTENT', file, 'FAIL_ON_CONFLICT')).importStatus).toBe('COMPLETE')
    const found = await lex.send(new GetIntentCommand({ name: 'Pick', version: '$LATEST' }))
    expect(found.slots?.map(one => one.slotTypeVersion)).toEqual(['1', '2'])
  })
})

describe('what can be seen beforehand', () => {
  const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:Missing'
  const hook = { codeHook: { uri: HOOK, messageVersion: '1.0' }, type: 'CodeHook' }
  const FAULTS: readonly (readonly [string, string, object])[] = [
    [
      'a function that Lex may not invoke',
      'Lex is unable to access the Lambda function',
      intent('Call', undefined, { fulfillmentActivity: hook }),
    ],
    [
      'a slot type that is nowhere',
      'SlotType Nowhere:7 does not exist.',
      intent('Seek', 'Nowhere'),
    ],
    ['a name that differs in case alone', 'names are unique ignoring case', intent('BUY')],
    ['no fulfilment', 'fulfillmentActivity is required.', { name: 'Bare', slots: [] }],
    ['a reserved name', "The intent name 'HelpIntent' is reserved", intent('HelpIntent')],
    [
      'a value of another kind',
      'expected a list, got string',
      intent('Odd', undefined, { sampleUtterances: 'hello' }),
    ],
    [
      'too long an utterance',
      'Member must have length less than or equal to 200',
      intent('Long', undefined, { sampleUtterances: ['x'.repeat(201)] }),
    ],
  ]

  it.each(FAULTS)('%s fails the import before anything is written', async (_, reason, faulty) => {
    const file = bot('Faulty', [intent('Fine', 'Fines'), faulty], [slotType('Fines', 'a')])
    const failed = await run('BOT', file)
    expect(failed.importStatus).toBe('FAILED')
    expect(failed.failureReason?.join(' ')).toContain(reason)
    for (const name of ['Fine', 'Fines']) {
      const { slotTypes } = await lex.send(new GetSlotTypesCommand({ nameContains: name }))
      expect(slotTypes).toEqual([])
    }
    expect((await lex.send(new GetBotsCommand({ nameContains: 'Faulty' }))).bots).toEqual([])
  })

  it.each([
    [
      { schemaVersion: '2.0', importType: 'LEX', importFormat: 'JSON' },
      'metadata.schemaVersion must be 1.0.',
    ],
    [
      { schemaVersion: '1.0', importType: 'ALEXA', importFormat: 'JSON' },
      'metadata.importType must be LEX.',
    ],
  ])('metadata %o fails it', async (metadata, reason) => {
    const payload = await archived(slotType('Any', 'a'), metadata)
    const failed = await imported(lex, { payload, resourceType: 'SLOT_TYPE' })
    expect(failed.failureReason).toEqual([reason])
  })

  it('a bot that is being built fails it', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `please do number ${index} for me`)
    await run('BOT', bot('Busy', [intent('Work', undefined, { sampleUtterances: many })]))
    const { checksum, locale, childDirected, intents } = await latest('Busy')
    await lex.send(
      new PutBotCommand({ name: 'Busy', checksum, locale, childDirected, intents } as never),
    )
    const failed = await run('BOT', bot('Busy', []))
    expect(failed.failureReason).toEqual(['Bot Busy: It is being built.'])
    await built(lex, 'Busy')
  })
})

describe('who may import', () => {
  const shop = bot('Kiosk', [intent('OrderPizza'), intent('OrderDrink')])
  const as = async (name: string, ...statements: readonly object[]) =>
    new LexModelBuildingServiceClient(house.as(await createUser(house, name, ...statements)))
  const start = async (client: LexModelBuildingServiceClient, resource: object) =>
    client.send(
      new StartImportCommand({
        payload: await archived(resource),
        resourceType: 'BOT',
        mergeStrategy: 'OVERWRITE_LATEST',
      }),
    )

  it('is decided by PutBot with its intents; StartImport itself counts for nothing', async () => {
    const puts = allow(['lex:PutIntent', 'lex:PutSlotType', 'lex:Get*'], '*')
    const deny = { Effect: 'Deny', Action: 'lex:StartImport', Resource: '*' }
    const pizza = await as(
      'pizza',
      allow('lex:PutBot', '*', {
        'ForAllValues:StringLike': { 'lex:associatedIntents': ['OrderPizza'] },
      }),
      puts,
      deny,
    )
    expect((await refusal(start(pizza, shop)))[0]).toBe('AccessDeniedException')
    const { importStatus } = await start(pizza, bot('Kiosk', [intent('OrderPizza')]))
    expect(importStatus).toBe('IN_PROGRESS')
    const starter = await as('starter', allow('lex:StartImport', '*'))
    expect((await refusal(start(starter, shop)))[0]).toBe('AccessDeniedException')
  })

  it('fails with a reason for each part that may not be put', async () => {
    const half = await as('half', allow(['lex:PutBot', 'lex:GetImport'], '*'))
    const { importId } = await start(
      half,
      bot('Stall', [intent('Weigh', 'Loads')], [slotType('Loads', 'a')]),
    )
    const state = await half.send(new GetImportCommand({ importId }))
    expect(state.importStatus).toBe('FAILED')
    expect(state.failureReason?.map(reason => /perform: (\S+)/.exec(reason)?.[1])).toEqual([
      'lex:PutSlotType',
      'lex:PutIntent',
    ])
    expect((await refusal(latest('Stall')))[0]).toBe('NotFoundException')
  })

  it('tells nobody what exists that he may not put', async () => {
    await run('BOT', bot('Vault', [intent('OpenVault', 'Locks')], [slotType('Locks', 'a')]))
    const half = await as('blind', allow(['lex:PutBot', 'lex:GetImport'], '*'))
    const reasons = async (made: string, type: string) => {
      const { importId } = await start(
        half,
        bot('Blind', [intent(made, type)], [slotType(type, 'a')]),
      )
      const { failureReason } = await half.send(new GetImportCommand({ importId }))
      return failureReason?.map(reason => reason.replaceAll(made, 'X').replaceAll(type, 'Y'))
    }
    const nothing = await reasons('Unheard', 'Unseen')
    expect(nothing).toHaveLength(2)
    expect(await reasons('OpenVault', 'Locks')).toEqual(nothing)
    expect(await reasons('openvault', 'locks')).toEqual(nothing)
  })

  it('an import of another account is not found', async () => {
    const call = lex.send(
      new GetImportCommand({ importId: '0cb4ab27-0000-0000-0000-000000000000' }),
    )
    expect((await refusal(call))[0]).toBe('NotFoundException')
  })
})

describe('an export that is imported again', () => {
  beforeEach(() => publishFlowers(lex))

  it('is the same, but for its numbers', async () => {
    const before = await exported(lex, 'BOT', 'OrderFlowersBot')
    await lex.send(new DeleteBotCommand({ name: 'OrderFlowersBot' }))
    await lex.send(new DeleteIntentCommand({ name: 'OrderFlowers' }))
    await lex.send(new DeleteSlotTypeCommand({ name: 'FlowerTypes' }))
    await imported(lex, { payload: before.bytes, resourceType: 'BOT' })
    const { version } = await lex.send(new CreateBotVersionCommand({ name: 'OrderFlowersBot' }))
    expect(version).toBe('2')
    const after = await exported(lex, 'BOT', 'OrderFlowersBot', '2')
    expect(after.text.replace(/ersion": "2"/g, 'ersion": "1"')).toBe(before.text)
  })
})
