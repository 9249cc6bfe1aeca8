import type { Check } from '../../access/check.ts'
import type { Tag } from '../../access/identity.ts'
import {
  type ArnSet,
  aliasArn,
  aliasSet,
  botSet,
  botVersionSet,
  channelArn,
  intentSet,
  isVersion,
  type Scope,
  slotTypeSet,
} from '../../bots/arns.ts'
import { LATEST } from '../../bots/records.ts'
import { check, passedRole } from '../../operation/check.ts'
import type { Documents } from '../../operation/documents.ts'
import type { lexModels, PutIntentRequest } from '../../wire/models/lex-models.ts'
import type { OperationRef } from '../../wire/models/model.ts'
import { findChannel } from './channels/records.ts'
import { aliasTags, arnOfTagged, botTags, type Taggable, taggedBy } from './tags.ts'

/** What each action checks: the table of spec/lex-models.md §8.4, row by row. */

type Operations = typeof lexModels
/** StartImport is decided by what it contains (`imports/authorization.ts`). */
export type Action = Exclude<keyof Operations, 'StartImport'>
export type InputOf<A extends Action> =
  Operations[A] extends OperationRef<infer Input, infer _Output> ? Input : never

export interface Row<Input> {
  /** The resource in its equivalent spellings; `'any'` where only `*` matches. */
  readonly resource: (input: Input, scope: Scope) => ArnSet | 'any'
  /** Where the resource is, when the request itself says so; the caller's own account otherwise. */
  readonly place?: (input: Input) => Scope
  /** Whose tags are aws:ResourceTag and lex:ResourceTag. */
  readonly tags?: (input: Input) => Taggable | undefined
  /** The tags of the request: aws:RequestTag and aws:TagKeys. */
  readonly requestTags?: (input: Input) => readonly Tag[] | undefined
  /** The keys of a request that has no values: aws:TagKeys alone. */
  readonly tagKeys?: (input: Input) => readonly string[]
  /** lex:associatedIntents and lex:associatedSlotTypes; an empty list is no key. */
  readonly associated?: (input: Input) => readonly [key: string, names: readonly string[]]
  /** lex:ChannelType: what the request says, or what the stored channel is. */
  readonly channelType?: (
    input: Input,
    scope: Scope,
    documents: Pick<Documents, 'get'>,
  ) => string | Promise<string | undefined>
  /** The action, where it is not `lex:` and the operation's name. */
  readonly action?: string
  /** What must be allowed beside the action (§8.6). */
  readonly dependent?: (input: Input, scope: Scope) => readonly Check[]
}

interface Tagged {
  readonly resourceArn: string
}

const TAGGED: Row<Tagged> = {
  place: ({ resourceArn }) => taggedBy(resourceArn).scope,
  tags: ({ resourceArn }) => taggedBy(resourceArn).target,
  resource: ({ resourceArn }, at) => {
    const { target } = taggedBy(resourceArn)
    return target.kind === 'bot' ? botSet(at, target.bot) : [arnOfTagged(at, target)]
  },
}

/** What the guide's policy for migrations allows on bots of the second version. */
const MIGRATION_ACTIONS: readonly string[] = [
  'lex:CreateBot',
  'lex:DescribeBot',
  'lex:UpdateBot',
  'lex:DescribeBotAlias',
  'lex:UpdateBotAlias',
  'lex:CreateBotLocale',
  'lex:DescribeBotLocale',
  'lex:UpdateBotLocale',
  'lex:DeleteBotLocale',
  'lex:CreateIntent',
  'lex:UpdateIntent',
  'lex:DeleteIntent',
  'lex:CreateSlot',
  'lex:UpdateSlot',
  'lex:DeleteSlot',
  'lex:CreateSlotType',
  'lex:UpdateSlotType',
  'lex:DeleteSlotType',
  'lex:StartImport',
  'lex:DescribeImport',
]

