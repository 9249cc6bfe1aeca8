import type { Check } from '../../../access/check.ts'
import type { Tag } from '../../../access/identity.ts'
import type { Write } from '../../../store/store.ts'
import { iam, type ListUserTagsResponse, type Tag as WireTag } from '../../../wire/models/iam.ts'
import type { OperationRef } from '../../../wire/models/model.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, entityWrites, getEntity } from '../entities.ts'
import { getProfile, profileCheck, profileWrite } from '../instance-profiles.ts'
import { type PageInput, pageOf } from '../paging.ts'
import { getPolicy, policyCheck, policyWrite } from '../policies.ts'
import { mergedTags, requestedTags, type TagQuota, tagsOf, wireTags, withoutTags } from '../tags.ts'

/** Tag, untag and list tags: the same three operations for everything in IAM that has tags. */

/** What is tagged, by the name or ARN that requests give. */
interface Taggable {
  readonly quota: TagQuota
  check(
    action: string,
    name: string,
    context: IamContext,
    more?: Pick<Check, 'requestTags' | 'requestTagKeys'>,
  ): Promise<Check>
  load(name: string, context: IamContext): Promise<Tagged>
}

interface Tagged {
  readonly tags: readonly Tag[]
  keep(tags: readonly Tag[]): Write[]
}

const ofEntity = (kind: 'user' | 'role', quota: TagQuota): Taggable => ({
  quota,
  check: (action, name, context, more) => entityCheck(action, kind, name, context, more),
  async load(name, context) {
    const entity = await getEntity(kind, name, context)
    return {
      tags: entity.tags,
      keep: tags => entityWrites(kind, context.account, { ...entity, tags }),
    }
  },
})

const POLICIES: Taggable = {
  quota: 'TagsPerPolicy',
  check: policyCheck,
  async load(arn, context) {
    const policy = await getPolicy(arn, context)
    return { tags: policy.tags, keep: tags => [policyWrite(context.account, { ...policy, tags })] }
  },
}

const PROFILES: Taggable = {
  quota: 'TagsPerInstanceProfile',
  check: profileCheck,
  async load(name, context) {
    const profile = await getProfile(name, context)
    return {
      tags: profile.tags,
      keep: tags => [profileWrite(context.account, { ...profile, tags })],
    }
  },
}

function tagging<I extends { readonly Tags: readonly WireTag[] }>(
  model: OperationRef<I, void>,
  { quota, check, load }: Taggable,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    authorize: (input, context) =>
      check(`iam:${model.name}`, nameOf(input), context, { requestTags: tagsOf(input.Tags) }),

    async handle(input, context) {
      const { tags, keep } = await load(nameOf(input), context)
      const merged = mergedTags(tags, requestedTags(input.Tags), quota)
      await context.documents.commit(keep(merged))
    },
  })
}

function untagging<I extends { readonly TagKeys: readonly string[] }>(
  model: OperationRef<I, void>,
  { check, load }: Taggable,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    authorize: (input, context) =>
      check(`iam:${model.name}`, nameOf(input), context, { requestTagKeys: input.TagKeys }),

    async handle(input, context) {
      const { tags, keep } = await load(nameOf(input), context)
      await context.documents.commit(keep(withoutTags(tags, input.TagKeys)))
    },
  })
}

function listing<I extends PageInput>(
  model: OperationRef<I, ListUserTagsResponse>,
  { check, load }: Taggable,
  nameOf: (input: I) => string,
) {
  return operation(model, {
    readOnly: true,
    authorize: (input, context) => check(`iam:${model.name}`, nameOf(input), context),

    async handle(input, context) {
      const { tags } = await load(nameOf(input), context)
      const { items, ...page } = pageOf(tags, input)
      return { Tags: wireTags(items), ...page }
    },
  })
}

const USERS = ofEntity('user', 'TagsPerUser')
const ROLES = ofEntity('role', 'TagsPerRole')

export const tagOperations = [
  tagging(iam.TagUser, USERS, input => input.UserName),
  tagging(iam.TagRole, ROLES, input => input.RoleName),
  tagging(iam.TagPolicy, POLICIES, input => input.PolicyArn),
  tagging(iam.TagInstanceProfile, PROFILES, input => input.InstanceProfileName),
  untagging(iam.UntagUser, USERS, input => input.UserName),
  untagging(iam.UntagRole, ROLES, input => input.RoleName),
  untagging(iam.UntagPolicy, POLICIES, input => input.PolicyArn),
  untagging(iam.UntagInstanceProfile, PROFILES, input => input.InstanceProfileName),
  listing(iam.ListUserTags, USERS, input => input.UserName),
  listing(iam.ListRoleTags, ROLES, input => input.RoleName),
  listing(iam.ListPolicyTags, POLICIES, input => input.PolicyArn),
  listing(iam.ListInstanceProfileTags, PROFILES, input => input.InstanceProfileName),
]
