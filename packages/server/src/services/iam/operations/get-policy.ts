import { iam } from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { policyOutput } from '../outputs.ts'
import { getPolicy as get, policyCheck, withUses } from '../policies.ts'

/** One managed policy, the account's own or AWS's. */
export const getPolicy = operation(iam.GetPolicy, {
  readOnly: true,
  authorize: ({ PolicyArn }, context) => policyCheck('iam:GetPolicy', PolicyArn, context),

  async handle({ PolicyArn }, context) {
    const policy = await withUses(await get(PolicyArn, context), context)
    return { Policy: policyOutput(policy) }
  },
})
