import { logs } from '../../../wire/models/logs.ts'
import { taggingCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { groupOfArn } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { groupWrite } from '../records.ts'
import { tagList, tagMap, withoutTags, withTags } from '../tags.ts'

/** Sets tags of a group, named by its ARN with nothing after it. */
export const tagResource = operation(logs.TagResource, {
  authorize: ({ resourceArn, tags }, context) =>
    taggingCheck('logs:TagResource', groupOfArn(resourceArn), context, {
      requestTags: tagList(tags),
    }),

  async handle({ resourceArn, tags }, context) {
    const group = await getGroup(groupOfArn(resourceArn), context)
    await context.documents.commit([groupWrite({ ...group, tags: withTags(group.tags, tags) })])
  },
})

export const untagResource = operation(logs.UntagResource, {
  authorize: ({ resourceArn, tagKeys }, context) =>
    taggingCheck('logs:UntagResource', groupOfArn(resourceArn), context, {
      requestTagKeys: tagKeys,
    }),

  async handle({ resourceArn, tagKeys }, context) {
    const group = await getGroup(groupOfArn(resourceArn), context)
    const tags = withoutTags(group.tags, tagKeys)
    await context.documents.commit([groupWrite({ ...group, tags })])
  },
})

export const listTagsForResource = operation(logs.ListTagsForResource, {
  readOnly: true,
  authorize: ({ resourceArn }, context) =>
    taggingCheck('logs:ListTagsForResource', groupOfArn(resourceArn), context),

  async handle({ resourceArn }, context) {
    return { tags: tagMap((await getGroup(groupOfArn(resourceArn), context)).tags) }
  },
})
