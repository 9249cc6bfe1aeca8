import { putRecord, recordOf, type User } from '../../../access/records.ts'
import { type LoginProfile, loginProfileKey } from '../../../access/sign-in-records.ts'
import {
  EntityAlreadyExistsException,
  iam,
  NoSuchEntityException,
  type LoginProfile as WireProfile,
} from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, entityWrites, getEntity } from '../entities.ts'
import { findPasswordPolicy, withPassword } from '../passwords.ts'

/** Gives a user a password. */
export const createLoginProfile = operation(iam.CreateLoginProfile, {
  authorize: ({ UserName }, context) =>
    entityCheck('iam:CreateLoginProfile', 'user', UserName, context),

  async handle({ UserName, Password, PasswordResetRequired = false }, context) {
    const { account, documents, clock, random } = context
    const user = await getEntity('user', UserName, context)
    if (user.hasPassword) {
      throw EntityAlreadyExistsException(`Login Profile for user ${user.name} already exists.`)
    }
    const policy = await findPasswordPolicy(context)
    const now = clock.now()
    const profile: LoginProfile = {
      createdAt: now,
      changedAt: now,
      resetRequired: PasswordResetRequired,
      passwords: await withPassword(undefined, Password, { policy, random }),
    }
    await documents.commit([
      putRecord(loginProfileKey(account, user.id), profile),
      ...entityWrites('user', account, { ...user, hasPassword: true }),
    ])
    return { LoginProfile: profileOutput(user, profile) }
  },
})

export const getLoginProfile = operation(iam.GetLoginProfile, {
  readOnly: true,
  authorize: ({ UserName }, context) =>
    entityCheck('iam:GetLoginProfile', 'user', UserName, context),

  async handle({ UserName }, context) {
    const user = await getEntity('user', UserName, context)
    return { LoginProfile: profileOutput(user, await getProfile(user, context)) }
  },
})

/** Sets another password, or whether it must be changed. */
export const updateLoginProfile = operation(iam.UpdateLoginProfile, {
  authorize: ({ UserName }, context) =>
    entityCheck('iam:UpdateLoginProfile', 'user', UserName, context),

  async handle({ UserName, Password, PasswordResetRequired }, context) {
    const { account, documents, clock, random } = context
    const user = await getEntity('user', UserName, context)
    const profile = await getProfile(user, context)
    const policy = await findPasswordPolicy(context)
    const changed = Password !== undefined && {
      passwords: await withPassword(profile, Password, { policy, random }),
      changedAt: clock.now(),
    }
    const resetRequired = PasswordResetRequired ?? profile.resetRequired
    const next: LoginProfile = { ...profile, ...changed, resetRequired }
    await documents.commit([putRecord(loginProfileKey(account, user.id), next)])
  },
})

export const deleteLoginProfile = operation(iam.DeleteLoginProfile, {
  authorize: ({ UserName }, context) =>
    entityCheck('iam:DeleteLoginProfile', 'user', UserName, context),

  async handle({ UserName }, context) {
    const { account, documents } = context
    const user = await getEntity('user', UserName, context)
    await getProfile(user, context)
    const { hasPassword: _, ...without } = user
    await documents.commit([
      { type: 'delete', key: loginProfileKey(account, user.id) },
      ...entityWrites('user', account, without),
    ])
  },
})

/** @throws NoSuchEntity */
export async function getProfile(
  { id, name }: User,
  { account, documents }: IamContext,
): Promise<LoginProfile> {
  const found = recordOf<LoginProfile>(await documents.get(loginProfileKey(account, id)))
  if (!found) throw NoSuchEntityException(`Login Profile for User ${name} cannot be found.`)
  return found
}

const profileOutput = ({ name }: User, profile: LoginProfile): WireProfile => ({
  UserName: name,
  CreateDate: profile.createdAt,
  PasswordResetRequired: profile.resetRequired,
})
