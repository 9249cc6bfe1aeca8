import {
  CreateBotVersionCommand,
  CreateIntentVersionCommand,
  CreateSlotTypeVersionCommand,
  DeleteBotCommand,
  DeleteIntentCommand,
  DeleteSlotTypeCommand,
  LexModelBuildingServiceClient,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
} from '@aws-sdk/client-lex-model-building-service'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GUIDE_BOTS, type WholeBot } from '../conformance/lex-guide-bots.ts'
import { exported, imported } from '../conformance/lex-models-archives.ts'
import { type House, openHouse } from '../house.ts'
import { wholeBots } from './lex-bots.ts'

/** What is exported, deleted, imported and exported again is the same (spec/lex-models.md §5.2). */

type Lex = LexModelBuildingServiceClient

const RUNS = Number(process.env['ROUND_TRIPS'] ?? 5)

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

describe('a round trip', () => {
  it.each(GUIDE_BOTS)('of $bot.name changes nothing', whole => tripChangesNothing(whole))

  it(`of ${RUNS} random bots changes nothing`, { timeout: 10_000 + RUNS * 2_000 }, () =>
    fc.assert(fc.asyncProperty(wholeBots, tripChangesNothing), { numRuns: RUNS }),
  )
})

async function tripChangesNothing(whole: WholeBot): Promise<void> {
  const lex = new LexModelBuildingServiceClient({ ...house.as(), region: nextRegion() })
  const name = whole.bot.name ?? ''
  const version = await publish(lex, whole)
  const before = await exported(lex, 'BOT', name, version)
  await clear(lex, whole)
  const state = await imported(lex, { payload: before.bytes, resourceType: 'BOT' })
  expect(state.failureReason ?? []).toEqual([])
  const { version: again } = await lex.send(new CreateBotVersionCommand({ name }))
  const after = await exported(lex, 'BOT', name, again)
  expect(withoutNumbers(after.text)).toBe(withoutNumbers(before.text))
}

let regions = 0

/** Each region is empty: what a failed trip has left is nobody's affair. */
const nextRegion = () =>
  `us-${(regions++).toString().replace(/\d/g, digit => 'abcdefghij'.charAt(Number(digit)))}-1`

/** Numbers are never given twice, so the second ones differ. */
const withoutNumbers = (text: string) =>
  text.replace(/^( *"(?:version|slotTypeVersion)": )"\d+"/gm, '$1"n"')

async function publish(lex: Lex, { slotTypes, intents, bot }: WholeBot): Promise<string> {
  const numbers = new Map<string, string>()
  for (const slotType of slotTypes) {
    const { name = '' } = slotType
    await lex.send(new PutSlotTypeCommand(slotType))
    const { version = '' } = await lex.send(new CreateSlotTypeVersionCommand({ name }))
    numbers.set(name, version)
  }
  for (const intent of intents) {
    const { name = '' } = intent
    const slots = intent.slots?.map(slot => {
      const slotTypeVersion = numbers.get(slot.slotType ?? '')
      return slotTypeVersion === undefined ? slot : { ...slot, slotTypeVersion }
    })
    await lex.send(new PutIntentCommand({ ...intent, ...(slots && { slots }) }))
    const { version = '' } = await lex.send(new CreateIntentVersionCommand({ name }))
    numbers.set(name, version)
  }
  const references = bot.intents?.map(({ intentName = '' }) => ({
    intentName,
    intentVersion: numbers.get(intentName) ?? '',
  }))
  await lex.send(
    new PutBotCommand({
      ...bot,
      processBehavior: 'SAVE',
      ...(references && { intents: references }),
    }),
  )
  const published = await lex.send(new CreateBotVersionCommand({ name: bot.name ?? '' }))
  return published.version ?? ''
}

async function clear(lex: Lex, { slotTypes, intents, bot }: WholeBot): Promise<void> {
  await lex.send(new DeleteBotCommand({ name: bot.name ?? '' }))
  for (const { name = '' } of intents) await lex.send(new DeleteIntentCommand({ name }))
  for (const { name = '' } of slotTypes) await lex.send(new DeleteSlotTypeCommand({ name }))
}
