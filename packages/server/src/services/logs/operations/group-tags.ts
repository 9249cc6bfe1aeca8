import { logs } from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { groupWrite } from '../records.ts'
import { tagList, tagMap, withoutTags, withTags } from '../tags.ts'

/** The older tagging operations: the same tags, the group by name, actions of their own. */
export const tagLogGroup = operation(logs.TagLogGroup, {
  authorize: ({ logGroupName, tags }, context) =>
    groupCheck('logs:TagLogGroup', named(logGroupName, context), context, {
      requestTags: tagList(tags),
    }),

  async handle({ logGroupName, tags }, context) {
    const group = await getGroup(named(logGroupName, context), context)
    await context.documents.commit([groupWrite({ ...group, tags: withTags(group.tags, tags) })])
  },
})

export const untagLogGroup = operation(logs.UntagLogGroup, {
  authorize: ({ logGroupName, tags }, context) =>
    groupCheck('logs:UntagLogGroup', named(logGroupName, context), context, {
      requestTagKeys: tags,
    }),

  async handle({ logGroupName, tags }, context) {
    const group = await getGroup(named(logGroupName, context), context)
    const left = withoutTags(group.tags, tags)
    await context.documents.commit([groupWrite({ ...group, tags: left })])
  },
})

export const listTagsLogGroup = operation(logs.ListTagsLogGroup, {
  readOnly: true,
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:ListTagsLogGroup', named(logGroupName, context), context),

  async handle({ logGroupName }, context) {
    return { tags: tagMap((await getGroup(named(logGroupName, context), context)).tags) }
  },
})
