import {
  CreateSlotTypeVersionCommand,
  DeleteSlotTypeVersionCommand,
  GetBotAliasesCommand,
  GetBotsCommand,
  GetBuiltinIntentCommand,
  GetBuiltinIntentsCommand,
  GetBuiltinSlotTypesCommand,
  GetIntentCommand,
  GetIntentsCommand,
  GetSlotTypeCommand,
  GetSlotTypeVersionsCommand,
  LexModelBuildingServiceClient,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
  paginateGetBots,
  paginateGetBuiltinSlotTypes,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { botNamed, intentNamed } from './lex-models-flowers.ts'

/** Names, listings, pages and the built-in catalogues (spec/lex-models.md §3.1, §3.9, §4). */

let house: House
let lex: LexModelBuildingServiceClient

const NAMES = 'Ada Bea Cleo Dora Eva Fay Gwen Hope Iris Jane Kate'.split(' ')

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  await lex.send(new PutIntentCommand(intentNamed('Greet')))
  for (const name of [...NAMES].reverse()) {
    await lex.send(new PutBotCommand(botNamed(`${name}Bot`, 'Greet')))
  }
})
afterAll(() => house.close())

describe('names', () => {
  it.each(['adabot', 'ADABOT'])('are unique ignoring case: %s', async name => {
    const put = lex.send(new PutBotCommand(botNamed(name, 'Greet')))
    const [code, message] = await refusal(put)
    expect(code).toBe('BadRequestException')
    expect(message).toContain('AdaBot exists')
  })

  it('are found in their own case alone', async () => {
    const get = lex.send(new GetIntentCommand({ name: 'greet', version: '$LATEST' }))
    expect((await refusal(get))[0]).toBe('NotFoundException')
  })

  it.each([
    ['Ord1', 'digits'],
    ['_Order', 'a leading underscore'],
    ['A__B', 'two underscores'],
    ['a-b', 'a hyphen'],
    ['A', 'one letter'],
    ['A'.repeat(51), 'too many letters'],
  ])('of bots: %s has %s', async name => {
    const answer = await put(`/bots/${name}/versions/$LATEST`, {
      locale: 'en-US',
      childDirected: false,
    })
    expect(answer).toMatchObject({ status: 400, type: 'BadRequestException' })
  })

  it('of slots are read in bounded time', async () => {
    const name = `${'a'.repeat(99)}!`
    const slots = [{ name: `${name}!`, slotConstraint: 'Optional' }]
    const began = performance.now()
    const answer = await put('/intents/Order/versions/$LATEST', { slots })
    expect(answer).toMatchObject({ status: 400, type: 'BadRequestException' })
    // An exponential pattern would take hours.
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('pages', () => {
  it('are of ten, in order, each name once', async () => {
    const first = await lex.send(new GetBotsCommand({ nextToken: '' }))
    expect(first.bots).toHaveLength(10)
    const { nextToken } = first
    const rest = await lex.send(new GetBotsCommand({ nextToken, maxResults: 50 }))
    expect(rest.bots?.map(bot => bot.name)).toEqual(['KateBot'])
    expect(rest.nextToken).toBeUndefined()
  })

  it('meet through the paginator whatever their size', async () => {
    for (const pageSize of [1, 3, 11, 50]) {
      const names: (string | undefined)[] = []
      for await (const page of paginateGetBots({ client: lex, pageSize }, {})) {
        names.push(...(page.bots ?? []).map(bot => bot.name))
      }
      expect(names).toEqual(NAMES.map(name => `${name}Bot`))
    }
  })

  it('hold what contains the text, in its case', async () => {
    const found = await lex.send(new GetBotsCommand({ nameContains: 'eBot', maxResults: 2 }))
    expect(found.bots?.map(bot => bot.name)).toEqual(['HopeBot', 'JaneBot'])
    const { nextToken } = found
    const more = await lex.send(new GetBotsCommand({ nameContains: 'eBot', nextToken }))
    expect(more.bots?.map(bot => bot.name)).toEqual(['KateBot'])
    const none = await lex.send(new GetBotsCommand({ nameContains: 'ebot' }))
    expect(none.bots).toEqual([])
  })

  it('refuse the token of another listing, another filter, or one made elsewhere', async () => {
    const { nextToken } = await lex.send(new GetBotsCommand({ maxResults: 1 }))
    const calls = [
      lex.send(new GetBotsCommand({ nextToken, nameContains: 'Bot' })),
      lex.send(new GetIntentsCommand({ nextToken })),
      lex.send(new GetBotsCommand({ nextToken: 'QWRhQm90' })),
    ]
    for (const call of calls) expect((await refusal(call))[0]).toBe('BadRequestException')
  })

  it('list the aliases of an unknown bot as none', async () => {
    const { BotAliases } = await lex.send(new GetBotAliasesCommand({ botName: 'Missing' }))
    expect(BotAliases).toEqual([])
  })

  it('list versions in numeric order behind $LATEST', async () => {
    const name = 'Kinds'
    const versionsOf = async () => {
      const list = await lex.send(new GetSlotTypeVersionsCommand({ name, maxResults: 50 }))
      return list.slotTypes?.map(type => type.version)
    }
    let checksum: string | undefined
    for (let number = 1; number <= 11; number++) {
      const enumerationValues = [{ value: `${number}` }]
      const put = new PutSlotTypeCommand({ name, enumerationValues, checksum })
      checksum = (await lex.send(put)).checksum
      await lex.send(new CreateSlotTypeVersionCommand({ name }))
    }
    expect(await versionsOf()).toEqual(['$LATEST', ...range(1, 11)])
    const paged = await lex.send(new GetSlotTypeVersionsCommand({ name, maxResults: 3 }))
    expect(paged.slotTypes?.map(type => type.version)).toEqual(['$LATEST', '1', '2'])
    await lex.send(new DeleteSlotTypeVersionCommand({ name, version: '11' }))
    const next = await lex.send(new CreateSlotTypeVersionCommand({ name }))
    expect(next.version).toBe('12')
    expect(await versionsOf()).toEqual(['$LATEST', ...range(1, 10), '12'])
    const gone = lex.send(new GetSlotTypeCommand({ name, version: '11' }))
    expect((await refusal(gone))[0]).toBe('NotFoundException')
  })
})

describe('the built-in catalogues', () => {
  it('know the intents of each locale', async () => {
    const german = await lex.send(new GetBuiltinIntentsCommand({ locale: 'de-DE', maxResults: 50 }))
    const names = german.intents?.map(({ signature = '' }) => signature.slice('AMAZON.'.length))
    expect(names).toEqual(
      'Cancel Fallback Help Pause Repeat Resume StartOver Stop'
        .split(' ')
        .map(name => `${name}Intent`),
    )
    const help = await lex.send(new GetBuiltinIntentCommand({ signature: 'AMAZON.HelpIntent' }))
    expect(help.supportedLocales).toHaveLength(13)
    expect(help.slots).toEqual([])
    const yes = lex.send(new GetBuiltinIntentCommand({ signature: 'AMAZON.YesIntent' }))
    expect((await refusal(yes))[0]).toBe('NotFoundException')
  })

  it('know the slot types of each locale', async () => {
    const inLocale = async (locale: 'en-US' | 'fr-FR' | 'ko-KR') => {
      const names: (string | undefined)[] = []
      for await (const page of paginateGetBuiltinSlotTypes({ client: lex }, { locale })) {
        names.push(...(page.slotTypes ?? []).map(type => type.signature))
      }
      return names
    }
    const english = await inLocale('en-US')
    expect(english).toHaveLength(106)
    expect(english).toContain('AMAZON.US_CITY')
    expect(english).not.toContain('AMAZON.StreetName')
    expect(english).toEqual([...english].sort())
    expect(await inLocale('fr-FR')).toContain('AMAZON.StreetName')
    expect(await inLocale('ko-KR')).not.toContain('AMAZON.AlphaNumeric')
    const units = new GetBuiltinSlotTypesCommand({ signatureContains: 'Unit' })
    expect((await lex.send(units)).slotTypes).toEqual([
      { signature: 'AMAZON.SpeedUnit', supportedLocales: ['en-US'] },
      { signature: 'AMAZON.WeightUnit', supportedLocales: ['en-US'] },
    ])
  })
})

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i))

async function put(target: string, body: object) {
  const answer = await house.send({
    service: 'lex',
    method: 'PUT',
    target,
    headers: [['content-type', 'application/json']],
    body: JSON.stringify(body),
  })
  return { status: answer.status, type: answer.headers.get('x-amzn-errortype') }
}
