import type { Tag } from '../../../access/identity.ts'
import type { Organization } from '../../../access/organizations.ts'
import type { Write } from '../../../store/store.ts'
import { organizations, TargetNotFoundException } from '../../../wire/models/organizations.ts'
import { idCheck } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { mergedTags, tagsOf } from '../tags.ts'
import { findNode, getManaged, getPolicy, nodeWrite } from '../tree.ts'
import { policyWrite, refuseManaged } from './policies.ts'

/** Tags of roots, units, accounts and policies. */
export const tagResource = operation(organizations.TagResource, {
  authorize: ({ ResourceId, Tags }, context) =>
    idCheck('TagResource', ResourceId, context, { requestTags: tagsOf(Tags) }),

  async handle({ ResourceId, Tags }, context) {
    const { tags, keep } = await tagged(ResourceId, context)
    await context.documents.commit([keep(mergedTags(tags, tagsOf(Tags)))])
  },
})

export const untagResource = operation(organizations.UntagResource, {
  authorize: ({ ResourceId, TagKeys }, context) =>
    idCheck('UntagResource', ResourceId, context, { requestTagKeys: TagKeys }),

  async handle({ ResourceId, TagKeys }, context) {
    const { tags, keep } = await tagged(ResourceId, context)
    const gone = new Set(TagKeys.map(key => key.toLowerCase()))
    const left = tags.filter(({ key }) => !gone.has(key.toLowerCase()))
    await context.documents.commit([keep(left)])
  },
})

export const listTagsForResource = operation(organizations.ListTagsForResource, {
  readOnly: true,
  authorize: ({ ResourceId }, context) => idCheck('ListTagsForResource', ResourceId, context),

  async handle({ ResourceId }, context) {
    const { tags } = await tagged(ResourceId, context)
    return {
      Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
      NextToken: undefined,
    }
  },
})

interface Tagged {
  readonly tags: readonly Tag[]
  keep(tags: readonly Tag[]): Write
}

async function tagged(id: string, context: OrganizationsContext): Promise<Tagged> {
  const organization: Organization = await getManaged(context)
  if (id.startsWith('p-')) {
    const policy = await getPolicy(organization, id, context)
    refuseManaged(policy)
    return { tags: policy.tags, keep: tags => policyWrite(organization, { ...policy, tags }) }
  }
  const node = await findNode(organization, id, context)
  if (!node) throw TargetNotFoundException("You specified a target that doesn't exist.")
  return { tags: node.tags, keep: tags => nodeWrite(organization, { ...node, tags }) }
}
