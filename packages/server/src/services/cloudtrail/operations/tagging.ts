import { type Trail, trailWrite } from '../../../audit/trail.ts'
import {
  CloudTrailARNInvalidException,
  cloudtrail,
  ResourceNotFoundException,
} from '../../../wire/models/cloudtrail.ts'
import { trailCheck } from '../checks.ts'
import { type CloudTrailContext, operation } from '../context.ts'
import { findTrail, homeTrail } from '../find.ts'
import { namedTrail } from '../names.ts'
import { ownTags, wireTags, withoutTags, withTags } from '../tags.ts'

export const addTags = operation(cloudtrail.AddTags, {
  authorize: ({ ResourceId, TagsList }, context) =>
    trailCheck('cloudtrail:AddTags', ResourceId, context, { requestTags: ownTags(TagsList) }),

  async handle({ ResourceId, TagsList }, context) {
    const trail = await taggedTrail(ResourceId, context)
    const home = await homeTrail(ResourceId, context)
    const tags = withTags(trail.tags, TagsList)
    await context.documents.commit([trailWrite({ ...home, tags })])
    return {}
  },
})

export const removeTags = operation(cloudtrail.RemoveTags, {
  authorize: ({ ResourceId, TagsList }, context) =>
    trailCheck('cloudtrail:RemoveTags', ResourceId, context, {
      requestTagKeys: TagsList.map(({ Key }) => Key),
    }),

  async handle({ ResourceId, TagsList }, context) {
    const trail = await taggedTrail(ResourceId, context)
    const home = await homeTrail(ResourceId, context)
    const tags = withoutTags(trail.tags, TagsList)
    await context.documents.commit([trailWrite({ ...home, tags })])
    return {}
  },
})

export const listTags = operation(cloudtrail.ListTags, {
  readOnly: true,
  authorize: ({ ResourceIdList }, context) =>
    ResourceIdList.map(id => trailCheck('cloudtrail:ListTags', id, context)),

  async handle({ ResourceIdList }, context) {
    const trails = await Promise.all(ResourceIdList.map(id => taggedTrail(id, context)))
    const list = trails.map(({ tags }, index) => ({
      ResourceId: ResourceIdList[index],
      TagsList: wireTags(tags),
    }))
    return { ResourceTagList: list, NextToken: undefined }
  },
})

/** Tags go by ARN alone. @throws ServiceError */
async function taggedTrail(arn: string, context: CloudTrailContext): Promise<Trail> {
  if (!namedTrail(arn, context).isArn) {
    throw CloudTrailARNInvalidException(`The ARN ${arn} is not the ARN of a trail.`)
  }
  const trail = await findTrail(arn, context)
  if (!trail) throw ResourceNotFoundException(`The trail ${arn} does not exist.`)
  return trail
}
