import { describe, expect, it } from 'vitest'
import type { InputOf } from './actions.ts'
import {
  ALIAS_ARN,
  ARN,
  alias,
  allows,
  channel,
  MIGRATION,
  made,
  newChannel,
  ROLE,
  SCOPE,
  type Statement,
  store,
} from './authorization.testing.ts'
import { putChannel } from './channels/records.ts'

/** The condition keys and dependent checks of spec/lex-models.md §8.3, §8.6. */

describe('condition keys', () => {
  const tags = [{ key: 'Team', value: 'red' }]
  const REQUESTS = [
    { action: 'PutBot', input: { ...made, tags } },
    { action: 'PutBotAlias', input: { ...alias, botVersion: '1', tags } },
    { action: 'TagResource', input: { resourceArn: ALIAS_ARN, tags } },
    { action: 'CreateBotChannelAssociation', input: { ...newChannel, tags } },
  ] as const

  it.each(REQUESTS)('$action has the tags of its request', async ({ action, input }) => {
    const if_ = (value: string) => ({ StringEquals: { 'aws:RequestTag/Team': value } })
    expect(await allows(action, input, { Condition: if_('red') })).toBe(true)
    expect(await allows(action, input, { Condition: if_('blue') })).toBe(false)
    const keys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Cost'] } }
    expect(await allows(action, input, { Condition: keys })).toBe(false)
  })

  it('channels have their type: of the request, or as it is stored', async () => {
    await store.commit([
      putChannel({
        ...SCOPE,
        bot: 'Flowers',
        alias: 'prod',
        name: 'Slack',
        type: 'Slack',
        status: 'IN_PROGRESS',
        createdAt: 0,
        sealedConfiguration: '',
      }),
    ])
    const inputs = [
      ['CreateBotChannelAssociation', newChannel],
      ['GetBotChannelAssociation', channel],
      ['DeleteBotChannelAssociation', channel],
    ] as const
    for (const [action, input] of inputs) {
      for (const type of ['Slack', 'Kik']) {
        const Condition = { StringEquals: { 'lex:channelType': type } }
        expect(await allows(action, input, { Condition })).toBe(type === 'Slack')
      }
    }
    const missing = { ...channel, name: 'Missing' }
    const Condition = { Null: { 'lex:ChannelType': 'true' } }
    expect(await allows('GetBotChannelAssociation', missing, { Condition })).toBe(true)
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

describe('StartMigration', () => {
  const own: Statement = { Action: 'lex:StartMigration', Resource: `${ARN}bot:Flowers:7` }

  it('demands iam:PassRole for Lex V2', async () => {
    const deny = (service: string): Statement => ({
      Effect: 'Deny',
      Action: 'iam:PassRole',
      Condition: { StringEquals: { 'iam:PassedToService': service } },
    })
    expect(await allows('StartMigration', MIGRATION, own, deny('lex.amazonaws.com'))).toBe(true)
    expect(await allows('StartMigration', MIGRATION, own, deny('lexv2.amazonaws.com'))).toBe(false)
  })

  it('demands the actions of Lex V2', async () => {
    const deny: Statement = { Effect: 'Deny', Action: 'lex:CreateBotLocale' }
    expect(await allows('StartMigration', MIGRATION, own, deny)).toBe(false)
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
