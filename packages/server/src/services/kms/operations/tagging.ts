import { kms } from '../../../wire/models/kms.ts'
import { keyCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { namedKey } from '../key-names.ts'
import { existingKey, lastingKey, refuseManaged } from '../key-states.ts'
import { LIMITS } from '../limits.ts'
import { keyWrite } from '../new-key.ts'
import { pageOf, pageSize, placeOf } from '../paging.ts'
import { tagList, wireTags, withoutTags, withTags } from '../tags.ts'

export const tagResource = operation(kms.TagResource, {
  authorize: async ({ KeyId, Tags }, context) =>
    keyCheck('kms:TagResource', await namedKey(KeyId, context), context, {
      requestTags: tagList(Tags),
    }),

  async handle({ KeyId, Tags }, context) {
    const key = await lastingKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    await context.documents.commit([keyWrite({ ...key, tags: withTags(key.tags, Tags) })])
  },
})

export const untagResource = operation(kms.UntagResource, {
  authorize: async ({ KeyId, TagKeys }, context) =>
    keyCheck('kms:UntagResource', await namedKey(KeyId, context), context, {
      requestTagKeys: TagKeys,
    }),

  async handle({ KeyId, TagKeys }, context) {
    const key = await lastingKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    await context.documents.commit([keyWrite({ ...key, tags: withoutTags(key.tags, TagKeys) })])
  },
})

export const listResourceTags = operation(kms.ListResourceTags, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:ListResourceTags', await namedKey(KeyId, context), context),

  async handle({ KeyId, ...input }, context) {
    const { tags } = await existingKey(await namedKey(KeyId, context), context)
    const size = pageSize(input, LIMITS.pages.tags)
    const start = Number(placeOf(input, 'tags') ?? 0)
    const rest = tags.map((tag, index) => ({ tag, index })).slice(start)
    const { items, ...page } = pageOf(rest, size, 'tags', ({ index }) => String(index))
    return { Tags: wireTags(items.map(({ tag }) => tag)), ...page }
  },
})
