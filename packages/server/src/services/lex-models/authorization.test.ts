import { beforeAll, describe, expect, it } from 'vitest'
import { createCompiler } from '../../access/compiled.ts'
import { createAccess } from '../../access/create-access.ts'
import type { Identity } from '../../access/identity.ts'
import { type User, userKey } from '../../access/records.ts'
import { fakeClock } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { documentsOver } from '../../operation/documents.ts'
import { memoryStore } from '../../store/memory.ts'
import { ACTIONS, type Action, checksOf, type InputOf } from './authorization.ts'
import { aliasTags, botTags, tagsWrite } from './tags.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const ARN = 'arn:aws:lex:us-east-1:123456789012:'
const ROLE = 'arn:aws:iam::123456789012:role/Logs'
const ALIAS_ARN = `${ARN}bot:Flowers:prod`

type TagSource = 'bot' | 'alias' | 'channel' | 'none'
type Inputs = { readonly [A in Action]: readonly Row<A>[] }
type AnyInput = { [A in Action]: InputOf<A> }[Action]
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
const alias = { botName: 'Flowers', name: 'prod' }
const CHANNEL_ARN = `${ARN}bot-channel:Flowers:prod:Slack`
const channel = { botName: 'Flowers', botAlias: 'prod', name: 'Slack' }
const CHANNEL = ['bot-channel:Flowers:prod:Slack']
const newChannel = { ...channel, type: 'Slack', botConfiguration: {} } as const
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
const made = { name: 'Flowers', locale: 'en-US', childDirected: false } as const

const MIGRATION = {
  v1BotName: 'Flowers',
  v1BotVersion: '7',
  v2BotName: 'Flowers',
  v2BotRole: 'arn:aws:iam::123456789012:role/V2',
  migrationStrategy: 'CREATE_NEW',
} as const

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
      { botName: 'Flowers', botVersions: ['7'], statusType: 'Missed' },
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

const store = memoryStore()
const random = seededRandom('lex-models')
const compiler = createCompiler()
const access = createAccess({
  reader: store,
  seal: createSeal(random.bytes(32), random),
  clock: fakeClock(),
  random,
})

beforeAll(async () => {
  await store.commit([
    tagsWrite(SCOPE, botTags('Flowers'), [{ key: 'Owner', value: 'bot' }]),
    tagsWrite(SCOPE, aliasTags('Flowers', 'prod'), [{ key: 'Owner', value: 'alias' }]),
    tagsWrite(SCOPE, { kind: 'channel', bot: 'Flowers', alias: 'prod', channel: 'Slack' }, [
      { key: 'Owner', value: 'channel' },
    ]),
  ])
})

interface Statement {
  readonly Effect?: 'Allow' | 'Deny'
  readonly Action?: string
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string
  readonly Condition?: Json
}

/** The link of an export needs what asking for it needs. */
const actionOf = (action: Action) => (action === 'DownloadExport' ? 'GetExport' : action)

/** What is allowed in every case, where the case is not about it. */
const BESIDE: Readonly<Partial<Record<Action, readonly Statement[]>>> = {
  StartMigration: [
    { Action: 'iam:PassRole', Resource: MIGRATION.v2BotRole },
    { Action: 'lex:*', Resource: `${ARN}bot/*` },
  ],
}

/** Whether a user with these statements alone may do it: all checks of the action, through the engine. */
async function allows(
  action: Action,
  input: AnyInput,
  ...statements: readonly Statement[]
): Promise<boolean> {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [...statements, ...(BESIDE[action] ?? [])].map(one => ({
      Effect: 'Allow',
      Action: `lex:${actionOf(action)}`,
      ...(one.NotResource === undefined && { Resource: '*' }),
      ...one,
    })),
  })
  const arn = 'arn:aws:iam::123456789012:user/ann'
  const user: User = {
    name: 'ann',
    path: '/',
    id: 'AIDAANN',
    arn,
    createdAt: 0,
    attached: [],
    inline: [{ name: 'own', document }],
    tags: [],
    groups: [],
    accessKeyIds: [],
  }
  const key = userKey(SCOPE.account, 'ann')
  await store.commit([{ type: 'put', key, value: user as unknown as Json }])
  const identity: Identity = {
    principal: { kind: 'user', arn, account: SCOPE.account, uniqueId: 'AIDAANN' },
    account: SCOPE.account,
  }
  const facts = { time: 0, region: SCOPE.region, secureTransport: true }
  for (const check of checksOf(action, input as never, SCOPE, {
    documents: documentsOver(store, () => []),
    compiler,
  })) {
    const { decision } = await access.decide(identity, check, facts)
    if (decision.effect !== 'allow') return false
  }
  return true
}

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

