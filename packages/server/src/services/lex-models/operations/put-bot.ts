import type { Bot } from '../../../bots/records.ts'
import { BadRequestException, lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation, scopeOf } from '../context.ts'
import { botOutput } from '../outputs.ts'
import { assertIdle, savedBot } from '../saves.ts'
import { botTags, mergedTags, tagsWrite, validTags } from '../tags.ts'
import { commit, replaceable } from '../versioned.ts'

/** Creates a bot or replaces its `$LATEST`, and builds it unless told to save (spec/lex-models.md §3.3–3.5). */
export const putBot = operation(lexModels.PutBot, {
  authorize: guarded('PutBot'),

  async handle(input, context) {
    const { name, createVersion = false } = input
    const existing = await replaceable('bot', input, context)
    assertIdle(existing)
    const tags = mergedTags([], newTags(validTags(input.tags), existing), context.quotas)
    const { record, writes } = await savedBot(input, { existing, createVersion }, context)
    const tagged = tags.length > 0 ? [tagsWrite(scopeOf(context), botTags(name), tags)] : []
    await commit([...writes, ...tagged], context)
    return { ...botOutput(record), createVersion, tags: tags.length > 0 ? tags : undefined }
  },
})

function newTags<T>(tags: readonly T[], existing: Bot | undefined): readonly T[] {
  if (!existing || tags.length === 0) return tags
  throw BadRequestException('The tags of an existing bot are changed by TagResource alone.')
}
