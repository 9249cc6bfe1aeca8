import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { refusal } from '../refusal.ts'
import { createBot } from './lex-runtime-bots.ts'
import { close, openHooked, type TestHook } from './lex-runtime-hooks.ts'

/** Many clients in one session at the same time (spec/lex-runtime.md §2.1). */

let stage: TestHook
let lex: LexRuntimeServiceClient
/** What the function waits for. */
let gate: Promise<void>
let first: number

beforeAll(async () => {
  stage = await openHooked(async ({ sessionAttributes }) => {
    await gate
    const turns = String(Number(sessionAttributes['turns'] ?? 0) + 1)
    return { ...close(turns), sessionAttributes: { turns } }
  })
  lex = new LexRuntimeServiceClient(stage.house.as())
  await createBot(stage.house, {
    intents: [
      {
        name: 'Count',
        sampleUtterances: ['number {Client}'],
        slots: [{ name: 'Client', slotType: 'AMAZON.NUMBER', slotConstraint: 'Optional' }],
        fulfillmentActivity: { type: 'CodeHook', codeHook: stage.hook },
      },
    ] as never,
    bot: { name: 'Counter' },
    aliases: [{ name: 'PROD', botVersion: '$LATEST' }],
  })
})
afterAll(() => stage.close())
beforeEach(() => {
  gate = Promise.resolve()
  first = stage.events.length
})

const to = (userId: string) => ({ botName: 'Counter', botAlias: 'PROD', userId })
const say = (userId: string, client: number) =>
  lex.send(new PostTextCommand({ ...to(userId), inputText: `number ${client}` }))
const CLIENTS = Array.from({ length: 32 }, (_, client) => client + 1)
const heard = () => stage.events.slice(first).map(({ inputTranscript }) => inputTranscript)
const turnsOf = async (userId: string) =>
  (await lex.send(new GetSessionCommand(to(userId)))).sessionAttributes?.['turns']

describe('32 clients in one session', () => {
  it('have their turns one after another, each once, and each on what the one before left', async () => {
    const rounds = [1, 2, 3]
    const answers: (string | undefined)[] = []
    const clients = CLIENTS.map(async client => {
      for (const _ of rounds) answers.push((await say('crowd', client)).message)
    })
    await Promise.all(clients)
    const all = rounds.length * CLIENTS.length
    // Every turn read the count that another had left, and no two of them the same.
    expect(answers.map(Number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: all }, (_, turn) => turn + 1),
    )
    expect(await turnsOf('crowd')).toBe(String(all))
    expect(heard().toSorted()).toEqual(
      rounds.flatMap(() => CLIENTS.map(client => `number ${client}`)).toSorted(),
    )
    expect(stage.atOnce()).toBe(1)
  })

  it('wait for the turn in progress; the next one is refused and changes nothing', async () => {
    const open = Promise.withResolvers<void>()
    gate = open.promise
    const running = say('line', 0)
    await eventually(async () => (heard().length === 1 ? true : undefined))
    const waiting = [...CLIENTS, 33].map(client => say('line', client))
    // Whoever of them comes last, while nothing moves.
    expect(await Promise.any(waiting.map(refusal))).toEqual([
      'ConflictException',
      'Two clients are using the same AWS account, Amazon Lex bot, and user ID.',
      409,
    ])
    open.resolve()
    await running
    const states = (await Promise.allSettled(waiting)).map(({ status }) => status)
    expect(states.filter(status => status === 'fulfilled')).toHaveLength(32)
    expect(await turnsOf('line')).toBe('33')
    expect(heard()).toHaveLength(33)
  })
})