describe('condition keys', () => {
  const tags = [{ key: 'Team', value: 'red' }]
  const REQUESTS = [
    { action: 'PutBot', input: { ...made, tags } },
    { action: 'PutBotAlias', input: { ...alias, botVersion: '1', tags } },
    { action: 'TagResource', input: { resourceArn: ALIAS_ARN, tags } },
  ] as const

  it.each(REQUESTS)('$action has the tags of its request', async ({ action, input }) => {
    const if_ = (value: string) => ({ StringEquals: { 'aws:RequestTag/Team': value } })
    expect(await allows(action, input, { Condition: if_('red') })).toBe(true)
    expect(await allows(action, input, { Condition: if_('blue') })).toBe(false)
    const keys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Cost'] } }
    expect(await allows(action, input, { Condition: keys })).toBe(false)
  })

  it('UntagResource has tag keys and no values', async () => {
    const input = { resourceArn: ALIAS_ARN, tagKeys: ['Team'] }
    const keyed = (key: string) => ({ 'ForAllValues:StringEquals': { 'aws:TagKeys': [key] } })
    expect(await allows('UntagResource', input, { Condition: keyed('Team') })).toBe(true)
    expect(await allows('UntagResource', input, { Condition: keyed('Cost') })).toBe(false)
    const none = { Null: { 'aws:RequestTag/Team': 'true' } }
    expect(await allows('UntagResource', input, { Condition: none })).toBe(true)
  })

  it.each([
    ['OrderPizza alone', ['OrderPizza'], true],
    ['another one beside it', ['OrderPizza', 'OrderDrink'], false],
    ['no intents, where the key is absent', [], true],
  ])('lex:associatedIntents: %s', async (_, names, allowed) => {
    const intents = names.map(intentName => ({ intentName, intentVersion: '$LATEST' }))
    const Condition = { 'ForAllValues:StringLike': { 'lex:associatedIntents': ['OrderPizza'] } }
    expect(await allows('PutBot', { ...made, intents }, { Condition })).toBe(allowed)
  })

  it.each([
    ['the type allowed', ['Kinds'], true],
    ['a built-in type beside it', ['Kinds', 'AMAZON.DATE'], false],
    ['no slots, where the key is absent', [], true],
  ])('lex:associatedSlotTypes: %s', async (_, types, allowed) => {
    const slots = types.map((slotType, index) => ({
      name: 'ab'.charAt(index),
      slotType,
      slotConstraint: 'Optional' as const,
    }))
    const Condition = { 'ForAllValues:StringEquals': { 'lex:associatedSlotTypes': ['Kinds'] } }
    expect(await allows('PutIntent', { name: 'Order', slots }, { Condition })).toBe(allowed)
  })
})

describe('PutBotAlias with conversation logs', () => {
  const put = (name: string, iamRoleArn = ROLE): InputOf<'PutBotAlias'> => ({
    botName: 'Flowers',
    name,
    botVersion: '1',
    conversationLogs: { iamRoleArn, logSettings: [] },
  })
  const pass: Statement = {
    Action: 'iam:PassRole',
    Resource: ROLE,
    Condition: {
      StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
      StringLike: { 'iam:AssociatedResourceARN': ALIAS_ARN },
    },
  }

  it('demands iam:PassRole for this service and this alias', async () => {
    expect(await allows('PutBotAlias', put('prod'), {}, pass)).toBe(true)
    expect(await allows('PutBotAlias', put('beta'), {}, pass)).toBe(false)
    expect(await allows('PutBotAlias', put('prod'), {})).toBe(false)
    expect(await allows('PutBotAlias', { ...alias, botVersion: '1' }, {})).toBe(true)
  })

  it('never passes a role of another account', async () => {
    const foreign = 'arn:aws:iam::999999999999:role/Logs'
    const all = { Action: 'iam:PassRole', Resource: '*' }
    expect(await allows('PutBotAlias', put('prod', foreign), {}, all)).toBe(false)
  })
})
