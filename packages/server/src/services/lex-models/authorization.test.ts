import { beforeAll, describe, expect, it } from 'vitest'
import { resourcePolicyKey } from '../../bots/resource-policies.ts'
import { ACTIONS, type Action, type InputOf } from './actions.ts'
import {
  ALIAS_ARN,
  ARN,
  actionOf,
  alias,
  allows,
  channel,
  MIGRATION,
  made,
  newChannel,
  SCOPE,
  type Statement,
  store,
  USER,
} from './authorization.testing.ts'
import { aliasTags, botTags, tagsWrite } from './tags.ts'

type TagSource = 'bot' | 'alias' | 'channel' | 'none'
type Inputs = { readonly [A in Action]: readonly Row<A>[] }
type Row<A extends Action> = readonly [
  input: InputOf<A>,
  resource: readonly string[] | 'any',
  tags: TagSource,
]

const bot = (version: string) => [`bot:Flowers:${version}`, 'bot:Flowers']
const BOT = ['bot:Flowers', 'bot:Flowers:$LATEST']
const ALIAS = ['bot:Flowers:prod']
const intent = (version: string) => [`intent:Order:${version}`, 'intent:Order']
const slotType = (version: string) => [`slottype:Kinds:${version}`, 'slottype:Kinds']
const CHANNEL_ARN = `${ARN}bot-channel:Flowers:prod:Slack`
const CHANNEL = ['bot-channel:Flowers:prod:Slack']
const listed = (botAlias: string) => [`bot-channel:Flowers:${botAlias}:*`]
const EXPORTS = [
  [{ resourceType: 'BOT', name: 'Flowers', version: '7', exportType: 'LEX' }, bot('7'), 'bot'],
  [{ resourceType: 'INTENT', name: 'Order', version: '7', exportType: 'LEX' }, intent('7'), 'none'],
  [
    { resourceType: 'SLOT_TYPE', name: 'Kinds', version: '7', exportType: 'LEX' },
    slotType('7'),
    'none',
  ],
] as const

