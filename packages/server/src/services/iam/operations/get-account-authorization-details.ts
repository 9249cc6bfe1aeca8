import { listManagedPolicies } from '../../../access/managed-policies.ts'
import { renderPinned } from '../../../access/pinning.ts'
import {
  type Entity,
  type EntityKind,
  type Group,
  type LastUse,
  lastUseKey,
  type ManagedPolicy,
  type Role,
  recordOf,
  type User,
} from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import {
  type EntityType,
  type GetAccountAuthorizationDetailsResponse,
  type GroupDetail,
  iam,
  type ManagedPolicyDetail,
  type RoleDetail,
  type UserDetail,
} from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { encodeDocument } from '../documents.ts'
import { findEntity } from '../entities.ts'
import { getProfile, listedProfile } from '../instance-profiles.ts'
import { groupOutput, listedPolicy, roleOutput, userOutput, versionOutput } from '../outputs.ts'
import { chained, type Page, type PageInput, pageOf, scan } from '../paging.ts'
import { findPolicy, withUses } from '../policies.ts'

/** Everybody with all their policies: users, groups, roles, then the managed policies, one list after the other. */
export const getAccountAuthorizationDetails = operation(iam.GetAccountAuthorizationDetails, {
  readOnly: true,
  authorize: () => check('iam:GetAccountAuthorizationDetails', { arns: 'any', shownAs: '*' }),

  async handle({ Filter = [], ...input }, context) {
    const wanted = SECTIONS.filter(({ type }) => Filter.length === 0 || Filter.includes(type))
    const { items, ...page } = await chained(
      wanted.map(
        ({ list }) =>
          (one: PageInput) =>
            list(one, context),
      ),
      input,
    )
    return { ...detailsOf(items), ...page }
  },
})

type Detail =
  | { readonly user: UserDetail }
  | { readonly group: GroupDetail }
  | { readonly role: RoleDetail }
  | { readonly policy: ManagedPolicyDetail }

const SECTIONS: readonly {
  readonly type: EntityType
  readonly list: (page: PageInput, context: IamContext) => Promise<Page<Detail>>
}[] = [
  { type: 'User', list: ofKind<User>('user', userDetail) },
  { type: 'Group', list: ofKind<Group>('group', groupDetail) },
  { type: 'Role', list: ofKind<Role>('role', roleDetail) },
  {
    type: 'LocalManagedPolicy',
    list: (page, context) =>
      scan(within('iam.policy', context.account), page, context, row => {
        const policy = recordOf<ManagedPolicy>(row)
        return policy && policyDetail(policy)
      }),
  },
  {
    // Of AWS's own policies, those that somebody here has.
    type: 'AWSManagedPolicy',
    async list(page, context) {
      const all = await Promise.all(listManagedPolicies().map(one => withUses(one, context)))
      const used = all.filter(({ attachments, boundaries }) => attachments + boundaries > 0)
      return pageOf(used.map(policyDetail), page)
    },
  },
]

function ofKind<E extends Entity>(
  kind: EntityKind,
  detail: (entity: E, context: IamContext) => Promise<Detail>,
) {
  return (page: PageInput, context: IamContext) =>
    scan(within(`iam.${kind}`, context.account), page, context, row => {
      const entity = recordOf<E>(row)
      return entity && detail(entity, context)
    })
}

async function userDetail(user: User, context: IamContext): Promise<Detail> {
  const groups = await Promise.all(user.groups.map(name => findEntity('group', name, context)))
  const { PasswordLastUsed: _, ...output } = userOutput(user)
  return {
    user: {
      ...output,
      UserPolicyList: inlineOf(user),
      GroupList: groups.flatMap(group => group?.name ?? []),
      AttachedManagedPolicies: await attachedOf(user, context),
    },
  }
}

async function groupDetail(group: Group, context: IamContext): Promise<Detail> {
  return {
    group: {
      ...groupOutput(group),
      GroupPolicyList: inlineOf(group),
      AttachedManagedPolicies: await attachedOf(group, context),
    },
  }
}

async function roleDetail(role: Role, context: IamContext): Promise<Detail> {
  const { documents } = context
  const lastUsed = recordOf<LastUse>(await documents.get(lastUseKey(role.id)))
  const trust = await renderPinned(role.trust, documents)
  const { Description: _, MaxSessionDuration: __, ...output } = roleOutput(role, trust, lastUsed)
  const profiles = await Promise.all(
    (role.instanceProfiles ?? []).map(name => getProfile(name, context)),
  )
  return {
    role: {
      ...output,
      InstanceProfileList: await Promise.all(profiles.map(one => listedProfile(one, context))),
      RolePolicyList: inlineOf(role),
      AttachedManagedPolicies: await attachedOf(role, context),
    },
  }
}

function policyDetail(policy: ManagedPolicy): Detail {
  const { Tags: _, ...output } = listedPolicy(policy)
  return {
    policy: {
      ...output,
      Description: policy.description,
      PolicyVersionList: policy.versions.map(version => versionOutput(version, policy)),
    },
  }
}

const inlineOf = ({ inline }: Entity) =>
  inline.map(({ name, document }) => ({
    PolicyName: name,
    PolicyDocument: encodeDocument(document),
  }))

async function attachedOf({ attached }: Entity, context: IamContext) {
  const policies = await Promise.all(attached.map(arn => findPolicy(arn, context)))
  return policies.flatMap(policy =>
    policy ? [{ PolicyName: policy.name, PolicyArn: policy.arn }] : [],
  )
}

function detailsOf(
  all: readonly Detail[],
): Omit<GetAccountAuthorizationDetailsResponse, 'IsTruncated' | 'Marker'> {
  return {
    UserDetailList: all.flatMap(one => ('user' in one ? [one.user] : [])),
    GroupDetailList: all.flatMap(one => ('group' in one ? [one.group] : [])),
    RoleDetailList: all.flatMap(one => ('role' in one ? [one.role] : [])),
    Policies: all.flatMap(one => ('policy' in one ? [one.policy] : [])),
  }
}
