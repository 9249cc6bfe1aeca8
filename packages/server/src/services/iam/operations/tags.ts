import type { Check } from '../../../access/check.ts'
import type { Tag } from '../../../access/identity.ts'
import { putRecord } from '../../../access/records.ts'
import {
  oidcProviderKey,
  samlProviderKey,
  serverCertificateKey,
} from '../../../access/sign-in-records.ts'
import type { Write } from '../../../store/store.ts'
import { iam, type ListUserTagsResponse, type Tag as WireTag } from '../../../wire/models/iam.ts'
import type { OperationRef } from '../../../wire/models/model.ts'
import { certificateCheck, getCertificate } from '../certificates.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, entityWrites, getEntity } from '../entities.ts'
import { getProfile, profileCheck, profileWrite } from '../instance-profiles.ts'
import { getMfa, mfaCheck, mfaWrite } from '../mfa-devices.ts'
import { type PageInput, pageOf } from '../paging.ts'
import { getPolicy, policyCheck, policyWrite } from '../policies.ts'
import { getOidcProvider, getSamlProvider, providerCheck } from '../providers.ts'
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

const DEVICES: Taggable = {
  quota: 'TagsPerMFADevice',
  check: mfaCheck,
  async load(serial, context) {
    const device = await getMfa(serial, context)
    return { tags: device.tags, keep: tags => [mfaWrite(context.account, { ...device, tags })] }
  },
}

const CERTIFICATES: Taggable = {
  quota: 'TagsPerServerCertificate',
  check: certificateCheck,
  async load(name, { account, documents }) {
    const found = await getCertificate(name, { account, documents })
    const key = serverCertificateKey(account, found.name)
    return { tags: found.tags, keep: tags => [putRecord(key, { ...found, tags })] }
  },
}

const OIDC: Taggable = {
  quota: 'TagsPerOpenIDConnectProvider',
  check: providerCheck,
  async load(arn, context) {
    const provider = await getOidcProvider(arn, context)
    const key = oidcProviderKey(context.account, provider.url)
    return { tags: provider.tags, keep: tags => [putRecord(key, { ...provider, tags })] }
  },
}

const SAML: Taggable = {
  quota: 'TagsPerSAMLProvider',
  check: providerCheck,
  async load(arn, context) {
    const provider = await getSamlProvider(arn, context)
    const key = samlProviderKey(context.account, provider.name)
    return { tags: provider.tags, keep: tags => [putRecord(key, { ...provider, tags })] }
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
  tagging(iam.TagMFADevice, DEVICES, input => input.SerialNumber),
  untagging(iam.UntagMFADevice, DEVICES, input => input.SerialNumber),
  listing(iam.ListMFADeviceTags, DEVICES, input => input.SerialNumber),
  tagging(iam.TagServerCertificate, CERTIFICATES, input => input.ServerCertificateName),
  untagging(iam.UntagServerCertificate, CERTIFICATES, input => input.ServerCertificateName),
  listing(iam.ListServerCertificateTags, CERTIFICATES, input => input.ServerCertificateName),
  tagging(iam.TagOpenIDConnectProvider, OIDC, input => input.OpenIDConnectProviderArn),
  untagging(iam.UntagOpenIDConnectProvider, OIDC, input => input.OpenIDConnectProviderArn),
  listing(iam.ListOpenIDConnectProviderTags, OIDC, input => input.OpenIDConnectProviderArn),
  tagging(iam.TagSAMLProvider, SAML, input => input.SAMLProviderArn),
  untagging(iam.UntagSAMLProvider, SAML, input => input.SAMLProviderArn),
  listing(iam.ListSAMLProviderTags, SAML, input => input.SAMLProviderArn),
]
