import {
  LexModelBuildingServiceClient,
  PutBotCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lex-model-building-service'
import {
  DeleteSessionCommand,
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostContentCommand,
  PostTextCommand,
  PutSessionCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createBot, statement } from './lex-runtime-bots.ts'

/** Who may talk to what: each operation on the alias, or on the bot for `$LATEST` (spec/lex-models.md §8.4). */

let house: House
const arn = (resource: string) => `arn:aws:lex:${house.region}:${house.account}:${resource}`

beforeAll(async () => {
  house = await openHouse()
  await createBot(house, {
    intents: [
      { name: 'Greet', sampleUtterances: ['hello'], conclusionStatement: statement('Hi.') },
    ],
    bot: { name: 'Hall', tags: [{ key: 'Team', value: 'Front' }] },
    aliases: [
      { name: 'PROD', botVersion: '$LATEST', tags: [{ key: 'Team', value: 'Back' }] },
      { name: 'TEST', botVersion: '$LATEST' },
    ],
  })
})
afterAll(() => house.close())

const to = (botAlias: string, botName = 'Hall') => ({ botName, botAlias, userId: 'guest' })

/** Each operation, in an order in which all of them succeed. */
const OPERATIONS = {
  PostText: (place: ReturnType<typeof to>) => new PostTextCommand({ ...place, inputText: 'hello' }),
  PostContent: (place: ReturnType<typeof to>) =>
    new PostContentCommand({
      ...place,
      contentType: 'text/plain; charset=utf-8',
      inputStream: 'hello',
    }),
  PutSession: (place: ReturnType<typeof to>) => new PutSessionCommand(place),
  GetSession: (place: ReturnType<typeof to>) => new GetSessionCommand(place),
  DeleteSession: (place: ReturnType<typeof to>) => new DeleteSessionCommand(place),
} as const

type Operation = keyof typeof OPERATIONS

/** `allowed`, or the code of the refusal. */
async function outcome(
  who: SigningCredentials,
  operation: Operation,
  place: ReturnType<typeof to>,
): Promise<string> {
  const lex = new LexRuntimeServiceClient(house.as(who))
  const call = lex.send(OPERATIONS[operation](place) as PostTextCommand)
  return call.then(
    () => 'allowed',
    async () => (await refusal(call))[0],
  )
}

const say = (who: SigningCredentials, alias: string, botName?: string) =>
  outcome(who, 'PostText', to(alias, botName))

describe('every operation', () => {
  it('needs its own action', async () => {
    for (const operation of Object.keys(OPERATIONS) as Operation[]) {
      const who = await createUser(house, `only-${operation}`, allow(`lex:${operation}`, '*'))
      await outcome(house.root, 'PostText', to('PROD'))
      for (const other of Object.keys(OPERATIONS) as Operation[]) {
        const expected = other === operation ? 'allowed' : 'AccessDeniedException'
        expect([operation, other, await outcome(who, other, to('PROD'))]).toEqual([
          operation,
          other,
          expected,
        ])
      }
    }
  })

  it('says nothing of what exists to who may not know', async () => {
    const nobody = await createUser(house, 'nobody')
    for (const operation of Object.keys(OPERATIONS) as Operation[]) {
      for (const place of [to('PROD'), to('MISSING'), to('PROD', 'Missing'), to('$LATEST')]) {
        expect(await outcome(nobody, operation, place)).toBe('AccessDeniedException')
      }
      for (const place of [to('MISSING'), to('PROD', 'Missing'), to('$LATEST', 'Missing')]) {
        expect(await outcome(house.root, operation, place)).toBe('NotFoundException')
      }
    }
  })

  it('names the alias in its refusal', async () => {
    const who = await createUser(house, 'curious')
    const lex = new LexRuntimeServiceClient(house.as(who))
    const [, message, status] = await refusal(lex.send(OPERATIONS.PostText(to('PROD'))))
    expect(status).toBe(403)
    expect(message).toBe(
      `User: arn:aws:iam::${house.account}:user/curious is not authorized to perform: lex:PostText on resource: ${arn('bot:Hall:PROD')} because no identity-based policy allows the lex:PostText action`,
    )
  })
})

describe('a policy', () => {
  it('on one alias allows no other, nor the bot', async () => {
    const who = await createUser(house, 'one', allow('lex:PostText', arn('bot:Hall:PROD')))
    expect(await say(who, 'PROD')).toBe('allowed')
    expect(await say(who, 'TEST')).toBe('AccessDeniedException')
    expect(await say(who, '$LATEST')).toBe('AccessDeniedException')
  })

  it('on the bot means $LATEST, in either spelling, and no alias', async () => {
    for (const [name, resource] of [
      ['bare', 'bot:Hall'],
      ['latest', 'bot:Hall:$LATEST'],
    ] as const) {
      const who = await createUser(house, name, allow('lex:PostText', arn(resource)))
      expect(await say(who, '$LATEST')).toBe('allowed')
      expect(await say(who, 'PROD')).toBe('AccessDeniedException')
    }
  })

  it('on tags reads those of the alias, and those of the bot for $LATEST', async () => {
    const tagged = (prefix: string, team: string) =>
      allow('lex:PostText', '*', { StringEquals: { [`${prefix}:ResourceTag/Team`]: team } })
    const back = await createUser(house, 'back', tagged('lex', 'Back'))
    const front = await createUser(house, 'front', tagged('aws', 'Front'))
    expect(await say(back, 'PROD')).toBe('allowed')
    expect(await say(back, '$LATEST')).toBe('AccessDeniedException')
    expect(await say(front, '$LATEST')).toBe('allowed')
    expect(await say(front, 'PROD')).toBe('AccessDeniedException')
    expect(await say(back, 'TEST')).toBe('AccessDeniedException')
    const models = new LexModelBuildingServiceClient(house.as())
    const resourceArn = arn('bot:Hall:TEST')
    const tags = [{ key: 'Team', value: 'Back' }]
    await models.send(new TagResourceCommand({ resourceArn, tags }))
    expect(await say(back, 'TEST')).toBe('allowed')
  })
})

describe('a bot', () => {
  it('that is not built does not answer', async () => {
    const models = new LexModelBuildingServiceClient(house.as())
    await models.send(
      new PutBotCommand({
        name: 'Shell',
        locale: 'en-US',
        childDirected: false,
        processBehavior: 'SAVE',
        intents: [{ intentName: 'Greet', intentVersion: '$LATEST' }],
        abortStatement: statement('Bye'),
      }),
    )
    expect(await say(house.root, '$LATEST', 'Shell')).toBe('BadRequestException')
  })
})
