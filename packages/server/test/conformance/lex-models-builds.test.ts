import {
  CreateBotVersionCommand,
  DeleteBotCommand,
  DeleteBotVersionCommand,
  GetBotCommand,
  GetBotVersionsCommand,
  GetSlotTypeCommand,
  LexModelBuildingServiceClient,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import {
  botNamed,
  built,
  createFlowers,
  FLOWER_TYPES,
  flowersBot,
  intentNamed,
  orderFlowers,
} from './lex-models-flowers.ts'

/** The status of a bot and what moves it (spec/lex-models.md §3.5). */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  await createFlowers(lex)
})
afterAll(() => house.close())

const bot = (name: string, versionOrAlias = '$LATEST') =>
  lex.send(new GetBotCommand({ name, versionOrAlias }))
const put = (name: string, more: object = {}, ...intents: readonly string[]) =>
  lex.send(new PutBotCommand({ ...botNamed(name, ...intents), processBehavior: 'BUILD', ...more }))

describe('a change of a slot type', () => {
  it('reaches the bots behind the $LATEST of an intent, and no others', async () => {
    await lex.send(new PutIntentCommand(intentNamed('Greet')))
    await put('Greeter', {}, 'Greet')
    await built(lex, 'Greeter')
    const { checksum } = await lex.send(
      new GetSlotTypeCommand({ name: 'FlowerTypes', version: '$LATEST' }),
    )
    const enumerationValues = [...(FLOWER_TYPES.enumerationValues ?? []), { value: 'daisies' }]
    await lex.send(new PutSlotTypeCommand({ ...FLOWER_TYPES, enumerationValues, checksum }))
    expect((await bot('OrderFlowersBot')).status).toBe('NOT_BUILT')
    expect((await bot('Greeter')).status).toBe('READY')
  })

  it('leaves a numbered version as it is', async () => {
    const type = await lex.send(
      new PutSlotTypeCommand({
        name: 'Sizes',
        enumerationValues: [{ value: 'big' }],
        createVersion: true,
      }),
    )
    expect(type).toMatchObject({ version: '$LATEST', createVersion: true })
    const intent = { ...orderFlowers(), name: 'OrderSize' }
    const slots = [
      {
        name: 'Size',
        slotConstraint: 'Optional' as const,
        slotType: 'Sizes',
        slotTypeVersion: '1',
      },
    ]
    await lex.send(
      new PutIntentCommand({
        ...intent,
        slots,
        sampleUtterances: ['a {Size} one'],
        createVersion: true,
      }),
    )
    const intents = [{ intentName: 'OrderSize', intentVersion: '1' }]
    await put('Sizer', { intents, createVersion: true })
    expect((await built(lex, 'Sizer', '1')).status).toBe('READY')
    expect((await built(lex, 'Sizer')).status).toBe('READY')
    const { checksum } = type
    const enumerationValues = [{ value: 'small' }]
    await lex.send(new PutSlotTypeCommand({ name: 'Sizes', enumerationValues, checksum }))
    expect((await bot('Sizer')).status).toBe('READY')
    expect((await bot('Sizer', '1')).status).toBe('READY')
  })
})

