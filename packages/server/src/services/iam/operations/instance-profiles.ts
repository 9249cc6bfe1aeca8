import { type InstanceProfile, instanceProfileKey, recordOf } from '../../../access/records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { EntityAlreadyExistsException, iam } from '../../../wire/models/iam.ts'
import { commitNew, uncounted } from '../commit.ts'
import { operation } from '../context.ts'
import { creationChecks } from '../creation.ts'
import { entityCheck, getEntity } from '../entities.ts'
import { deleteConflict } from '../errors.ts'
import {
  getProfile,
  listedProfile,
  profileArn,
  profileCheck,
  profileOutput,
  profileWrite,
} from '../instance-profiles.ts'
import { pageOf, scan } from '../paging.ts'
import { requestedTags, wireTags } from '../tags.ts'

export const createInstanceProfile = operation(iam.CreateInstanceProfile, {
  authorize: ({ InstanceProfileName, Path = '/', Tags }, { account }) =>
    creationChecks('InstanceProfile', profileArn(account, Path, InstanceProfileName), Tags),

  async handle({ InstanceProfileName, Path = '/', Tags }, context) {
    const { account, documents, clock, random } = context
    if (await documents.get(instanceProfileKey(account, InstanceProfileName))) {
      throw EntityAlreadyExistsException(`Instance Profile ${InstanceProfileName} already exists.`)
    }
    const profile: InstanceProfile = {
      name: InstanceProfileName,
      path: Path,
      id: uniqueId('AIPA', account, random),
      arn: profileArn(account, Path, InstanceProfileName),
      createdAt: clock.now(),
      tags: requestedTags(Tags),
    }
    await commitNew('instance-profiles', [profileWrite(account, profile)], context)
    const output = await listedProfile(profile, context)
    const tags = profile.tags.length > 0 ? wireTags(profile.tags) : undefined
    return { InstanceProfile: { ...output, Tags: tags } }
  },
})

export const getInstanceProfile = operation(iam.GetInstanceProfile, {
  readOnly: true,
  authorize: ({ InstanceProfileName }, context) =>
    profileCheck('iam:GetInstanceProfile', InstanceProfileName, context),

  async handle({ InstanceProfileName }, context) {
    const profile = await getProfile(InstanceProfileName, context)
    return { InstanceProfile: await profileOutput(profile, context) }
  },
})

export const listInstanceProfiles = operation(iam.ListInstanceProfiles, {
  readOnly: true,
  authorize: (_, { account }) =>
    check('iam:ListInstanceProfiles', {
      arns: 'any',
      shownAs: `arn:aws:iam::${account}:instance-profile/`,
    }),

  async handle({ PathPrefix = '/', ...page }, context) {
    const rows = within('iam.instance-profile', context.account)
    const { items, ...rest } = await scan(rows, page, context, async row => {
      const profile = recordOf<InstanceProfile>(row)
      return profile?.path.startsWith(PathPrefix) ? listedProfile(profile, context) : undefined
    })
    return { InstanceProfiles: items, ...rest }
  },
})

export const listInstanceProfilesForRole = operation(iam.ListInstanceProfilesForRole, {
  readOnly: true,
  authorize: ({ RoleName }, context) =>
    entityCheck('iam:ListInstanceProfilesForRole', 'role', RoleName, context),

  async handle({ RoleName, ...page }, context) {
    const { instanceProfiles = [] } = await getEntity('role', RoleName, context)
    const { items, ...rest } = pageOf(instanceProfiles, page)
    const profiles = await Promise.all(items.map(name => getProfile(name, context)))
    return {
      InstanceProfiles: await Promise.all(profiles.map(one => listedProfile(one, context))),
      ...rest,
    }
  },
})

export const deleteInstanceProfile = operation(iam.DeleteInstanceProfile, {
  authorize: ({ InstanceProfileName }, context) =>
    profileCheck('iam:DeleteInstanceProfile', InstanceProfileName, context),

  async handle({ InstanceProfileName }, context) {
    const { account, documents } = context
    const profile = await getProfile(InstanceProfileName, context)
    if (profile.role !== undefined) throw deleteConflict('remove roles from instance profile')
    await documents.commit([
      { type: 'delete', key: instanceProfileKey(account, profile.name) },
      uncounted(account, 'instance-profiles'),
    ])
  },
})
