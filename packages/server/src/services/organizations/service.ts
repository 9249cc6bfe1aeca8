import type { Compiler } from '../../access/compiled.ts'
import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { OrganizationsContext } from './context.ts'
import {
  describeAccount,
  listAccounts,
  moveAccount,
  removeAccountFromOrganization,
} from './operations/accounts.ts'
import {
  attachPolicy,
  detachPolicy,
  disablePolicyType,
  enablePolicyType,
  listPoliciesForTarget,
  listTargetsForPolicy,
} from './operations/attachments.ts'
import {
  createAccount,
  describeCreateAccountStatus,
  listCreateAccountStatus,
} from './operations/create-account.ts'
import {
  acceptHandshake,
  cancelHandshake,
  declineHandshake,
  describeHandshake,
  inviteAccountToOrganization,
  leaveOrganization,
  listHandshakesForAccount,
} from './operations/handshakes.ts'
import {
  createOrganization,
  deleteOrganization,
  describeOrganization,
} from './operations/organization.ts'
import {
  createPolicy,
  deletePolicy,
  describePolicy,
  listPolicies,
  updatePolicy,
} from './operations/policies.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import {
  listAccountsForParent,
  listChildren,
  listOrganizationalUnitsForParent,
  listParents,
  listRoots,
} from './operations/tree-lists.ts'
import {
  createOrganizationalUnit,
  deleteOrganizationalUnit,
  describeOrganizationalUnit,
  updateOrganizationalUnit,
} from './operations/units.ts'

/** AWS Organizations, as far as decisions depend on it: accounts, units and control policies (spec/iam.md §4.7). */
export function organizationsService(parts: {
  readonly seal: Seal
  readonly compiler: Compiler
}): Service {
  return defineService<OrganizationsContext>({
    name: 'organizations',
    context: core => ({ ...core, ...parts }),
    operations: [
      ...[createOrganization, describeOrganization, deleteOrganization],
      ...[createAccount, describeCreateAccountStatus, listCreateAccountStatus],
      ...[describeAccount, listAccounts, moveAccount, removeAccountFromOrganization],
      ...[createOrganizationalUnit, describeOrganizationalUnit, updateOrganizationalUnit],
      ...[deleteOrganizationalUnit, listRoots, listChildren, listParents],
      ...[listOrganizationalUnitsForParent, listAccountsForParent],
      ...[enablePolicyType, disablePolicyType, attachPolicy, detachPolicy],
      ...[listPoliciesForTarget, listTargetsForPolicy],
      ...[createPolicy, describePolicy, updatePolicy, deletePolicy, listPolicies],
      ...[inviteAccountToOrganization, acceptHandshake, declineHandshake, cancelHandshake],
      ...[describeHandshake, listHandshakesForAccount, leaveOrganization],
      ...[tagResource, untagResource, listTagsForResource],
    ],
  })
}