export const ACTIONS: { readonly [A in Action]: Row<InputOf<A>> } = {
  // Bots
  CreateBotVersion: { resource: latestBot, tags: theBot },
  DeleteBot: { resource: ({ name }, at) => botSet(at, name), tags: theBot },
  DeleteBotVersion: {
    resource: ({ name, version }, at) => botVersionSet(at, name, version),
    tags: theBot,
  },
  GetBot: {
    resource: ({ name, versionOrAlias: which }, at) =>
      isVersion(which) ? botVersionSet(at, name, which) : aliasSet(at, name, which),
    tags: ({ name, versionOrAlias: which }) =>
      isVersion(which) ? botTags(name) : aliasTags(name, which),
  },
  GetBots: { resource: () => 'any' },
  GetBotVersions: { resource: ({ name }, at) => botSet(at, name), tags: theBot },
  PutBot: {
    resource: latestBot,
    tags: theBot,
    requestTags: ({ tags }) => tags,
    associated: ({ intents = [] }) => [
      'lex:associatedIntents',
      intents.map(intent => intent.intentName),
    ],
  },

  // Aliases
  DeleteBotAlias: { resource: theAlias, tags: tagsOfAlias },
  GetBotAlias: { resource: theAlias, tags: tagsOfAlias },
  GetBotAliases: { resource: () => 'any' },
  PutBotAlias: {
    resource: theAlias,
    tags: tagsOfAlias,
    requestTags: ({ tags }) => tags,
    dependent: ({ botName, name, conversationLogs: logs }, at) =>
      logs ? passedTo('lex.amazonaws.com', logs.iamRoleArn, at, aliasArn(at, botName, name)) : [],
  },

  // Intents
  CreateIntentVersion: { resource: latestIntent },
  DeleteIntent: { resource: latestIntent },
  DeleteIntentVersion: { resource: theIntent },
  GetIntent: { resource: theIntent },
  GetIntents: { resource: () => 'any' },
  GetIntentVersions: { resource: latestIntent },
  PutIntent: {
    resource: latestIntent,
    associated: ({ slots = [] }) => [
      'lex:associatedSlotTypes',
      slots.flatMap(slot => slot.slotType ?? []),
    ],
    dependent: kendraRole,
  },

  // Slot types
  CreateSlotTypeVersion: { resource: latestSlotType },
  DeleteSlotType: { resource: latestSlotType },
  DeleteSlotTypeVersion: { resource: theSlotType },
  GetSlotType: { resource: theSlotType },
  GetSlotTypes: { resource: () => 'any' },
  GetSlotTypeVersions: { resource: latestSlotType },
  PutSlotType: { resource: latestSlotType },

  // Channels
  CreateBotChannelAssociation: {
    resource: theChannel,
    tags: ({ botName }) => botTags(botName),
    requestTags: ({ tags }) => tags,
    channelType: ({ type }) => type,
  },
  DeleteBotChannelAssociation: { resource: theChannel, tags: tagsOfChannel, channelType: stored },
  GetBotChannelAssociation: { resource: theChannel, tags: tagsOfChannel, channelType: stored },
  GetBotChannelAssociations: {
    resource: ({ botName, botAlias }, at) => [channelArn(at, botName, botAlias, '*')],
    tags: ({ botName, botAlias }) =>
      botAlias === '-' ? botTags(botName) : aliasTags(botName, botAlias),
  },

  // Utterances
  DeleteUtterances: {
    resource: ({ botName }, at) => botSet(at, botName),
    tags: ({ botName }) => botTags(botName),
  },
  GetUtterancesView: {
    resource: ({ botName, botVersions }, at) => {
      const [primary] = botSet(at, botName)
      const versions = botVersions.flatMap(version => botVersionSet(at, botName, version))
      return [primary, ...new Set([...botSet(at, botName), ...versions].slice(1))]
    },
    tags: ({ botName }) => botTags(botName),
  },

  // Archives
  GetExport: exported(),
  DownloadExport: exported(),
  GetImport: { resource: () => 'any' },

  // Migration to the second version of Lex
  GetMigration: { resource: () => 'any' },
  GetMigrations: { resource: () => 'any' },
  StartMigration: {
    resource: ({ v1BotName, v1BotVersion }, at) => botVersionSet(at, v1BotName, v1BotVersion),
    dependent: ({ v2BotRole, v1BotName, v1BotVersion }, at) => [
      ...passedTo(
        'lexv2.amazonaws.com',
        v2BotRole,
        at,
        botVersionSet(at, v1BotName, v1BotVersion)[0],
      ),
      ...MIGRATION_ACTIONS.map(action =>
        check(action, {
          arns: [`arn:aws:lex:${at.region}:${at.account}:bot/*`],
          account: at.account,
        }),
      ),
    ],
  },

  // Built-in ones
  GetBuiltinIntent: { resource: () => 'any' },
  GetBuiltinIntents: { resource: () => 'any' },
  GetBuiltinSlotTypes: { resource: () => 'any' },

  // Tags
  ListTagsForResource: { ...TAGGED },
  TagResource: { ...TAGGED, requestTags: ({ tags }) => tags },
  UntagResource: { ...TAGGED, tagKeys: ({ tagKeys }) => tagKeys },
}

