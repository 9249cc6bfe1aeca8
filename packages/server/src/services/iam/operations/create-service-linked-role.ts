import { attachmentKey, putRecord, type Role, roleKey } from '../../../access/records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { assert } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { InvalidInputException, iam } from '../../../wire/models/iam.ts'
import { commitNew } from '../commit.ts'
import { operation } from '../context.ts'
import { entityArn, entityWrites } from '../entities.ts'
import { LIMITS } from '../limits.ts'
import { linkedRoleOf, linkedRolePath, linkedRoleTrust } from '../linked-roles.ts'
import { createdRole } from '../outputs.ts'
import { findPolicy, useWrite } from '../policies.ts'

/** Creates the role through which one of the services acts in the account. Its name, trust and policy are fixed. */
export const createServiceLinkedRole = operation(iam.CreateServiceLinkedRole, {
  authorize: ({ AWSServiceName }, { account }) =>
    check('iam:CreateServiceLinkedRole', arnOf(AWSServiceName, account), {
      context: { 'iam:AWSServiceName': AWSServiceName },
    }),

  async handle({ AWSServiceName, Description, CustomSuffix }, context) {
    const { account, documents, clock, random } = context
    const linked = linkedRoleOf(AWSServiceName)
    if (!linked) {
      throw InvalidInputException(`Service-linked roles are not supported for ${AWSServiceName}`)
    }
    if (CustomSuffix !== undefined) {
      throw InvalidInputException(`Custom suffix is not allowed for ${AWSServiceName}`)
    }
    const { roleName: name, policyArn } = linked
    if (await documents.get(roleKey(account, name))) {
      throw InvalidInputException(
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      )
    }
    const policy = await findPolicy(policyArn, context)
    assert(policy, 'the policy of a service-linked role is known')
    const role: Role = {
      name,
      path: linkedRolePath(AWSServiceName),
      id: uniqueId('AROA', account, random),
      arn: arnOf(AWSServiceName, account),
      createdAt: clock.now(),
      attached: [policy.arn],
      inline: [],
      tags: [],
      ...(Description !== undefined && { description: Description }),
      maxSessionSeconds: LIMITS.maxSessionSeconds,
      trust: { document: linkedRoleTrust(AWSServiceName), pinned: {} },
      serviceLinked: true,
    }
    await commitNew(
      'roles',
      [
        ...entityWrites('role', account, role),
        putRecord(attachmentKey(account, policy.arn, 'policy', 'role', name), {}),
        useWrite(account, policy, 'policy', 1),
      ],
      context,
    )
    return { Role: createdRole(role) }
  },
})

function arnOf(service: string, account: string): string {
  const name = linkedRoleOf(service)?.roleName ?? 'AWSServiceRole'
  return entityArn('role', account, linkedRolePath(service), name)
}
