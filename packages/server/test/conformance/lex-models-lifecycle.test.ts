import {
  CreateBotVersionCommand,
  CreateIntentVersionCommand,
  CreateSlotTypeVersionCommand,
  DeleteBotAliasCommand,
  DeleteBotCommand,
  DeleteIntentCommand,
  DeleteSlotTypeCommand,
  GetBotAliasCommand,
  GetBotCommand,
  GetIntentCommand,
  GetIntentVersionsCommand,
  GetSlotTypeCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { built, FLOWER_TYPES, flowersBot, orderFlowers } from './lex-models-flowers.ts'

/** The command-line exercises of the guide, scenarios 2 to 4 and 7 to 16 of spec/lex-models.md §11, in order. */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
})
afterAll(() => house.close())

const intent = () => lex.send(new GetIntentCommand({ name: 'OrderFlowers', version: '$LATEST' }))
const bot = (versionOrAlias = '$LATEST') =>
  lex.send(new GetBotCommand({ name: 'OrderFlowersBot', versionOrAlias }))
const type = (version = '$LATEST') =>
  lex.send(new GetSlotTypeCommand({ name: 'FlowerTypes', version }))

describe('create', () => {
  it('puts a slot type', async () => {
    const put = await lex.send(new PutSlotTypeCommand(FLOWER_TYPES))
    expect(put).toMatchObject({
      ...FLOWER_TYPES,
      version: '$LATEST',
      valueSelectionStrategy: 'ORIGINAL_VALUE',
      createVersion: false,
    })
    expect(put.checksum).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(put.createdDate).toBeInstanceOf(Date)
    expect(put.lastUpdatedDate).toEqual(put.createdDate)
  })

  it('puts an intent with the defaults of its slots', async () => {
    const { slots = [] } = await lex.send(new PutIntentCommand(orderFlowers()))
    expect(slots.map(slot => [slot.name, slot.slotTypeVersion, slot.obfuscationSetting])).toEqual([
      ['FlowerType', '$LATEST', 'NONE'],
      ['PickupDate', undefined, 'NONE'],
      ['PickupTime', undefined, 'NONE'],
    ])
  })

  it('puts a bot, which is built', async () => {
    const put = await lex.send(new PutBotCommand(flowersBot()))
    expect(put).toMatchObject({
      status: 'BUILDING',
      version: '$LATEST',
      idleSessionTTLInSeconds: 600,
      detectSentiment: false,
      enableModelImprovements: false,
    })
    const ready = await built(lex, 'OrderFlowersBot')
    expect(ready).toMatchObject({ status: 'READY', checksum: put.checksum })
    expect(ready.lastUpdatedDate).toEqual(put.lastUpdatedDate)
  })
})

describe('change', () => {
  it('refuses a put without the checksum, or with a wrong one', async () => {
    expect(await refusal(lex.send(new PutIntentCommand(orderFlowers())))).toEqual([
      'PreconditionFailedException',
      'Intent OrderFlowers already exists. If you are trying to update OrderFlowers you must specify the checksum.',
      412,
    ])
    const wrong = new PutIntentCommand({ ...orderFlowers(), checksum: 'other' })
    expect((await refusal(lex.send(wrong)))[0]).toBe('PreconditionFailedException')
    const nothing = new PutIntentCommand({ ...orderFlowers(), name: 'Other', checksum: 'other' })
    expect((await refusal(lex.send(nothing)))[0]).toBe('BadRequestException')
  })

  it('takes a put with it; the bot is then not built, and ready after another build', async () => {
    const before = await intent()
    const bots = await bot()
    const changed = await lex.send(
      new PutIntentCommand({
        ...orderFlowers(),
        sampleUtterances: [...(before.sampleUtterances ?? []), 'I want to order flowers'],
        checksum: before.checksum,
      }),
    )
    expect(changed.checksum).not.toBe(before.checksum)
    expect(changed.createdDate).toEqual(before.createdDate)
    expect(changed.sampleUtterances).toHaveLength(3)
    const unbuilt = await bot()
    expect(unbuilt).toMatchObject({ status: 'NOT_BUILT', checksum: bots.checksum })
    const { checksum } = unbuilt
    await lex.send(new PutBotCommand({ ...flowersBot(), processBehavior: 'BUILD', checksum }))
    expect((await built(lex, 'OrderFlowersBot')).status).toBe('READY')
  })

  it('refuses a code hook that Lex may not invoke, and leaves the intent as it was', async () => {
    const before = await intent()
    const uri = 'arn:aws:lambda:us-east-1:123456789012:function:OrderFlowersCodeHook'
    const hooked = new PutIntentCommand({
      ...orderFlowers(),
      fulfillmentActivity: { type: 'CodeHook', codeHook: { uri, messageVersion: '1.0' } },
      checksum: before.checksum,
    })
    expect(await refusal(lex.send(hooked))).toEqual([
      'BadRequestException',
      `Lex is unable to access the Lambda function ${uri} in the context of intent arn:aws:lex:us-east-1:123456789012:intent:OrderFlowers:$LATEST.  Please check the resource-based policy on the function.`,
      400,
    ])
    expect(await intent()).toMatchObject({ checksum: before.checksum })
    expect((await bot()).status).toBe('READY')
  })
})

