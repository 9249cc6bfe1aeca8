import {
  GetBotsCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, attach, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { botNamed, FLOWER_TYPES, intentNamed } from './lex-models-flowers.ts'

/** Who may do what, over the wire: scenarios 27 and 30 of spec/lex-models.md §11, and what a denial tells. */

let house: House
let nobody: SigningCredentials

beforeAll(async () => {
  house = await openHouse()
  nobody = await createUser(house, 'nobody')
  const lex = new LexModelBuildingServiceClient(house.as())
  await lex.send(new PutSlotTypeCommand(FLOWER_TYPES))
  await lex.send(new PutIntentCommand(intentNamed('Greet')))
  await lex.send(new PutBotCommand(botNamed('Shop', 'Greet')))
  const alias = { botName: 'Shop', name: 'prod', botVersion: '$LATEST' }
  await lex.send(new PutBotAliasCommand(alias))
})
afterAll(() => house.close())

const SHOP = 'arn:aws:lex:us-east-1:123456789012:bot:Shop'
const TAGS = `/tags/${encodeURIComponent(SHOP.replace('Shop', ''))}{}`

interface Request {
  readonly method: string
  /** `{}` stands for a name. */
  readonly path: string
  /** One that exists. */
  readonly name: string
  readonly body?: object
}

const onType = { name: 'FlowerTypes' }
const onIntent = { name: 'Greet' }
const onBot = { name: 'Shop' }
const onAlias = { name: 'prod' }
const put = { method: 'PUT' }
const newBot = {
  locale: 'en-US',
  childDirected: false,
  intents: [{ intentName: 'Missing', intentVersion: '9' }],
}

const newChannel = { type: 'Slack', botConfiguration: { clientId: 'x' } }
const migration = {
  v1BotName: '{}',
  v1BotVersion: '1',
  v2BotName: 'Next',
  v2BotRole: 'arn:aws:iam::123456789012:role/V2',
  migrationStrategy: 'CREATE_NEW',
}

const REQUESTS: readonly Request[] = [
  { ...onType, method: 'GET', path: '/slottypes/{}/versions/%24LATEST' },
  { ...onType, method: 'GET', path: '/slottypes/{}/versions' },
  { ...onType, ...put, path: '/slottypes/{}/versions/$LATEST', body: {} },
  { ...onType, method: 'POST', path: '/slottypes/{}/versions', body: {} },
  { ...onType, method: 'DELETE', path: '/slottypes/{}' },
  { ...onType, method: 'DELETE', path: '/slottypes/{}/version/1' },
  { ...onIntent, method: 'GET', path: '/intents/{}/versions/%24LATEST' },
  { ...onIntent, method: 'GET', path: '/intents/{}/versions' },
  { ...onIntent, ...put, path: '/intents/{}/versions/$LATEST', body: {} },
  { ...onIntent, method: 'POST', path: '/intents/{}/versions', body: {} },
  { ...onIntent, method: 'DELETE', path: '/intents/{}' },
  { ...onIntent, method: 'DELETE', path: '/intents/{}/versions/1' },
  { ...onBot, method: 'GET', path: '/bots/{}/versions/%24LATEST' },
  { ...onBot, method: 'GET', path: '/bots/{}/versions' },
  { ...onBot, ...put, path: '/bots/{}/versions/$LATEST', body: newBot },
  { ...onBot, method: 'POST', path: '/bots/{}/versions', body: {} },
  { ...onBot, method: 'DELETE', path: '/bots/{}' },
  { ...onBot, method: 'DELETE', path: '/bots/{}/versions/1' },
  { ...onBot, method: 'GET', path: '/bots/{}/aliases' },
  { ...onBot, method: 'GET', path: TAGS },
  { ...onBot, method: 'POST', path: TAGS, body: { tags: [] } },
  { ...onBot, method: 'DELETE', path: `${TAGS}?tagKeys=a` },
  {
    ...onBot,
    method: 'GET',
    path: '/bots/{}/utterances?view=aggregation&bot_versions=1&status_type=Missed',
  },
  { ...onBot, method: 'DELETE', path: '/bots/{}/utterances/me' },
  { ...onBot, method: 'GET', path: '/bots/{}/aliases/-/channels' },
  { ...onBot, method: 'GET', path: '/exports?name={}&version=1&resourceType=BOT&exportType=LEX' },
  { ...onBot, method: 'GET', path: '/exports/BOT/{}/1/LEX' },
  { ...onBot, method: 'POST', path: '/migrations', body: migration },
  { ...onAlias, method: 'GET', path: '/bots/Shop/aliases/{}/channels' },
  { ...onAlias, method: 'GET', path: '/bots/Shop/aliases/{}/channels/Slack' },
  { ...onAlias, method: 'DELETE', path: '/bots/Shop/aliases/{}/channels/Slack' },
  { ...onAlias, ...put, path: '/bots/Shop/aliases/{}/channels/Slack', body: newChannel },
  { ...onAlias, method: 'GET', path: '/bots/Shop/versions/{}' },
  { ...onAlias, method: 'GET', path: '/bots/Shop/aliases/{}' },
  { ...onAlias, ...put, path: '/bots/Shop/aliases/{}', body: { botVersion: '7' } },
  { ...onAlias, method: 'DELETE', path: '/bots/Shop/aliases/{}' },
]

describe('a denial', () => {
  it.each(REQUESTS)('of $method $path tells nothing of what exists', async request => {
    const { path, name } = request
    const there = await ask(request, path, name)
    const gone = await ask(request, path, 'Missing')
    expect(there).toMatchObject({ status: 403, code: 'AccessDeniedException' })
    expect(there.message).toMatch(/^User: \S+user\/nobody is not authorized to perform: lex:/)
    expect(gone).toEqual({ ...there, message: there.message.replaceAll(name, 'Missing') })
  })
})

async function ask({ method, body }: Request, path: string, name: string) {
  const target = path.replace('{}', name)
  const headers = [['content-type', 'application/json']] as const
  const text = body ? JSON.stringify(body).replace('"{}"', JSON.stringify(name)) : ''
  const answer = await house.send({ service: 'lex', method, target, headers, body: text }, nobody)
  const { Message: message } = (await answer.json()) as { readonly Message: string }
  return { status: answer.status, code: answer.headers.get('x-amzn-errortype'), message }
}

describe('managed policies', () => {
  const as = async (name: string, policy: string) => {
    const user = await createUser(house, name)
    await attach(house, name, `arn:aws:iam::aws:policy/${policy}`)
    return new LexModelBuildingServiceClient(house.as(user))
  }
  const role = 'arn:aws:iam::123456789012:role/Custom'
  const withLogs = new PutBotAliasCommand({
    botName: 'Shop',
    name: 'logged',
    botVersion: '$LATEST',
    conversationLogs: { iamRoleArn: role, logSettings: [] },
  })

  it('AmazonLexReadOnly reads and does not write', async () => {
    const lex = await as('reader', 'AmazonLexReadOnly')
    expect((await lex.send(new GetBotsCommand({}))).bots).toHaveLength(1)
    const put = lex.send(new PutBotCommand(botNamed('Mine', 'Greet')))
    expect((await refusal(put))[0]).toBe('AccessDeniedException')
  })

  it('AmazonLexRunBotsOnly neither reads nor writes', async () => {
    const lex = await as('runner', 'AmazonLexRunBotsOnly')
    expect((await refusal(lex.send(new GetBotsCommand({}))))[0]).toBe('AccessDeniedException')
  })

  it('AmazonLexFullAccess does all of it, but passes no role of its own making', async () => {
    const lex = await as('owner', 'AmazonLexFullAccess')
    expect((await lex.send(new PutBotCommand(botNamed('Mine', 'Greet')))).name).toBe('Mine')
    const [code, message] = await refusal(lex.send(withLogs))
    expect(code).toBe('AccessDeniedException')
    expect(message).toContain(`perform: iam:PassRole on resource: ${role}`)
  })
})

describe('a policy on tags', () => {
  it('lets a user create what carries its tag, and change nothing else', async () => {
    const user = await createUser(
      house,
      'red',
      allow(['lex:PutBot', 'lex:TagResource'], '*', {
        StringEquals: { 'aws:RequestTag/Team': 'red' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] },
      }),
    )
    const lex = new LexModelBuildingServiceClient(house.as(user))
    const put = (name: string, ...tags: readonly (readonly [string, string])[]) =>
      lex.send(
        new PutBotCommand({
          ...botNamed(name, 'Greet'),
          tags: tags.map(([key, value]) => ({ key, value })),
        }),
      )
    expect((await put('Red', ['Team', 'red'])).tags).toEqual([{ key: 'Team', value: 'red' }])
    const denied = [
      put('Blue', ['Team', 'blue']),
      put('Plain'),
      put('Both', ['Team', 'red'], ['Cost', 'high']),
      lex.send(
        new TagResourceCommand({
          resourceArn: SHOP,
          tags: [{ key: 'Team', value: 'blue' }],
        }),
      ),
    ]
    const refusals = await Promise.all(denied.map(refusal))
    expect(new Set(refusals.map(([code]) => code))).toEqual(new Set(['AccessDeniedException']))
  })
})
