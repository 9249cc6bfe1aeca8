import type { Check } from '../../access/check.ts'
import type { Tag } from '../../access/identity.ts'
import {
  type ArnSet,
  aliasArn,
  aliasSet,
  botSet,
  botVersionSet,
  intentSet,
  isVersion,
  type Scope,
  slotTypeSet,
} from '../../bots/arns.ts'
import { LATEST } from '../../bots/records.ts'
import { check, passedRole } from '../../operation/check.ts'
import type { lexModels, PutIntentRequest } from '../../wire/models/lex-models.ts'
import type { OperationRef } from '../../wire/models/model.ts'
import { type LexModelsContext, scopeOf } from './context.ts'
import { aliasTags, arnOfTagged, botTags, type Taggable, taggedBy, tagsOf } from './tags.ts'

/** What each action checks: the table of spec/lex-models.md §8.4, row by row. */

type Operations = typeof lexModels
export type Action = keyof Operations
export type InputOf<A extends Action> =
  Operations[A] extends OperationRef<infer Input, infer _Output> ? Input : never

export interface Row<Input> {
  /** The resource in its equivalent spellings; `'any'` where only `*` matches. */
  readonly resource: (input: Input, scope: Scope) => ArnSet | 'any'
  /** Where the resource is, when the request itself says so; the caller's own account otherwise. */
  readonly place?: (input: Input) => Scope
  /** Whose tags are aws:ResourceTag and lex:ResourceTag. */
  readonly tags?: (input: Input) => Taggable
  /** The tags of the request: aws:RequestTag and aws:TagKeys. */
  readonly requestTags?: (input: Input) => readonly Tag[] | undefined
  /** The keys of a request that has no values: aws:TagKeys alone. */
  readonly tagKeys?: (input: Input) => readonly string[]
  /** lex:associatedIntents and lex:associatedSlotTypes; an empty list is no key. */
  readonly associated?: (input: Input) => readonly [key: string, names: readonly string[]]
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
      logs ? [passedRole(logs.iamRoleArn, 'lex.amazonaws.com', aliasArn(at, botName, name))] : [],
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

  // Built-in ones
  GetBuiltinIntent: { resource: () => 'any' },
  GetBuiltinIntents: { resource: () => 'any' },
  GetBuiltinSlotTypes: { resource: () => 'any' },

  // Tags
  ListTagsForResource: { ...TAGGED },
  TagResource: { ...TAGGED, requestTags: ({ tags }) => tags },
  UntagResource: { ...TAGGED, tagKeys: ({ tagKeys }) => tagKeys },
}

/** The checks of one action: what the operation of the same name has as its `authorize`. */
export function guarded<A extends Action>(action: A) {
  return (input: InputOf<A>, context: LexModelsContext): readonly Check[] =>
    checksOf(action, input, scopeOf(context), context.documents)
}

export function checksOf<A extends Action>(
  action: A,
  input: InputOf<A>,
  caller: Scope,
  documents: LexModelsContext['documents'],
): readonly Check[] {
  const row: Row<InputOf<A>> = ACTIONS[action]
  const scope = row.place?.(input) ?? caller
  const { account } = scope
  const tagged = row.tags?.(input)
  const requestTags = row.requestTags?.(input)
  const [name, names = []] = row.associated?.(input) ?? []
  const arns = row.resource(input, scope)
  const own = check(`lex:${action}`, arns === 'any' ? arns : { arns, account }, {
    ...(tagged && {
      tags: () => tagsOf(scope, tagged, documents),
      tagPrefixes: ['lex:ResourceTag'],
    }),
    ...(requestTags && requestTags.length > 0 && { requestTags }),
    ...(row.tagKeys && { requestTagKeys: row.tagKeys(input) }),
    ...(name !== undefined && names.length > 0 && { context: { [name]: [...new Set(names)] } }),
  })
  return [own, ...(row.dependent?.(input, scope) ?? [])]
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
  return [passedRole(kendraConfiguration.role, 'lex.amazonaws.com', intent)]
}
