import {
  CreateBotVersionCommand,
  CreateIntentVersionCommand,
  DeleteBotAliasCommand,
  GetBotAliasCommand,
  GetBotCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lex-model-building-service'
import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostContentCommand,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { built } from './lex-models-flowers.ts'
import { createBot, statement } from './lex-runtime-bots.ts'
import { close, openHooked, type TestHook } from './lex-runtime-hooks.ts'

/** What a turn read changes while its function runs (docs/decisions/turn-rerun.md). */

let stage: TestHook
let lex: LexRuntimeServiceClient
/** Who may talk to what has a team. */
let member: LexRuntimeServiceClient
let models: LexModelBuildingServiceClient
/** Happens while the function runs. */
let meanwhile: () => Promise<unknown>
let asked = 0

beforeAll(async () => {
  stage = await openHooked(async ({ sessionAttributes }) => {
    asked++
    await meanwhile()
    const turns = String(Number(sessionAttributes['turns'] ?? 0) + 1)
    return { ...close(`Turn ${turns}`), sessionAttributes: { turns } }
  })
  const { house, hook } = stage
  lex = new LexRuntimeServiceClient(house.as())
  models = new LexModelBuildingServiceClient(house.as())
  await createBot(house, {
    intents: [
      {
        name: 'Ring',
        sampleUtterances: ['ring the bell'],
        fulfillmentActivity: { type: 'CodeHook', codeHook: hook },
      },
    ] as never,
    bot: { name: 'Bell' },
    aliases: ['PROD', 'MOVED', 'GONE', 'TAGGED'].map(name => ({
      name,
      botVersion: '$LATEST',
      tags: [{ key: 'Team', value: 'Front' }],
    })),
  })
  await publish()
  const Condition = { StringLike: { 'lex:ResourceTag/Team': '*' } }
  const who = await createUser(house, 'member', allow('lex:PostText', '*', Condition))
  member = new LexRuntimeServiceClient(house.as(who))
})
afterAll(() => stage.close())
beforeEach(() => {
  asked = 0
  meanwhile = async () => {}
})

/** Version 1 of the bot: of numbered versions alone. */
async function publish(): Promise<void> {
  await models.send(new CreateIntentVersionCommand({ name: 'Ring' }))
  const { checksum } = await models.send(
    new GetBotCommand({ name: 'Bell', versionOrAlias: '$LATEST' }),
  )
  await models.send(
    new PutBotCommand({
      name: 'Bell',
      checksum,
      locale: 'en-US',
      childDirected: false,
      abortStatement: statement('Bye.'),
      intents: [{ intentName: 'Ring', intentVersion: '1' }],
    }),
  )
  await built(models, 'Bell')
  await models.send(new CreateBotVersionCommand({ name: 'Bell' }))
}

const to = (botAlias: string, userId = 'ann') => ({ botName: 'Bell', botAlias, userId })
const ring = (botAlias: string, userId?: string) =>
  new PostTextCommand({ ...to(botAlias, userId), inputText: 'ring the bell' })
const session = (botAlias: string, userId?: string) =>
  lex.send(new GetSessionCommand(to(botAlias, userId)))

let changes = 0
const retag = (alias: string, value = String(++changes)) =>
  models.send(
    new TagResourceCommand({
      resourceArn: `arn:aws:lex:us-east-1:${stage.house.account}:bot:Bell:${alias}`,
      tags: [{ key: 'Team', value }],
    }),
  )
async function putAlias(name: string, botVersion: string): Promise<void> {
  const { checksum } = await models.send(new GetBotAliasCommand({ botName: 'Bell', name }))
  const description = `change ${++changes}`
  await models.send(
    new PutBotAliasCommand({ botName: 'Bell', name, checksum, botVersion, description }),
  )
}

describe('a turn during which its alias changes', () => {
  const CHANGES: readonly [what: string, change: () => Promise<unknown>][] = [
    ['tags that its policy looks at', () => retag('PROD')],
    ['the description of the alias', () => putAlias('PROD', '$LATEST')],
  ]
  it.each(CHANGES)('calls its function once and is kept: %s', async (_, change) => {
    const before = Number((await member.send(ring('PROD'))).sessionAttributes?.['turns'])
    meanwhile = change
    asked = 0
    const answer = await member.send(ring('PROD'))
    expect([asked, answer.message]).toEqual([1, `Turn ${before + 1}`])
    expect((await session('PROD')).sessionAttributes).toEqual({ turns: String(before + 1) })
  })

  it('is kept when it was said by PostContent, whose body cannot be read twice', async () => {
    meanwhile = () => putAlias('PROD', '$LATEST')
    const answer = await lex.send(
      new PostContentCommand({
        ...to('PROD', 'bob'),
        contentType: 'text/plain; charset=utf-8',
        inputStream: 'ring the bell',
      }),
    )
    expect([asked, answer.message, answer.inputTranscript]).toEqual([1, 'Turn 1', 'ring the bell'])
  })

  it('keeps its place in the line: of many at once, every one is asked once', async () => {
    meanwhile = () => putAlias('PROD', '$LATEST')
    const turns = await Promise.all(
      Array.from({ length: 12 }, () => lex.send(ring('PROD', 'crowd'))),
    )
    expect([asked, new Set(turns.map(({ message }) => message)).size]).toEqual([12, 12])
    expect((await session('PROD', 'crowd')).sessionAttributes).toEqual({ turns: '12' })
  })

  it('begins its session with the version that answered, though the alias was moved', async () => {
    meanwhile = () => putAlias('MOVED', '1')
    expect(await lex.send(ring('MOVED'))).toMatchObject({
      message: 'Turn 1',
      botVersion: '$LATEST',
    })
    expect(asked).toBe(1)
    meanwhile = async () => {}
    expect(await lex.send(ring('MOVED'))).toMatchObject({
      message: 'Turn 2',
      botVersion: '$LATEST',
    })
    expect(await lex.send(ring('MOVED', 'bob'))).toMatchObject({ botVersion: '1' })
  })

  it('leaves nothing when the alias is gone', async () => {
    meanwhile = () => models.send(new DeleteBotAliasCommand({ botName: 'Bell', name: 'GONE' }))
    expect((await refusal(lex.send(ring('GONE', 'eve'))))[0]).toBe('NotFoundException')
    expect(asked).toBe(1)
    await models.send(
      new PutBotAliasCommand({ botName: 'Bell', name: 'GONE', botVersion: '$LATEST' }),
    )
    expect((await refusal(session('GONE', 'eve')))[0]).toBe('NotFoundException')
  })

  it('leaves nothing when its caller may not talk to the alias any more', async () => {
    const Condition = { StringEquals: { 'lex:ResourceTag/Team': 'Front' } }
    const who = await createUser(stage.house, 'guest', allow('lex:PostText', '*', Condition))
    const guest = new LexRuntimeServiceClient(stage.house.as(who))
    await guest.send(ring('TAGGED'))
    asked = 0
    meanwhile = () => retag('TAGGED', 'Back')
    expect((await refusal(guest.send(ring('TAGGED'))))[0]).toBe('AccessDeniedException')
    expect(asked).toBe(1)
    expect((await session('TAGGED')).sessionAttributes).toEqual({ turns: '1' })
  })
})