describe('while a bot is being built', () => {
  it('it can be neither put nor deleted, but published', async () => {
    const intents = [{ intentName: 'OrderSize', intentVersion: '1' }]
    const { checksum } = await put('Busy', { intents })
    expect((await refusal(put('Busy', { intents, checksum })))[0]).toBe('ConflictException')
    const remove = lex.send(new DeleteBotCommand({ name: 'Busy' }))
    expect((await refusal(remove))[0]).toBe('ConflictException')
    const { version } = await lex.send(new CreateBotVersionCommand({ name: 'Busy' }))
    expect(version).toBe('1')
    await built(lex, 'Busy')
    await built(lex, 'Busy', '1')
    await put('Busy', { intents, checksum })
    await built(lex, 'Busy')
  })

  it('a change of its intent takes the build back', async () => {
    const { checksum } = await lex.send(new PutIntentCommand(intentNamed('Wait')))
    const made = await put('Waiter', {}, 'Wait')
    expect(made.status).toBe('BUILDING')
    const sampleUtterances = ['wait a little']
    await lex.send(new PutIntentCommand({ ...intentNamed('Wait'), sampleUtterances, checksum }))
    expect((await bot('Waiter')).status).toBe('NOT_BUILT')
    // Another build ends after the one that was taken back would have.
    await put('Later', {}, 'Wait')
    await built(lex, 'Later')
    expect((await bot('Waiter')).status).toBe('NOT_BUILT')
    await put('Waiter', { checksum: made.checksum }, 'Wait')
    expect((await built(lex, 'Waiter')).status).toBe('READY')
  })

  it('its version can be deleted, and stays away', async () => {
    const intents = [{ intentName: 'OrderSize', intentVersion: '1' }]
    await put('Gone', { intents, createVersion: true })
    await lex.send(new DeleteBotVersionCommand({ name: 'Gone', version: '1' }))
    await built(lex, 'Gone')
    const list = await lex.send(new GetBotVersionsCommand({ name: 'Gone' }))
    expect(list.bots?.map(one => one.version)).toEqual(['$LATEST'])
  })
})

describe('a build', () => {
  it('of nothing has failed at once; a saved bot has not', async () => {
    expect(await put('Empty')).toMatchObject({
      status: 'FAILED',
      failureReason: "The bot 'Empty' has no intents.",
    })
    const { checksum } = await bot('Empty')
    const saved = await put('Empty', { processBehavior: 'SAVE', checksum })
    expect(saved.status).toBe('NOT_BUILT')
    expect(saved.failureReason).toBeUndefined()
  })

  it('says what is wrong, and succeeds when that is mended', async () => {
    const broken = { ...intentNamed('Mend'), sampleUtterances: ['mend the {Thing}'] }
    const { checksum } = await lex.send(new PutIntentCommand(broken))
    await put('Mender', {}, 'Mend')
    expect(await built(lex, 'Mender')).toMatchObject({
      status: 'FAILED',
      failureReason: "The intent 'Mend' has no slot 'Thing', which 'mend the {Thing}' names.",
    })
    await lex.send(new PutIntentCommand({ ...intentNamed('Mend'), checksum }))
    const unbuilt = await bot('Mender')
    expect(unbuilt.status).toBe('NOT_BUILT')
    expect(unbuilt.failureReason).toBeUndefined()
    await put('Mender', { checksum: unbuilt.checksum }, 'Mend')
    expect((await built(lex, 'Mender')).status).toBe('READY')
  })

  it('goes on after a restart', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs')
    const { tmpdir } = await import('node:os')
    const { join } = await import('node:path')
    const data = mkdtempSync(join(tmpdir(), 'lex-models-'))
    const args = ['--port', '0', '--data', data]
    try {
      const first = await openHouse({ args })
      const before = new LexModelBuildingServiceClient(first.as())
      await before.send(new PutIntentCommand(intentNamed('Rise')))
      await before.send(
        new PutBotCommand({ ...botNamed('Riser', 'Rise'), processBehavior: 'BUILD' }),
      )
      await first.close()
      const second = await openHouse({ args })
      const after = new LexModelBuildingServiceClient(second.as())
      expect((await built(after, 'Riser')).status).toBe('READY')
      await second.close()
    } finally {
      rmSync(data, { recursive: true })
    }
  })
})

describe('a bot put again', () => {
  it('loses what is not given, and keeps when it was made', async () => {
    const before = await bot('OrderFlowersBot')
    const { name, locale, childDirected, intents } = flowersBot()
    const bare = { name, locale, childDirected, intents, checksum: before.checksum }
    const after = await lex.send(new PutBotCommand(bare))
    expect(after).toMatchObject({ idleSessionTTLInSeconds: 300, createdDate: before.createdDate })
    for (const member of ['description', 'voiceId', 'clarificationPrompt', 'abortStatement']) {
      expect(after).not.toHaveProperty(member, expect.anything())
    }
    await eventually(async () => ((await bot(name ?? '')).status === 'READY' ? true : undefined))
  })
})
