import {
  DeleteBotVersionCommand,
  GetExportCommand,
  LexModelBuildingServiceClient,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeClock, fakeClock } from '../../src/kernel/clock.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { exported, exportUrl, publishFlowers } from './lex-models-archives.ts'

/** GetExport and what its links lead to (spec/lex-models.md §5.1, §5.2, §5.4). */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  await publishFlowers(lex)
})
afterAll(() => house.close())

const BOT = { resourceType: 'BOT', name: 'OrderFlowersBot', version: '1' } as const
const message = (content: string) => ({ contentType: 'PlainText', content })
const prompt = (content: string) => ({ messages: [message(content)], maxAttempts: 2 })

const FLOWER_TYPES = {
  description: 'Types of flowers to order',
  name: 'FlowerTypes',
  version: '1',
  enumerationValues: [{ value: 'tulips' }, { value: 'lilies' }, { value: 'roses' }],
  valueSelectionStrategy: 'ORIGINAL_VALUE',
}
const slot = (name: string, slotType: string, priority: number, question: string) => ({
  slotType,
  obfuscationSetting: 'NONE',
  slotConstraint: 'Required',
  valueElicitationPrompt: prompt(question),
  priority,
  name,
})
const ORDER_FLOWERS = {
  description: 'Order a bouquet',
  rejectionStatement: { messages: [message('Not ordered.')] },
  name: 'OrderFlowers',
  version: '1',
  fulfillmentActivity: { type: 'ReturnIntent' },
  sampleUtterances: ['I would like to pick up flowers', 'I would like to order some flowers'],
  slots: [
    {
      sampleUtterances: ['I would like to order {FlowerType}'],
      slotType: 'FlowerTypes',
      slotTypeVersion: '1',
      obfuscationSetting: 'NONE',
      slotConstraint: 'Required',
      valueElicitationPrompt: prompt('What type of flowers?'),
      priority: 1,
      name: 'FlowerType',
    },
    slot('PickupDate', 'AMAZON.DATE', 2, 'What day?'),
    slot('PickupTime', 'AMAZON.TIME', 3, 'What time on {PickupDate}?'),
  ],
  confirmationPrompt: prompt('Your {FlowerType}, {PickupTime} on {PickupDate}?'),
}
const metadata = { schemaVersion: '1.0', importType: 'LEX', importFormat: 'JSON' }
const text = (resource: object) => JSON.stringify({ metadata, resource }, null, 2)

describe('an export in the LEX format', () => {
  it('of a slot type is its own file, member by member in their order', async () => {
    const archive = await exported(lex, 'SLOT_TYPE', 'FlowerTypes')
    expect(archive.fileName).toBe('FlowerTypes_Export.json')
    expect(archive.text).toBe(text(FLOWER_TYPES))
  })

  it('of an intent holds its slot types', async () => {
    const archive = await exported(lex, 'INTENT', 'OrderFlowers')
    expect(archive.fileName).toBe('OrderFlowers_Export.json')
    expect(archive.text).toBe(text({ ...ORDER_FLOWERS, slotTypes: [FLOWER_TYPES] }))
  })

  it('of a bot holds all that it is made of', async () => {
    const archive = await exported(lex, 'BOT', 'OrderFlowersBot')
    expect(archive.fileName).toBe('OrderFlowersBot_Export.json')
    expect(archive.text).toBe(
      text({
        name: 'OrderFlowersBot',
        version: '1',
        intents: [ORDER_FLOWERS],
        slotTypes: [FLOWER_TYPES],
        voiceId: 'Salli',
        childDirected: false,
        locale: 'en-US',
        idleSessionTTLInSeconds: 600,
        description: 'Flower shop',
        clarificationPrompt: prompt('Pardon?'),
        abortStatement: { messages: [message('Sorry.')] },
        detectSentiment: false,
        enableModelImprovements: false,
      }),
    )
  })
})

