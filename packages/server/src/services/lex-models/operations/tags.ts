import { aliasKey, LATEST, versionedKey } from '../../../bots/records.ts'
import { lexModels, NotFoundException } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation, scopeOf } from '../context.ts'
import { mergedTags, type Taggable, taggedBy, tagsOf, tagsWrite, validTags } from '../tags.ts'
import { commit } from '../versioned.ts'

/** Tags of bots and aliases (spec/lex-models.md §3.10). */
export const listTagsForResource = operation(lexModels.ListTagsForResource, {
  readOnly: true,
  authorize: guarded('ListTagsForResource'),

  async handle({ resourceArn }, context) {
    const target = await existingTarget(resourceArn, context)
    return { tags: await tagsOf(scopeOf(context), target, context.documents) }
  },
})

export const tagResource = operation(lexModels.TagResource, {
  authorize: guarded('TagResource'),

  async handle({ resourceArn, tags }, context) {
    const scope = scopeOf(context)
    const target = await existingTarget(resourceArn, context)
    const before = await tagsOf(scope, target, context.documents)
    const merged = mergedTags(before, validTags(tags), context.quotas)
    await commit([tagsWrite(scope, target, merged)], context)
    return {}
  },
})

export const untagResource = operation(lexModels.UntagResource, {
  authorize: guarded('UntagResource'),

  async handle({ resourceArn, tagKeys }, context) {
    const scope = scopeOf(context)
    const target = await existingTarget(resourceArn, context)
    const before = await tagsOf(scope, target, context.documents)
    const left = before.filter(tag => !tagKeys.includes(tag.key))
    await commit([tagsWrite(scope, target, left)], context)
    return {}
  },
})

/** @throws NotFoundException when the resource is not here */
async function existingTarget(resourceArn: string, context: LexModelsContext): Promise<Taggable> {
  const { scope, target } = taggedBy(resourceArn)
  const { account, region, documents } = context
  const isHere = scope.account === account && scope.region === region
  const key = isHere ? keyOfTarget(target, context) : undefined
  if (key === undefined || !(await documents.get(key))) {
    throw NotFoundException(`The resource ${resourceArn} does not exist.`)
  }
  return target
}

function keyOfTarget(target: Taggable, { account, region }: LexModelsContext) {
  switch (target.kind) {
    case 'bot':
      return versionedKey('bot', account, region, target.bot, LATEST)
    case 'alias':
      return aliasKey(account, region, target.bot, target.alias)
    case 'channel':
      return undefined
  }
}