/** The table of spec/lex-models.md §8.4, written down a second time: action, resource forms, tag source. */
const TABLE: Inputs = {
  CreateBotVersion: [[{ name: 'Flowers' }, bot('$LATEST'), 'bot']],
  CreateBotChannelAssociation: [[newChannel, CHANNEL, 'bot']],
  CreateIntentVersion: [[{ name: 'Order' }, intent('$LATEST'), 'none']],
  CreateSlotTypeVersion: [[{ name: 'Kinds' }, slotType('$LATEST'), 'none']],
  DeleteBot: [[{ name: 'Flowers' }, BOT, 'bot']],
  DeleteBotAlias: [[alias, ALIAS, 'alias']],
  DeleteBotChannelAssociation: [[channel, CHANNEL, 'channel']],
  DeleteBotVersion: [[{ name: 'Flowers', version: '7' }, bot('7'), 'bot']],
  DeleteIntent: [[{ name: 'Order' }, intent('$LATEST'), 'none']],
  DeleteIntentVersion: [[{ name: 'Order', version: '7' }, intent('7'), 'none']],
  DeleteSlotType: [[{ name: 'Kinds' }, slotType('$LATEST'), 'none']],
  DeleteSlotTypeVersion: [[{ name: 'Kinds', version: '7' }, slotType('7'), 'none']],
  DeleteUtterances: [[{ botName: 'Flowers', userId: 'me' }, BOT, 'bot']],
  DownloadExport: EXPORTS,
  GetBot: [
    [{ name: 'Flowers', versionOrAlias: '7' }, bot('7'), 'bot'],
    [{ name: 'Flowers', versionOrAlias: '$LATEST' }, bot('$LATEST'), 'bot'],
    [{ name: 'Flowers', versionOrAlias: 'prod' }, ALIAS, 'alias'],
  ],
  GetBotAlias: [[alias, ALIAS, 'alias']],
  GetBotAliases: [[{ botName: 'Flowers' }, 'any', 'none']],
  GetBotChannelAssociation: [[channel, CHANNEL, 'channel']],
  GetBotChannelAssociations: [
    [{ botName: 'Flowers', botAlias: 'prod' }, listed('prod'), 'alias'],
    [{ botName: 'Flowers', botAlias: '-' }, listed('-'), 'bot'],
  ],
  GetBots: [[{}, 'any', 'none']],
  GetBotVersions: [[{ name: 'Flowers' }, BOT, 'bot']],
  GetBuiltinIntent: [[{ signature: 'AMAZON.HelpIntent' }, 'any', 'none']],
  GetBuiltinIntents: [[{}, 'any', 'none']],
  GetBuiltinSlotTypes: [[{}, 'any', 'none']],
  GetExport: EXPORTS,
  GetImport: [[{ importId: '1' }, 'any', 'none']],
  GetMigration: [[{ migrationId: 'ABCDEFGHIJ' }, 'any', 'none']],
  GetMigrations: [[{}, 'any', 'none']],
  GetIntent: [[{ name: 'Order', version: '7' }, intent('7'), 'none']],
  GetIntents: [[{}, 'any', 'none']],
  GetIntentVersions: [[{ name: 'Order' }, intent('$LATEST'), 'none']],
  GetSlotType: [[{ name: 'Kinds', version: '7' }, slotType('7'), 'none']],
  GetSlotTypes: [[{}, 'any', 'none']],
  GetSlotTypeVersions: [[{ name: 'Kinds' }, slotType('$LATEST'), 'none']],
  GetUtterancesView: [
    [
      { view: 'aggregation', botName: 'Flowers', botVersions: ['7'], statusType: 'Missed' },
      [...BOT, 'bot:Flowers:7'],
      'bot',
    ],
  ],
  ListTagsForResource: [
    [{ resourceArn: CHANNEL_ARN }, CHANNEL, 'channel'],
    [{ resourceArn: `${ARN}bot:Flowers` }, BOT, 'bot'],
    [{ resourceArn: ALIAS_ARN }, ALIAS, 'alias'],
  ],
  PutBot: [[made, bot('$LATEST'), 'bot']],
  PutBotAlias: [[{ ...alias, botVersion: '1' }, ALIAS, 'alias']],
  PutIntent: [[{ name: 'Order' }, intent('$LATEST'), 'none']],
  PutSlotType: [[{ name: 'Kinds' }, slotType('$LATEST'), 'none']],
  StartMigration: [[MIGRATION, bot('7'), 'none']],
  TagResource: [
    [{ resourceArn: CHANNEL_ARN, tags: [] }, CHANNEL, 'channel'],
    [{ resourceArn: `${ARN}bot:Flowers`, tags: [] }, BOT, 'bot'],
    [{ resourceArn: ALIAS_ARN, tags: [] }, ALIAS, 'alias'],
  ],
  UntagResource: [
    [{ resourceArn: CHANNEL_ARN, tagKeys: ['Team'] }, CHANNEL, 'channel'],
    [{ resourceArn: `${ARN}bot:Flowers`, tagKeys: ['Team'] }, BOT, 'bot'],
    [{ resourceArn: ALIAS_ARN, tagKeys: ['Team'] }, ALIAS, 'alias'],
  ],
}

const ACTION_NAMES = Object.keys(TABLE) as Action[]
const ROWS = ACTION_NAMES.flatMap(action =>
  TABLE[action].map(([input, resource, tags]) => ({ action, input, resource, tags })),
)
const ON_RESOURCES = ROWS.filter(row => row.resource !== 'any')
const ON_ANY = ROWS.filter(row => row.resource === 'any')
const TAGGED = ROWS.filter(row => row.tags !== 'none')

beforeAll(async () => {
  await store.commit([
    tagsWrite(SCOPE, botTags('Flowers'), [{ key: 'Owner', value: 'bot' }]),
    tagsWrite(SCOPE, aliasTags('Flowers', 'prod'), [{ key: 'Owner', value: 'alias' }]),
    tagsWrite(SCOPE, { kind: 'channel', bot: 'Flowers', alias: 'prod', channel: 'Slack' }, [
      { key: 'Owner', value: 'channel' },
    ]),
  ])
})