interface Named {
  readonly name: string
}
type NamedVersion = Named & { readonly version: string }
type NamedAlias = Named & { readonly botName: string }

function latestBot({ name }: Named, at: Scope): ArnSet {
  return botVersionSet(at, name, LATEST)
}
function theBot({ name }: Named): Taggable {
  return botTags(name)
}
function theAlias({ botName, name }: NamedAlias, at: Scope): ArnSet {
  return aliasSet(at, botName, name)
}
function tagsOfAlias({ botName, name }: NamedAlias): Taggable {
  return aliasTags(botName, name)
}
function theIntent({ name, version }: NamedVersion, at: Scope): ArnSet {
  return intentSet(at, name, version)
}
function latestIntent({ name }: Named, at: Scope): ArnSet {
  return intentSet(at, name, LATEST)
}
function theSlotType({ name, version }: NamedVersion, at: Scope): ArnSet {
  return slotTypeSet(at, name, version)
}
function latestSlotType({ name }: Named, at: Scope): ArnSet {
  return slotTypeSet(at, name, LATEST)
}
function kendraRole({ name, kendraConfiguration }: PutIntentRequest, at: Scope): Check[] {
  if (!kendraConfiguration) return []
  const [intent] = intentSet(at, name, LATEST)
  return passedTo('lex.amazonaws.com', kendraConfiguration.role, at, intent)
}

/**
 * A role is passed within one account: the caller's, the role's and the resource's must be the same. The engine's
 * fixed rule refuses a role of another account than the caller's; the second check has it refuse what would carry a
 * role out of its account.
 */
function passedTo(service: string, role: string, at: Scope, resourceArn: string): Check[] {
  const passed = passedRole(role, service, resourceArn)
  if (passed.resource.account === at.account) return [passed]
  return [passed, { ...passed, resource: { ...passed.resource, account: at.account } }]
}

type ChannelInput = Named & { readonly botName: string; readonly botAlias: string }

function theChannel({ name, botName, botAlias }: ChannelInput, at: Scope): ArnSet {
  return [channelArn(at, botName, botAlias, name)]
}
function tagsOfChannel({ name, botName, botAlias }: ChannelInput): Taggable {
  return { kind: 'channel', bot: botName, alias: botAlias, channel: name }
}
async function stored(
  { name, botName, botAlias }: ChannelInput,
  at: Scope,
  documents: Pick<Documents, 'get'>,
): Promise<string | undefined> {
  return (await findChannel({ ...at, bot: botName, alias: botAlias, name }, documents))?.type
}

function exported(): Row<InputOf<'GetExport'>> {
  return {
    action: 'lex:GetExport',
    resource: (input, at) => exportedSet(at, input),
    tags: ({ resourceType, name }) => (resourceType === 'BOT' ? botTags(name) : undefined),
  }
}

/** The version that is exported. */
export function exportedSet(
  at: Scope,
  { resourceType, name, version }: InputOf<'GetExport'>,
): ArnSet {
  switch (resourceType) {
    case 'BOT':
      return botVersionSet(at, name, version)
    case 'INTENT':
      return intentSet(at, name, version)
    case 'SLOT_TYPE':
      return slotTypeSet(at, name, version)
  }
}