describe('publish', () => {
  it('refuses to publish what refers to $LATEST', async () => {
    const order = lex.send(new CreateIntentVersionCommand({ name: 'OrderFlowers' }))
    expect(await refusal(order)).toEqual([
      'BadRequestException',
      "Resource 'OrderFlowers' should refer to immutable versions to create new version",
      400,
    ])
    const shop = lex.send(new CreateBotVersionCommand({ name: 'OrderFlowersBot' }))
    expect((await refusal(shop))[1]).toBe(
      "Resource 'OrderFlowersBot' should refer to immutable versions to create new version",
    )
    const { checksum } = await bot()
    const put = new PutBotCommand({ ...flowersBot(), createVersion: true, checksum })
    expect((await refusal(lex.send(put)))[0]).toBe('BadRequestException')
    expect((await bot()).checksum).toBe(checksum)
  })

  it('publishes a slot type once for the same content', async () => {
    const { checksum } = await type()
    const create = new CreateSlotTypeVersionCommand({ name: 'FlowerTypes', checksum })
    const first = await lex.send(create)
    expect(first).toMatchObject({ version: '1', checksum })
    expect(first.$metadata.httpStatusCode).toBe(201)
    expect((await lex.send(create)).version).toBe('1')
    const wrong = new CreateSlotTypeVersionCommand({ name: 'FlowerTypes', checksum: 'other' })
    expect((await refusal(lex.send(wrong)))[0]).toBe('PreconditionFailedException')
    const missing = new CreateSlotTypeVersionCommand({ name: 'Missing' })
    expect((await refusal(lex.send(missing)))[0]).toBe('NotFoundException')
  })

  it('publishes the intent that refers to it', async () => {
    const { checksum } = await intent()
    await lex.send(new PutIntentCommand({ ...orderFlowers('1'), checksum }))
    const create = new CreateIntentVersionCommand({ name: 'OrderFlowers' })
    expect((await lex.send(create)).version).toBe('1')
    const list = await lex.send(new GetIntentVersionsCommand({ name: 'OrderFlowers' }))
    expect(list.intents?.map(one => one.version)).toEqual(['$LATEST', '1'])
  })

  it('publishes the bot while $LATEST is still being built', async () => {
    const { checksum } = await bot()
    const put = await lex.send(new PutBotCommand({ ...flowersBot('1'), checksum }))
    const create = new CreateBotVersionCommand({ name: 'OrderFlowersBot', checksum: put.checksum })
    const published = await lex.send(create)
    expect(published).toMatchObject({ version: '1', checksum: put.checksum })
    expect(['BUILDING', 'READY']).toContain(published.status)
    expect((await built(lex, 'OrderFlowersBot', '1')).status).toBe('READY')
    await built(lex, 'OrderFlowersBot')
  })

  it('keeps what was published when $LATEST changes', async () => {
    const before = await bot('1')
    const { checksum } = await bot()
    const other = { ...flowersBot('1'), description: 'Closed', checksum }
    const put = await lex.send(new PutBotCommand(other))
    await built(lex, 'OrderFlowersBot')
    const { $metadata: _, ...after } = await bot('1')
    expect(before).toMatchObject(after)
    const changed = new CreateBotVersionCommand({ name: 'OrderFlowersBot' })
    const second = await lex.send(changed)
    // The finished build of the same content is taken over.
    expect(second).toMatchObject({ version: '2', status: 'READY', checksum: put.checksum })
  })

  it('points an alias at a version', async () => {
    const put = new PutBotAliasCommand({
      name: 'PROD',
      botName: 'OrderFlowersBot',
      botVersion: '1',
    })
    expect(await lex.send(put)).toMatchObject({ name: 'PROD', botVersion: '1' })
    expect((await refusal(lex.send(put)))[1]).toContain('BotAlias PROD already exists.')
    expect((await bot('PROD')).version).toBe('1')
    const unknown = new PutBotAliasCommand({
      name: 'BETA',
      botName: 'OrderFlowersBot',
      botVersion: '9',
    })
    expect((await refusal(lex.send(unknown)))[0]).toBe('BadRequestException')
  })
})

describe('delete', () => {
  const used = async (call: Promise<unknown>) => {
    const error = await call.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ResourceInUseException' })
    const { referenceType, exampleReference } = error as Record<string, unknown>
    return [referenceType, exampleReference]
  }

  it('refuses the wrong order, naming one user of the resource', async () => {
    const flowers = lex.send(new DeleteSlotTypeCommand({ name: 'FlowerTypes' }))
    expect(await used(flowers)).toEqual(['Intent', { name: 'OrderFlowers', version: '$LATEST' }])
    const order = lex.send(new DeleteIntentCommand({ name: 'OrderFlowers' }))
    expect(await used(order)).toEqual(['Bot', { name: 'OrderFlowersBot', version: '$LATEST' }])
    const shop = lex.send(new DeleteBotCommand({ name: 'OrderFlowersBot' }))
    expect(await used(shop)).toEqual(['BotAlias', { name: 'PROD' }])
  })

  it('takes the right one', async () => {
    const alias = { name: 'PROD', botName: 'OrderFlowersBot' }
    await lex.send(new DeleteBotAliasCommand(alias))
    await lex.send(new DeleteBotCommand({ name: 'OrderFlowersBot' }))
    await lex.send(new DeleteIntentCommand({ name: 'OrderFlowers' }))
    const last = await lex.send(new DeleteSlotTypeCommand({ name: 'FlowerTypes' }))
    expect(last.$metadata.httpStatusCode).toBe(204)
    const gone = [
      bot(),
      bot('1'),
      intent(),
      type(),
      type('1'),
      lex.send(new GetBotAliasCommand(alias)),
    ]
    const refusals = await Promise.all(gone.map(refusal))
    expect(new Set(refusals.map(([code]) => code))).toEqual(new Set(['NotFoundException']))
  })

  it('never gives a number twice', async () => {
    await lex.send(new PutSlotTypeCommand({ ...FLOWER_TYPES, createVersion: true }))
    const again = new CreateSlotTypeVersionCommand({ name: 'FlowerTypes' })
    expect((await lex.send(again)).version).toBe('2')
    await lex.send(new DeleteSlotTypeCommand({ name: 'FlowerTypes' }))
  })
})
