import {
  GetMigrationCommand,
  GetMigrationsCommand,
  LexModelBuildingServiceClient,
  PutBotCommand,
  PutIntentCommand,
  StartMigrationCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { botNamed, intentNamed } from './lex-models-flowers.ts'

/** Migration to Lex V2, answered honestly (spec/lex-models.md §5.5). */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  const messages = Array.from({ length: 4 }, (_, index) => ({
    contentType: 'PlainText' as const,
    content: `${index}`,
  }))
  await lex.send(
    new PutIntentCommand({ ...intentNamed('Greet'), conclusionStatement: { messages } }),
  )
  const parent = { parentIntentSignature: 'AMAZON.NextIntent', sampleUtterances: [] }
  await lex.send(new PutIntentCommand({ ...intentNamed('More'), ...parent }))
  const clarificationPrompt = { messages: messages.slice(0, 1), maxAttempts: 1 }
  await lex.send(new PutBotCommand({ ...botNamed('Shop', 'Greet', 'More'), clarificationPrompt }))
  await lex.send(new PutBotCommand(botNamed('Plain', 'Greet')))
})
afterAll(() => house.close())

const ROLE = 'arn:aws:iam::123456789012:role/V2'
const start = (v1BotName: string, client = lex) =>
  client.send(
    new StartMigrationCommand({
      v1BotName,
      v1BotVersion: '$LATEST',
      v2BotName: 'Next',
      v2BotRole: ROLE,
      migrationStrategy: 'CREATE_NEW',
    }),
  )

describe('a migration', () => {
  it('fails, says so, and tells what would be lost', async () => {
    const started = await start('Shop')
    expect(started).toMatchObject({
      v1BotName: 'Shop',
      v1BotVersion: '$LATEST',
      v1BotLocale: 'en-US',
      v2BotRole: ROLE,
      migrationStrategy: 'CREATE_NEW',
      migrationId: expect.stringMatching(/^[A-Z0-9]{10}$/),
    })
    expect(started.v2BotId).toBeUndefined()
    const { migrationId } = started
    const found = await lex.send(new GetMigrationCommand({ migrationId }))
    expect(found.migrationStatus).toBe('FAILED')
    expect(found.v2BotId).toBeUndefined()
    expect(found.alerts?.map(({ type, details }) => [type, details])).toEqual([
      ['ERROR', ['Next']],
      ['WARN', ['More (AMAZON.NextIntent)']],
      ['WARN', ['conclusionStatement of Greet']],
      ['WARN', ['clarificationPrompt']],
    ])
    expect(found.alerts?.[0]?.message).toContain('There is no Amazon Lex V2 on this server')
  })

  it('is listed, the newest first or by name', async () => {
    await start('Plain')
    const listed = async (query: object) => {
      const { migrationSummaries = [] } = await lex.send(new GetMigrationsCommand(query))
      return migrationSummaries.map(({ v1BotName }) => v1BotName)
    }
    expect((await listed({})).sort()).toEqual(['Plain', 'Shop'])
    const byName = { sortByAttribute: 'V1_BOT_NAME', sortByOrder: 'ASCENDING' }
    expect(await listed(byName)).toEqual(['Plain', 'Shop'])
    expect(await listed({ ...byName, sortByOrder: 'DESCENDING' })).toEqual(['Shop', 'Plain'])
    expect(await listed({ v1BotNameContains: 'Sho' })).toEqual(['Shop'])
    expect(await listed({ migrationStatusEquals: 'COMPLETED' })).toEqual([])
    const first = await lex.send(new GetMigrationsCommand({ ...byName, maxResults: 1 } as never))
    const { nextToken } = first
    const more = new GetMigrationsCommand({ ...byName, maxResults: 1, nextToken } as never)
    expect((await lex.send(more)).migrationSummaries?.[0]?.v1BotName).toBe('Shop')
  })

  it.each([
    ['a bot that is not there', () => start('Missing'), 'NotFoundException'],
    [
      'a migration that is not there',
      () => lex.send(new GetMigrationCommand({ migrationId: 'ABCDEFGHIJ' })),
      'NotFoundException',
    ],
  ])('of %s is not found', async (_, call, code) => {
    expect((await refusal(call()))[0]).toBe(code)
  })

  it('needs the role passed and the actions of Lex V2', async () => {
    const pass = allow('iam:PassRole', ROLE, {
      StringEquals: { 'iam:PassedToService': 'lexv2.amazonaws.com' },
    })
    const own = allow('lex:StartMigration', '*')
    const next = allow('lex:*', 'arn:aws:lex:us-east-1:123456789012:bot/*')
    const cases = [
      [own, pass, next],
      [own, pass],
      [own, next],
      [pass, next],
    ]
    const answers: string[] = []
    for (const [index, statements] of cases.entries()) {
      const who = await createUser(house, `mover${index}`, ...statements)
      const client = new LexModelBuildingServiceClient(house.as(who))
      answers.push(
        await start('Shop', client).then(
          () => 'allowed',
          error => error.name,
        ),
      )
    }
    expect(answers).toEqual(['allowed', ...Array(3).fill('AccessDeniedException')])
  })
})
