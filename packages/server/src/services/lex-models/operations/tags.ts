import type { Scope } from '../../../bots/arns.ts'
import { aliasKey, LATEST, versionedKey } from '../../../bots/records.ts'
import type { Key } from '../../../store/store.ts'
import { lexModels, NotFoundException } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { channelKey } from '../channels/records.ts'
import { type LexModelsContext, operation } from '../context.ts'
import { mergedTags, type Taggable, taggedBy, tagsOf, tagsWrite, validTags } from '../tags.ts'
import { commit } from '../versioned.ts'

/** Tags of bots, aliases and channels (spec/lex-models.md §3.10). */
export const listTagsForResource = operation(lexModels.ListTagsForResource, {
  readOnly: true,
  authorize: guarded('ListTagsForResource'),

  async handle({ resourceArn }, context) {
    const { scope, target } = await existingTarget(resourceArn, context)
    return { tags: await tagsOf(scope, target, context.documents) }
  },
})

export const tagResource = operation(lexModels.TagResource, {
  authorize: guarded('TagResource'),

  async handle({ resourceArn, tags }, context) {
    const { scope, target } = await existingTarget(resourceArn, context)
    const before = await tagsOf(scope, target, context.documents)
    const merged = mergedTags(before, validTags(tags), context.quotas)
    await commit([tagsWrite(scope, target, merged)], context)
    return {}
  },
})

export const untagResource = operation(lexModels.UntagResource, {
  authorize: guarded('UntagResource'),

  async handle({ resourceArn, tagKeys }, context) {
    const { scope, target } = await existingTarget(resourceArn, context)
    const before = await tagsOf(scope, target, context.documents)
    const left = before.filter(tag => !tagKeys.includes(tag.key))
    await commit([tagsWrite(scope, target, left)], context)
    return {}
  },
})

/** The ARN names account and region; another region has none of it. @throws NotFoundException */
async function existingTarget(resourceArn: string, context: LexModelsContext) {
  const { scope, target } = taggedBy(resourceArn)
  const isHere = scope.region === context.region
  if (!isHere || !(await context.documents.get(keyOfTarget(target, scope)))) {
    throw NotFoundException(`The resource ${resourceArn} does not exist.`)
  }
  return { scope, target }
}

function keyOfTarget(target: Taggable, scope: Scope): Key {
  const { account, region } = scope
  switch (target.kind) {
    case 'bot':
      return versionedKey('bot', account, region, target.bot, LATEST)
    case 'alias':
      return aliasKey(account, region, target.bot, target.alias)
    case 'channel':
      return channelKey({ ...scope, bot: target.bot, alias: target.alias, name: target.channel })
  }
}
