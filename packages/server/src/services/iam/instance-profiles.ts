import type { Check } from '../../access/check.ts'
import { renderPinned } from '../../access/pinning.ts'
import {
  type InstanceProfile,
  instanceProfileKey,
  putRecord,
  recordOf,
} from '../../access/records.ts'
import { check } from '../../operation/check.ts'
import type { Write } from '../../store/store.ts'
import type { InstanceProfile as WireProfile } from '../../wire/models/iam.ts'
import { findEntity, type Where } from './entities.ts'
import { noSuchEntity } from './errors.ts'
import { listedRole } from './outputs.ts'
import { wireTags } from './tags.ts'

export const profileArn = (account: string, path: string, name: string): string =>
  `arn:aws:iam::${account}:instance-profile${path}${name}`

export async function findProfile(
  name: string,
  { account, documents }: Where,
): Promise<InstanceProfile | undefined> {
  return recordOf<InstanceProfile>(await documents.get(instanceProfileKey(account, name)))
}

/** @throws NoSuchEntity */
export async function getProfile(name: string, where: Where): Promise<InstanceProfile> {
  const found = await findProfile(name, where)
  if (!found) throw noSuchEntity('instance profile', name)
  return found
}

export const profileWrite = (account: string, profile: InstanceProfile): Write =>
  putRecord(instanceProfileKey(account, profile.name), profile)

export async function profileCheck(
  action: string,
  name: string,
  where: Where,
  more: Pick<Check, 'requestTags' | 'requestTagKeys'> = {},
): Promise<Check> {
  const profile = await findProfile(name, where)
  const arn = profile?.arn ?? profileArn(where.account, '/', name)
  return check(
    action,
    { arns: [arn], shownAs: `instance profile ${name}` },
    {
      ...(profile && { tags: async () => profile.tags }),
      tagPrefixes: ['iam:ResourceTag'],
      ...more,
    },
  )
}

/** The profile with its role. Lists leave the tags out. */
export async function listedProfile(
  { path, name, id, arn, createdAt, role: holds }: InstanceProfile,
  where: Where,
): Promise<WireProfile> {
  const role = holds === undefined ? undefined : await findEntity('role', holds, where)
  return {
    Path: path,
    InstanceProfileName: name,
    InstanceProfileId: id,
    Arn: arn,
    CreateDate: createdAt,
    Roles: role ? [listedRole(role, await renderPinned(role.trust, where.documents))] : [],
    Tags: undefined,
  }
}

export const profileOutput = async (
  profile: InstanceProfile,
  where: Where,
): Promise<WireProfile> => ({
  ...(await listedProfile(profile, where)),
  Tags: wireTags(profile.tags),
})
