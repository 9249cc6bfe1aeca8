import type { Compiler } from '../../access/compiled.ts'
import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { IamContext } from './context.ts'
import { QUOTAS, type Quotas } from './limits.ts'
import {
  createAccountAlias,
  deleteAccountAlias,
  listAccountAliases,
} from './operations/account-aliases.ts'
import { attachedPolicyOperations } from './operations/attached-policies.ts'
import { deleteAccessKey, updateAccessKey } from './operations/change-access-key.ts'
import { changePassword } from './operations/change-password.ts'
import { createAccessKey } from './operations/create-access-key.ts'
import { createGroup } from './operations/create-group.ts'
import { createPolicy } from './operations/create-policy.ts'
import { createRole } from './operations/create-role.ts'
import { createServiceLinkedRole } from './operations/create-service-linked-role.ts'
import { createUser } from './operations/create-user.ts'
import { generateCredentialReport, getCredentialReport } from './operations/credential-report.ts'
import { deleteGroup } from './operations/delete-group.ts'
import { deletePolicy } from './operations/delete-policy.ts'
import { deleteRole } from './operations/delete-role.ts'
import {
  deleteServiceLinkedRole,
  getServiceLinkedRoleDeletionStatus,
} from './operations/delete-service-linked-role.ts'
import { deleteUser } from './operations/delete-user.ts'
import { getAccessKeyLastUsed } from './operations/get-access-key-last-used.ts'
import { getAccountAuthorizationDetails } from './operations/get-account-authorization-details.ts'
import { getAccountSummary } from './operations/get-account-summary.ts'
import { getGroup } from './operations/get-group.ts'
import { getPolicy } from './operations/get-policy.ts'
import { getRole } from './operations/get-role.ts'
import { getUser } from './operations/get-user.ts'
import {
  addUserToGroup,
  listGroupsForUser,
  removeUserFromGroup,
} from './operations/group-members.ts'
import { inlinePolicyOperations } from './operations/inline-policies.ts'
import {
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  listInstanceProfiles,
  listInstanceProfilesForRole,
} from './operations/instance-profiles.ts'
import { listAccessKeys } from './operations/list-access-keys.ts'
import { listGroups, listRoles, listUsers } from './operations/list-entities.ts'
import { listEntitiesForPolicy } from './operations/list-entities-for-policy.ts'
import { listPolicies } from './operations/list-policies.ts'
import {
  createLoginProfile,
  deleteLoginProfile,
  getLoginProfile,
  updateLoginProfile,
} from './operations/login-profiles.ts'
import {
  deactivateMFADevice,
  enableMFADevice,
  getMFADevice,
  listMFADevices,
  resyncMFADevice,
} from './operations/mfa-devices.ts'
import {
  addClientID,
  createOpenIDConnectProvider,
  deleteOpenIDConnectProvider,
  getOpenIDConnectProvider,
  listOpenIDConnectProviders,
  removeClientID,
  updateThumbprints,
} from './operations/oidc-providers.ts'
import {
  deleteAccountPasswordPolicy,
  getAccountPasswordPolicy,
  updateAccountPasswordPolicy,
} from './operations/password-policy.ts'
import { boundaryOperations } from './operations/permissions-boundaries.ts'
import {
  createPolicyVersion,
  deletePolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from './operations/policy-versions.ts'
import {
  addRoleToInstanceProfile,
  removeRoleFromInstanceProfile,
} from './operations/roles-in-profiles.ts'
import {
  createSAMLProvider,
  deleteSAMLProvider,
  getSAMLProvider,
  listSAMLProviders,
  updateSAMLProvider,
} from './operations/saml-providers.ts'
import {
  deleteServerCertificate,
  getServerCertificate,
  listServerCertificates,
  updateServerCertificate,
  uploadServerCertificate,
} from './operations/server-certificates.ts'
import {
  generateServiceLastAccessedDetails,
  getServiceLastAccessedDetails,
  getServiceLastAccessedDetailsWithEntities,
  listPoliciesGrantingServiceAccess,
} from './operations/service-last-accessed.ts'
import {
  getContextKeysForCustomPolicy,
  getContextKeysForPrincipalPolicy,
  simulateCustomPolicy,
  simulatePrincipalPolicy,
} from './operations/simulate.ts'
import { tagOperations } from './operations/tags.ts'
import { updateGroup } from './operations/update-group.ts'
import {
  updateAssumeRolePolicy,
  updateRole,
  updateRoleDescription,
} from './operations/update-role.ts'
import { updateUser } from './operations/update-user.ts'
import {
  createVirtualMFADevice,
  deleteVirtualMFADevice,
  listVirtualMFADevices,
} from './operations/virtual-mfa-devices.ts'

/** Identity and access management (spec/iam.md §6), guarded by itself. */
export function iamService(parts: {
  readonly seal: Seal
  readonly compiler: Compiler
  /** The defaults of AWS when absent. */
  readonly quotas?: Quotas
}): Service {
  const own = { quotas: QUOTAS, ...parts }
  return defineService<IamContext>({
    name: 'iam',
    context: core => ({ ...core, ...own }),
    operations: [
      ...[createUser, getUser, listUsers, updateUser, deleteUser],
      ...[createAccessKey, updateAccessKey, deleteAccessKey, listAccessKeys, getAccessKeyLastUsed],
      ...[createGroup, getGroup, listGroups, updateGroup, deleteGroup],
      ...[addUserToGroup, removeUserFromGroup, listGroupsForUser],
      ...[createRole, getRole, listRoles, updateRole, updateRoleDescription],
      ...[updateAssumeRolePolicy, deleteRole],
      ...[createPolicy, getPolicy, listPolicies, deletePolicy, listEntitiesForPolicy],
      ...[createPolicyVersion, getPolicyVersion, listPolicyVersions],
      ...[deletePolicyVersion, setDefaultPolicyVersion],
      ...[createServiceLinkedRole, deleteServiceLinkedRole, getServiceLinkedRoleDeletionStatus],
      ...[createInstanceProfile, getInstanceProfile, listInstanceProfiles],
      ...[listInstanceProfilesForRole, deleteInstanceProfile],
      ...[addRoleToInstanceProfile, removeRoleFromInstanceProfile],
      ...[createAccountAlias, deleteAccountAlias, listAccountAliases],
      ...[getAccountSummary, getAccountAuthorizationDetails],
      ...[simulatePrincipalPolicy, simulateCustomPolicy],
      ...[getContextKeysForPrincipalPolicy, getContextKeysForCustomPolicy],
      ...[createLoginProfile, getLoginProfile, updateLoginProfile, deleteLoginProfile],
      ...[updateAccountPasswordPolicy, getAccountPasswordPolicy, deleteAccountPasswordPolicy],
      ...[changePassword, generateCredentialReport, getCredentialReport],
      ...[createVirtualMFADevice, listVirtualMFADevices, deleteVirtualMFADevice],
      ...[enableMFADevice, resyncMFADevice, deactivateMFADevice, listMFADevices, getMFADevice],
      ...[createOpenIDConnectProvider, getOpenIDConnectProvider, listOpenIDConnectProviders],
      ...[deleteOpenIDConnectProvider, addClientID, removeClientID, updateThumbprints],
      ...[createSAMLProvider, getSAMLProvider, listSAMLProviders, updateSAMLProvider],
      ...[deleteSAMLProvider, uploadServerCertificate, getServerCertificate],
      ...[listServerCertificates, updateServerCertificate, deleteServerCertificate],
      ...[generateServiceLastAccessedDetails, getServiceLastAccessedDetails],
      ...[getServiceLastAccessedDetailsWithEntities, listPoliciesGrantingServiceAccess],
      ...attachedPolicyOperations,
      ...inlinePolicyOperations,
      ...boundaryOperations,
      ...tagOperations,
    ],
  })
}
