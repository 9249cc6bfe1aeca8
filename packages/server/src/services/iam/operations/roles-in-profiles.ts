import { passedRole } from '../../../operation/check.ts'
import { iam, NoSuchEntityException } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { entityArn, entityWrites, findEntity, getEntity, getModifiable } from '../entities.ts'
import { quotaExceeded } from '../errors.ts'
import { getProfile, profileCheck, profileWrite } from '../instance-profiles.ts'

/** Puts a role into a profile, which passes it to EC2's machines. */
export const addRoleToInstanceProfile = operation(iam.AddRoleToInstanceProfile, {
  async authorize({ InstanceProfileName, RoleName }, context) {
    const role = await findEntity('role', RoleName, context)
    const arn = role?.arn ?? entityArn('role', context.account, '/', RoleName)
    return [
      await profileCheck('iam:AddRoleToInstanceProfile', InstanceProfileName, context),
      passedRole(arn, 'ec2.amazonaws.com'),
    ]
  },

  async handle({ InstanceProfileName, RoleName }, context) {
    const { account, documents } = context
    const profile = await getProfile(InstanceProfileName, context)
    const role = await getModifiable('role', RoleName, context)
    if (profile.role !== undefined) throw quotaExceeded('InstanceSessionsPerInstanceProfile')
    const instanceProfiles = [...(role.instanceProfiles ?? []), profile.name.toLowerCase()]
    await documents.commit([
      profileWrite(account, { ...profile, role: role.name.toLowerCase() }),
      ...entityWrites('role', account, { ...role, instanceProfiles }),
    ])
  },
})

export const removeRoleFromInstanceProfile = operation(iam.RemoveRoleFromInstanceProfile, {
  authorize: ({ InstanceProfileName }, context) =>
    profileCheck('iam:RemoveRoleFromInstanceProfile', InstanceProfileName, context),

  async handle({ InstanceProfileName, RoleName }, context) {
    const { account, documents } = context
    const { role: holds, ...empty } = await getProfile(InstanceProfileName, context)
    const role = await getEntity('role', RoleName, context)
    if (holds !== role.name.toLowerCase()) {
      throw NoSuchEntityException(
        `The role with name ${RoleName} cannot be found in the instance profile ${empty.name}.`,
      )
    }
    const profiles = role.instanceProfiles ?? []
    const instanceProfiles = profiles.filter(name => name !== empty.name.toLowerCase())
    await documents.commit([
      profileWrite(account, empty),
      ...entityWrites('role', account, { ...role, instanceProfiles }),
    ])
  },
})
