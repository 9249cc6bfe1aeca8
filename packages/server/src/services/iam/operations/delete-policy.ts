import { policyKey } from '../../../access/records.ts'
import { DeleteConflictException, iam } from '../../../wire/models/iam.ts'
import { uncounted } from '../commit.ts'
import { operation } from '../context.ts'
import { getPolicy, policyCheck } from '../policies.ts'

/** Deletes a managed policy that nobody uses and that has only its default version left. */
export const deletePolicy = operation(iam.DeletePolicy, {
  authorize: ({ PolicyArn }, context) => policyCheck('iam:DeletePolicy', PolicyArn, context),

  async handle({ PolicyArn }, context) {
    const { account, documents } = context
    const { name, attachments, boundaries, versions } = await getPolicy(PolicyArn, context)
    if (attachments + boundaries > 0) {
      throw DeleteConflictException('Cannot delete a policy attached to entities.')
    }
    if (versions.length > 1) {
      throw DeleteConflictException(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      )
    }
    await documents.commit([
      { type: 'delete', key: policyKey(account, name) },
      uncounted(account, 'policies'),
    ])
  },
})
