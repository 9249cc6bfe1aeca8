import {
  CreateSlotTypeVersionCommand,
  DeleteBotCommand,
  DeleteSlotTypeVersionCommand,
  GetBotCommand,
  GetImportCommand,
  GetSlotTypeCommand,
  LexModelBuildingServiceClient,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
  StartImportCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { archived } from './lex-models-archives.ts'
import { botNamed, intentNamed } from './lex-models-flowers.ts'

/** The quotas of spec/lex-models.md §6 that are counts of what is stored. */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
})
afterAll(() => house.close())

const letters = (n: number) =>
  [n % 26, Math.floor(n / 26) % 26, Math.floor(n / 676)]
    .map(digit => String.fromCharCode(97 + digit))
    .join('')
const times = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i))

const exceeded = async (call: Promise<unknown>) => {
  const [code, message, status] = await refusal(call)
  expect([code, status]).toEqual(['LimitExceededException', 429])
  return message
}

describe('an account has no more than', () => {
  it('250 bots, and room again when one is deleted', async () => {
    await Promise.all(times(250, i => lex.send(new PutBotCommand(botNamed(`Bot${letters(i)}`)))))
    const more = new PutBotCommand(botNamed('OneMore'))
    expect(await exceeded(lex.send(more))).toBe('The limit of 250 bots in the account is reached.')
    const missing = new GetBotCommand({ name: 'OneMore', versionOrAlias: '$LATEST' })
    expect((await refusal(lex.send(missing)))[0]).toBe('NotFoundException')
    await lex.send(new DeleteBotCommand({ name: `Bot${letters(7)}` }))
    expect((await lex.send(more)).name).toBe('OneMore')
  })
})

describe('an archive', () => {
  it('of as many resources as are ever looked at is told what is too much', async () => {
    const start = async (many: number) => {
      const intents = times(many, i => ({
        name: `Of${letters(i)}`,
        version: '1',
        fulfillmentActivity: { type: 'ReturnIntent' },
        sampleUtterances: [`do ${letters(i)}`],
      }))
      const payload = await archived({ name: 'Crowd', childDirected: false, intents })
      const what = { resourceType: 'BOT', mergeStrategy: 'FAIL_ON_CONFLICT' } as const
      return lex.send(new StartImportCommand({ payload, ...what }))
    }
    expect((await refusal(start(3_000)))[0]).toBe('BadRequestException')
    const { importId } = await start(1_999)
    const { failureReason } = await lex.send(new GetImportCommand({ importId }))
    expect(failureReason).toEqual(['The limit of 250 intents in a bot is reached.'])
  })
})

describe('a resource has no more than', () => {
  it('100 versions, whatever their numbers', async () => {
    const name = 'Kinds'
    const publish = async (value: string) => {
      const latest = await lex
        .send(new GetSlotTypeCommand({ name, version: '$LATEST' }))
        .catch(() => undefined)
      const { checksum } = latest ?? {}
      const enumerationValues = [{ value }]
      await lex.send(new PutSlotTypeCommand({ name, enumerationValues, checksum }))
      return lex.send(new CreateSlotTypeVersionCommand({ name }))
    }
    for (const value of times(100, String)) await publish(value)
    await exceeded(publish('one more'))
    await lex.send(new DeleteSlotTypeVersionCommand({ name, version: '1' }))
    expect((await publish('another')).version).toBe('101')
  })
})

describe('a slot type has no more than', () => {
  it('10,000 values and synonyms', async () => {
    const values = (count: number) =>
      times(count, i => ({ value: `value ${i}`, synonyms: [`synonym ${i}`] }))
    await lex.send(new PutSlotTypeCommand({ name: 'Most', enumerationValues: values(5_000) }))
    const more = new PutSlotTypeCommand({ name: 'More', enumerationValues: values(5_001) })
    await exceeded(lex.send(more))
  })
})

describe('a bot has no more than', () => {
  it('250 intents', async () => {
    const intents = times(251, i => ({ intentName: `I${letters(i)}`, intentVersion: '$LATEST' }))
    await Promise.all(
      intents.map(({ intentName }) => lex.send(new PutIntentCommand(intentNamed(intentName)))),
    )
    const put = new PutBotCommand({ ...botNamed('Wide'), intents })
    await lex.send(new DeleteBotCommand({ name: 'OneMore' }))
    expect(await exceeded(lex.send(put))).toBe('The limit of 250 intents in a bot is reached.')
    await lex.send(new PutBotCommand({ ...botNamed('Wide'), intents: intents.slice(1) }))
  })

  it('200,000 characters of utterances', async () => {
    const long = (i: number) => `${i} `.padEnd(200, 'x')
    const sampleUtterances = times(1_001, long)
    await lex.send(new PutIntentCommand({ ...intentNamed('Wordy'), sampleUtterances }))
    await lex.send(new DeleteBotCommand({ name: 'Wide' }))
    const put = new PutBotCommand(botNamed('Wide', 'Wordy'))
    expect(await exceeded(lex.send(put))).toContain('200000 utterance characters')
  })

  it('50,000 slot values and synonyms', async () => {
    const types = times(6, i => `Type${letters(i)}`)
    const enumerationValues = times(8_334, i => ({ value: `value ${i}` }))
    for (const name of types) await lex.send(new PutSlotTypeCommand({ name, enumerationValues }))
    const slots = types.map(slotType => ({
      name: `slot${slotType}`,
      slotConstraint: 'Optional' as const,
      slotType,
    }))
    await lex.send(new PutIntentCommand({ ...intentNamed('Many'), slots: slots.slice(1) }))
    await lex.send(new PutIntentCommand({ ...intentNamed('TooMany'), slots }))
    await lex.send(new PutBotCommand(botNamed('Wide', 'Many')))
    await lex.send(new DeleteBotCommand({ name: 'Wide' }))
    const put = new PutBotCommand(botNamed('Wide', 'TooMany'))
    expect(await exceeded(lex.send(put))).toContain('50000 slot values')
  })
})
