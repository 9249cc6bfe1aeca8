import {
  CreateSlotTypeVersionCommand,
  DeleteIntentCommand,
  GetBotAliasesCommand,
  GetBotCommand,
  GetSlotTypeCommand,
  GetSlotTypeVersionsCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenedData } from '../../src/data.ts'
import { type House, openHouse } from '../house.ts'
import { botNamed, intentNamed } from './lex-models-flowers.ts'

/** Many clients at once: nothing is lost, doubled or left half done. */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
})
afterAll(() => house.close())

const CLIENTS = 32
const clients = Array.from({ length: CLIENTS }, (_, i) => i)
const codeOf = async (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  )
const count = (codes: readonly string[], code: string) => codes.filter(one => one === code).length

describe('at once', () => {
  it('one creates an alias of a name, whatever its case', async () => {
    let between: (() => Promise<unknown>) | undefined
    const around = (opened: OpenedData): OpenedData => ({
      ...opened,
      store: {
        ...opened.store,
        async range(from, to, options) {
          const page = await opened.store.range(from, to, options)
          if (!from.startsWith('lex.alias')) return page
          const another = between
          between = undefined
          await another?.()
          return page
        },
      },
    })
    const own = await openHouse({ around })
    try {
      const client = new LexModelBuildingServiceClient(own.as())
      await client.send(new PutIntentCommand(intentNamed('Greet')))
      await client.send(new PutBotCommand(botNamed('Shop', 'Greet')))
      const put = (name: string) =>
        codeOf(
          client.send(new PutBotAliasCommand({ botName: 'Shop', name, botVersion: '$LATEST' })),
        )
      // Comes in between, just after the other has looked which names there are.
      between = () => put('prod')
      expect(await put('Prod')).toBe('BadRequestException')
      const { BotAliases } = await client.send(new GetBotAliasesCommand({ botName: 'Shop' }))
      expect(BotAliases?.map(({ name }) => name)).toEqual(['prod'])
    } finally {
      await own.close()
    }
  })

  it('one creates a name, whatever its case', async () => {
    const codes = await Promise.all(
      clients.map(i =>
        codeOf(lex.send(new PutIntentCommand(intentNamed(i % 2 ? 'Greet' : 'greet')))),
      ),
    )
    expect(count(codes, 'done')).toBe(1)
    const refused = new Set(codes.filter(code => code !== 'done'))
    for (const code of refused) {
      expect(['BadRequestException', 'PreconditionFailedException', 'ConflictException']).toContain(
        code,
      )
    }
  })

  it('puts with one checksum: one wins, the others learn of it', async () => {
    const made = await lex.send(
      new PutSlotTypeCommand({ name: 'Kinds', enumerationValues: [{ value: 'none' }] }),
    )
    const codes = await Promise.all(
      clients.map(i =>
        codeOf(
          lex.send(
            new PutSlotTypeCommand({
              name: 'Kinds',
              enumerationValues: [{ value: `${i}` }],
              checksum: made.checksum,
            }),
          ),
        ),
      ),
    )
    expect(count(codes, 'done')).toBe(1)
    expect(count(codes, 'PreconditionFailedException') + count(codes, 'ConflictException')).toBe(
      CLIENTS - 1,
    )
  })

  it('every acknowledged version is in the history once, and no number is skipped', async () => {
    const name = 'History'
    let made = await lex.send(new PutSlotTypeCommand({ name, enumerationValues: [{ value: '-' }] }))
    const told = new Map<string, string>()
    for (let round = 0; round < 8; round++) {
      const { checksum } = made
      const enumerationValues = [{ value: `round ${round}` }]
      made = await lex.send(new PutSlotTypeCommand({ name, enumerationValues, checksum }))
      const create = new CreateSlotTypeVersionCommand({ name, checksum: made.checksum })
      const versions = await Promise.all(
        Array.from({ length: 4 }, () => lex.send(create).catch(() => undefined)),
      )
      for (const { version = '' } of versions.flatMap(one => one ?? [])) {
        told.set(version, `round ${round}`)
      }
    }
    const list = await lex.send(new GetSlotTypeVersionsCommand({ name, maxResults: 50 }))
    const numbers = (list.slotTypes ?? []).slice(1).map(one => one.version ?? '')
    expect(numbers).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    for (const version of numbers) {
      const { enumerationValues } = await lex.send(new GetSlotTypeCommand({ name, version }))
      expect(enumerationValues?.[0]?.value).toBe(told.get(version))
    }
  })

  it('a bot never refers to an intent that is deleted', async () => {
    for (let round = 0; round < 12; round++) {
      const intent = `Round${'abcdefghijkl'.charAt(round)}`
      const bot = `${intent}Bot`
      await lex.send(new PutIntentCommand(intentNamed(intent)))
      const [put, deleted] = await Promise.all([
        codeOf(lex.send(new PutBotCommand(botNamed(bot, intent)))),
        codeOf(lex.send(new DeleteIntentCommand({ name: intent }))),
      ])
      expect([put, deleted]).not.toEqual(['done', 'done'])
    }
  })

  it('a bot is never left ready over an intent that changed', async () => {
    const { checksum } = await lex.send(new PutIntentCommand(intentNamed('Base')))
    const bots = clients.slice(0, 8).map(i => `Shop${'abcdefgh'.charAt(i)}`)
    const [, changed] = await Promise.all([
      Promise.all(
        bots.map(name =>
          lex.send(new PutBotCommand({ ...botNamed(name, 'Base'), processBehavior: 'BUILD' })),
        ),
      ),
      lex.send(
        new PutIntentCommand({
          ...intentNamed('Base'),
          sampleUtterances: ['another'],
          checksum,
        }),
      ),
    ])
    for (const name of bots) {
      const bot = await lex.send(new GetBotCommand({ name, versionOrAlias: '$LATEST' }))
      const isOlder = (bot.lastUpdatedDate ?? 0) < (changed.lastUpdatedDate ?? 0)
      if (isOlder) expect(bot.status).toBe('NOT_BUILT')
    }
  })

  it('there are never more than five aliases', async () => {
    await lex.send(new PutIntentCommand(intentNamed('Serve')))
    await lex.send(new PutBotCommand(botNamed('Bar', 'Serve')))
    const codes = await Promise.all(
      clients.slice(0, 10).map(i =>
        codeOf(
          lex.send(
            new PutBotAliasCommand({
              name: `Alias${'abcdefghij'.charAt(i)}`,
              botName: 'Bar',
              botVersion: '$LATEST',
            }),
          ),
        ),
      ),
    )
    expect(count(codes, 'done')).toBeLessThanOrEqual(5)
    const others = codes.filter(code => code !== 'done')
    for (const code of others) {
      expect(['LimitExceededException', 'ConflictException']).toContain(code)
    }
  })
})
