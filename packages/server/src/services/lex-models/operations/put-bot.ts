import { partsOf } from '../../../bots/parts.ts'
import type { Bot } from '../../../bots/records.ts'
import {
  BadRequestException,
  ConflictException,
  lexModels,
} from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { begun, buildStops, buildWrites } from '../builds.ts'
import { operation, scopeOf } from '../context.ts'
import { botContent } from '../inputs.ts'
import { botOutput } from '../outputs.ts'
import { assertReferences, publishBot, referencesWritten } from '../publish.ts'
import { botProblem, exceededQuota } from '../rules/bot-rules.ts'
import { botTags, mergedTags, tagsWrite, validTags } from '../tags.ts'
import { commit, creationWrites, latestOf, putRecord, replaceable } from '../versioned.ts'
import { quotaReached } from '../words.ts'

/** Creates a bot or replaces its `$LATEST`, and builds it unless told to save (spec/lex-models.md §3.3–3.5). */
export const putBot = operation(lexModels.PutBot, {
  authorize: guarded('PutBot'),

  async handle(input, context) {
    const { name, createVersion = false } = input
    const existing = await replaceable('bot', input, context)
    if (existing?.status === 'BUILDING') throw ConflictException(`Bot ${name} is being built.`)
    const tags = validTags(input.tags)
    const problem = botProblem(input) ?? tagsProblem(existing, tags.length)
    if (problem !== undefined) throw BadRequestException(problem)
    const draft = { ...latestOf(name, existing, context), ...botContent(input) }
    const bot = begun(draft, (existing?.buildNumber ?? 0) + 1)
    await assertReferences('bot', bot, context)
    const exceeded = exceededQuota(bot, await partsOf(context.documents, bot), context.quotas)
    if (exceeded) throw quotaReached(...exceeded)
    const kept = mergedTags([], tags, context.quotas)
    const publication = createVersion ? await publishBot(bot, context) : undefined
    await commit(
      [
        ...(existing ? [] : await creationWrites('bot', name, context)),
        putRecord('bot', bot),
        ...(kept.length > 0 ? [tagsWrite(scopeOf(context), botTags(name), kept)] : []),
        ...referencesWritten('bot', existing, bot, context),
        ...(existing ? buildStops(existing) : []),
        ...buildWrites(bot, context),
        ...(publication?.writes ?? []),
      ],
      context,
    )
    return { ...botOutput(bot), createVersion, tags: kept.length > 0 ? kept : undefined }
  },
})

const tagsProblem = (existing: Bot | undefined, tags: number) =>
  existing && tags > 0 ? 'The tags of an existing bot are changed by TagResource alone.' : undefined