describe('the authorization table', () => {
  it('has a case for every row', () => {
    expect(Object.keys(ACTIONS).sort()).toEqual([...ACTION_NAMES].sort())
  })

  it.each(ON_RESOURCES)('$action: each spelling of $resource.0 allows', async row => {
    for (const spelling of row.resource) {
      expect(await allows(row.action, row.input, { Resource: ARN + spelling })).toBe(true)
    }
  })

  it.each(ON_RESOURCES)('$action: another resource than $resource.0 does not allow', async row => {
    const [primary = ''] = row.resource
    const [kind, name, version] = primary.split(':')
    const others = [
      `${kind}:${name}Other`,
      `${kind}:Other${version ? `:${version}` : ''}`,
      `${kind}/${name}`,
      ...(row.tags === 'alias' ? [`${kind}:${name}`] : [`${kind}:${name}:beta`]),
    ]
    for (const other of others) {
      expect(await allows(row.action, row.input, { Resource: ARN + other })).toBe(false)
    }
    const foreign = ARN.replace('123456789012', '999999999999') + primary
    expect(await allows(row.action, row.input, { Resource: foreign })).toBe(false)
  })

  it.each(ON_RESOURCES)('$action: a Deny on any spelling of $resource.0 denies', async row => {
    for (const spelling of row.resource) {
      const deny = { Effect: 'Deny', Resource: ARN + spelling } as const
      expect(await allows(row.action, row.input, {}, deny)).toBe(false)
    }
  })

  it.each(ON_RESOURCES)('$action: NotResource exempts every spelling of $resource.0', async row => {
    for (const spelling of row.resource) {
      expect(await allows(row.action, row.input, { NotResource: ARN + spelling })).toBe(false)
    }
    expect(await allows(row.action, row.input, { NotResource: `${ARN}bot:Else` })).toBe(true)
  })

  it.each(ON_ANY)('$action is matched by * alone', async ({ action, input }) => {
    expect(await allows(action, input, {})).toBe(true)
    expect(await allows(action, input, { Resource: `${ARN}*` })).toBe(false)
    expect(await allows(action, input, { Resource: 'arn:aws:lex:*' })).toBe(false)
  })

  it.each(ROWS)('$action on $resource.0 is not allowed by another action', async row => {
    expect(await allows(row.action, row.input, { Action: 'lex:PostText' })).toBe(false)
    const shouted = `LEX:${actionOf(row.action).toUpperCase()}`
    expect(await allows(row.action, row.input, { Action: shouted })).toBe(true)
  })

  it.each(TAGGED)('$action on $resource.0 reads the tags of the $tags', async row => {
    for (const prefix of ['lex:ResourceTag', 'aws:ResourceTag']) {
      for (const owner of ['bot', 'alias', 'channel']) {
        const Condition = { StringEquals: { [`${prefix}/Owner`]: owner } }
        expect(await allows(row.action, row.input, { Condition })).toBe(owner === row.tags)
      }
    }
  })

  it.each(ROWS.filter(row => row.tags === 'none'))('$action has no resource tags', async row => {
    const Condition = { Null: { 'lex:ResourceTag/Owner': 'true' } }
    expect(await allows(row.action, row.input, { Condition })).toBe(true)
  })
})

describe('a resource-based policy', () => {
  const NOBODY: Statement = { Action: 'sts:GetCallerIdentity' }
  const attached = async (arn: string, Action: string, during: () => Promise<void>) => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: USER }, Action, Resource: arn }],
    })
    const key = resourcePolicyKey(SCOPE, arn.slice(ARN.length))
    const value = { document, pinned: { [USER]: 'AIDAANN' }, revision: 1 }
    await store.commit([{ type: 'put', key, value }])
    await during()
    await store.commit([{ type: 'delete', key }])
  }

  it.each(ON_RESOURCES)('on any spelling of $resource.0 allows $action', async row => {
    for (const spelling of row.resource) {
      await attached(ARN + spelling, `lex:${actionOf(row.action)}`, async () => {
        expect(await allows(row.action, row.input, NOBODY)).toBe(true)
      })
      await attached(ARN + spelling, 'lex:PostText', async () => {
        expect(await allows(row.action, row.input, NOBODY)).toBe(false)
      })
    }
  })
})