describe('an export for the Alexa Skills Kit', () => {
  it('is an interaction model', async () => {
    const name = 'OrderFlowersBot'
    const { fileName, file } = await exported(lex, 'BOT', name, '1', 'ALEXA_SKILLS_KIT')
    expect(fileName).toBe('OrderFlowersBot.json')
    expect(file).toMatchObject({
      interactionModel: {
        languageModel: {
          invocationName: 'order flowers bot',
          intents: [{ name: 'OrderFlowers', samples: ORDER_FLOWERS.sampleUtterances }],
          types: [
            {
              name: 'FlowerTypes',
              values: ['tulips', 'lilies', 'roses'].map(value => ({
                id: null,
                name: { value, synonyms: [] },
              })),
            },
          ],
        },
        dialog: {
          intents: [
            {
              name: 'OrderFlowers',
              confirmationRequired: true,
              prompts: { confirmation: 'Confirm.Intent.OrderFlowers' },
            },
          ],
        },
      },
    })
  })
})

describe('GetExport', () => {
  it('begins with the first call and has a link once the archive is there', async () => {
    const ask = new GetExportCommand({ ...BOT, exportType: 'ALEXA_SKILLS_KIT', version: '1' })
    const other = new GetExportCommand({
      resourceType: 'INTENT',
      name: 'OrderFlowers',
      version: '1',
      exportType: 'ALEXA_SKILLS_KIT',
    })
    expect(await lex.send(other)).toMatchObject({ exportStatus: 'IN_PROGRESS' })
    expect((await lex.send(ask)).version).toBe('1')
  })

  it.each([
    ['a version that is not there', { ...BOT, version: '9' }, 'NotFoundException'],
    ['$LATEST', { ...BOT, version: '$LATEST' }, 'BadRequestException'],
    ['another type', { ...BOT, resourceType: 'INTENT' as const }, 'NotFoundException'],
  ])('refuses %s', async (_, input, code) => {
    const call = lex.send(new GetExportCommand({ ...input, exportType: 'LEX' }))
    expect((await refusal(call))[0]).toBe(code)
  })
})

describe('the link of an export', () => {
  it('needs no credentials, and names the archive', async () => {
    const answer = await fetch(await exportUrl(lex, { ...BOT, exportType: 'LEX' }))
    expect(answer.headers.get('content-type')).toBe('application/zip')
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="OrderFlowersBot_1_[0-9a-f-]{36}_Bot_LEX_V1\.zip"$/,
    )
  })

  it('leads to this export alone, and not when a letter is changed', async () => {
    const url = await exportUrl(lex, { ...BOT, exportType: 'LEX' })
    const elsewhere = [
      url.replace('/BOT/OrderFlowersBot/', '/INTENT/OrderFlowers/'),
      url.replace(/.$/, last => (last === '0' ? '1' : '0')),
      url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'),
      url.replace(/\?.*$/, ''),
    ]
    for (const link of elsewhere) expect((await fetch(link)).status).toBe(403)
  })

  it('is given to whoever may export, and to nobody else', async () => {
    const [can, cannot] = await Promise.all([
      createUser(house, 'packer', allow('lex:GetExport', '*')),
      createUser(house, 'reader', allow('lex:GetBot', '*')),
    ])
    const url = await exportUrl(new LexModelBuildingServiceClient(house.as(can)), {
      ...BOT,
      exportType: 'LEX',
    })
    expect((await fetch(url)).status).toBe(200)
    const reader = new LexModelBuildingServiceClient(house.as(cannot))
    const call = reader.send(new GetExportCommand({ ...BOT, exportType: 'LEX' }))
    expect((await refusal(call))[0]).toBe('AccessDeniedException')
  })

  it('works for five minutes', async () => {
    const clock: FakeClock = fakeClock(Date.now())
    await using own = await openHouse({ clock })
    const client = new LexModelBuildingServiceClient(own.as())
    await publishFlowers(client)
    const url = await exportUrl(client, { ...BOT, exportType: 'LEX' })
    await clock.advance(299_000)
    expect((await fetch(url)).status).toBe(200)
    await clock.advance(2_000)
    expect((await fetch(url)).status).toBe(403)
  })
})

describe('an export of a version that was deleted', () => {
  it('is not found any more', async () => {
    await lex.send(new DeleteBotVersionCommand({ name: 'OrderFlowersBot', version: '1' }))
    const call = lex.send(new GetExportCommand({ ...BOT, exportType: 'LEX' }))
    expect((await refusal(call))[0]).toBe('NotFoundException')
  })
})
