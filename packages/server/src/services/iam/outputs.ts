import type { Group, ManagedPolicy, PolicyVersion, Role, User } from '../../access/records.ts'
import type {
  AttachedPermissionsBoundary,
  Group as WireGroup,
  Policy as WirePolicy,
  Role as WireRole,
  User as WireUser,
  PolicyVersion as WireVersion,
} from '../../wire/models/iam.ts'
import { encodeDocument } from './documents.ts'
import { wireTags } from './tags.ts'

/** Records as answers print them. Lists leave out what single reads tell (spec/iam.md §6.2). */

export function listedUser({ path, name, id, arn, createdAt }: User): WireUser {
  return {
    Path: path,
    UserName: name,
    UserId: id,
    Arn: arn,
    CreateDate: createdAt,
    PasswordLastUsed: undefined,
    PermissionsBoundary: undefined,
    Tags: undefined,
  }
}

export const userOutput = (user: User): WireUser => ({
  ...listedUser(user),
  PermissionsBoundary: boundaryOutput(user.boundary),
  Tags: user.tags.length > 0 ? wireTags(user.tags) : undefined,
})

/** The account's root user, whom AWS answers without name and path although the model requires them. */
export function rootOutput(arn: string, account: string, createdAt: number): WireUser {
  const unnamed = { UserId: account, Arn: arn, CreateDate: createdAt }
  return unnamed as WireUser
}

export function groupOutput({ path, name, id, arn, createdAt }: Group): WireGroup {
  return { Path: path, GroupName: name, GroupId: id, Arn: arn, CreateDate: createdAt }
}

/** `trust` is the document as it reads now (`renderPinned`). */
export function listedRole(role: Role, trust: string): WireRole {
  const { path, name, id, arn, createdAt, description, maxSessionSeconds } = role
  return {
    Path: path,
    RoleName: name,
    RoleId: id,
    Arn: arn,
    CreateDate: createdAt,
    AssumeRolePolicyDocument: encodeDocument(trust),
    Description: description,
    MaxSessionDuration: maxSessionSeconds,
    PermissionsBoundary: undefined,
    Tags: undefined,
    RoleLastUsed: undefined,
  }
}

export const createdRole = (role: Role): WireRole => ({
  ...listedRole(role, role.trust.document),
  MaxSessionDuration: undefined,
  PermissionsBoundary: boundaryOutput(role.boundary),
  Tags: role.tags.length > 0 ? wireTags(role.tags) : undefined,
})

export const roleOutput = (
  role: Role,
  trust: string,
  lastUsed: { readonly at: number; readonly region: string } | undefined,
): WireRole => ({
  ...listedRole(role, trust),
  PermissionsBoundary: boundaryOutput(role.boundary),
  Tags: role.tags.length > 0 ? wireTags(role.tags) : undefined,
  RoleLastUsed: { LastUsedDate: lastUsed?.at, Region: lastUsed?.region },
})

function boundaryOutput(arn: string | undefined): AttachedPermissionsBoundary | undefined {
  if (arn === undefined) return undefined
  return { PermissionsBoundaryType: BOUNDARY_TYPE, PermissionsBoundaryArn: arn }
}

// AWS answers this text, which its own model does not list.
const BOUNDARY_TYPE = 'Policy' as AttachedPermissionsBoundary['PermissionsBoundaryType'] & string

export function listedPolicy(policy: ManagedPolicy): WirePolicy {
  const { name, id, arn, path, defaultVersion, attachments, boundaries } = policy
  return {
    PolicyName: name,
    PolicyId: id,
    Arn: arn,
    Path: path,
    DefaultVersionId: defaultVersion,
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    Description: undefined,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
    Tags: undefined,
  }
}

export const policyOutput = (policy: ManagedPolicy): WirePolicy => ({
  ...listedPolicy(policy),
  Description: policy.description,
  Tags: wireTags(policy.tags),
})

export function listedVersion(
  { id, createdAt }: PolicyVersion,
  { defaultVersion }: ManagedPolicy,
): WireVersion {
  return {
    Document: undefined,
    VersionId: id,
    IsDefaultVersion: id === defaultVersion,
    CreateDate: createdAt,
  }
}

export const versionOutput = (version: PolicyVersion, policy: ManagedPolicy): WireVersion => ({
  ...listedVersion(version, policy),
  Document: encodeDocument(version.document),
})
