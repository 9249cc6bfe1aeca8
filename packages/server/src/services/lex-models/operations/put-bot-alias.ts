import { aliasKey, type BotAlias } from '../../../bots/records.ts'
import type { Json } from '../../../kernel/json.ts'
import {
  BadRequestException,
  lexModels,
  type PutBotAliasRequest,
} from '../../../wire/models/lex-models.ts'
import { aliasesOf, findAlias } from '../aliases.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation, scopeOf } from '../context.ts'
import { assertLogRole } from '../dependencies.ts'
import { logsContent } from '../inputs.ts'
import { aliasOutput } from '../outputs.ts'
import { aliasGuard } from '../references.ts'
import { logSettingsProblem } from '../rules/log-rules.ts'
import { aliasTags, mergedTags, tagsWrite, validTags } from '../tags.ts'
import { commit, find } from '../versioned.ts'
import {
  aliasChecksumWrong,
  checksumMissing,
  checksumOfNothing,
  nameTaken,
  quotaReached,
} from '../words.ts'

/** Creates an alias or replaces it whole (spec/lex-models.md §3.11). */
export const putBotAlias = operation(lexModels.PutBotAlias, {
  authorize: guarded('PutBotAlias'),

  async handle(input, context) {
    const { name, botName } = input
    const scope = scopeOf(context)
    const existing = await replaceableAlias(input, context)
    const tags = validTags(input.tags)
    await assertContent(input, existing, context)
    const alias = recordOf(input, existing, context)
    await assertLogRole(alias, context)
    const kept = mergedTags([], tags, context.quotas)
    if (!existing) await assertRoom(botName, context)
    await commit(
      [
        {
          type: 'put',
          key: aliasKey(scope.account, scope.region, botName, name),
          value: alias as unknown as Json,
        },
        aliasGuard(scope, botName),
        ...(kept.length > 0 ? [tagsWrite(scope, aliasTags(botName, name), kept)] : []),
      ],
      context,
    )
    return { ...aliasOutput(alias), tags: kept.length > 0 ? kept : undefined }
  },
})

async function replaceableAlias(
  { name, botName, checksum }: PutBotAliasRequest,
  context: LexModelsContext,
): Promise<BotAlias | undefined> {
  const existing = await findAlias(botName, name, context)
  if (!existing) {
    if (checksum) throw checksumOfNothing('alias', name)
    const lower = name.toLowerCase()
    const taken = (await aliasesOf(botName, context)).find(
      alias => alias.name.toLowerCase() === lower,
    )
    if (taken) throw nameTaken('alias', name, taken.name)
    return undefined
  }
  if (!checksum) throw checksumMissing('alias', name)
  if (checksum !== existing.checksum) throw aliasChecksumWrong(name)
  return existing
}

async function assertContent(
  { botName, botVersion, conversationLogs, tags = [] }: PutBotAliasRequest,
  existing: BotAlias | undefined,
  context: LexModelsContext,
): Promise<void> {
  if (existing && tags.length > 0) {
    throw BadRequestException('The tags of an existing alias are changed by TagResource alone.')
  }
  const bot = await find('bot', botName, botVersion, context)
  if (!bot) throw BadRequestException(`Bot ${botName}:${botVersion} does not exist.`)
  if (!conversationLogs) return
  if (bot.childDirected) {
    throw BadRequestException('A child-directed bot may not have conversation logs.')
  }
  const problem = logSettingsProblem(conversationLogs.logSettings, scopeOf(context))
  if (problem !== undefined) throw BadRequestException(problem)
}

// The commit expects the guard, which every Put of an alias writes: no sixth one slips in.
async function assertRoom(bot: string, context: LexModelsContext): Promise<void> {
  const most = context.quotas.aliasesPerBot
  if ((await aliasesOf(bot, context)).length >= most) throw quotaReached(`aliases of ${bot}`, most)
}

function recordOf(
  { name, botName, botVersion, description, conversationLogs }: PutBotAliasRequest,
  existing: BotAlias | undefined,
  { account, region, clock, random }: LexModelsContext,
): BotAlias {
  const place = { account, region, bot: botName, name, botVersion }
  const now = clock.now()
  return {
    ...place,
    ...(description !== undefined && { description }),
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
    checksum: random.uuid(),
    ...(conversationLogs && { conversationLogs: logsContent(conversationLogs, place) }),
  }
}
