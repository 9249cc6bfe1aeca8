import { renderPinned } from '../../../access/pinning.ts'
import { lexPolicies, PreconditionFailedException } from '../../../wire/models/lex-policies.ts'
import { attach, attachedTo, detach, presentPolicy } from '../attached.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { acceptedPolicy } from '../document.ts'

/** A policy as a whole document: the way to let other accounts in (spec/lex-models.md §8.5). */
export const createResourcePolicy = operation(lexPolicies.CreateResourcePolicy, {
  authorize: guarded('CreateResourcePolicy'),

  async handle({ resourceArn, policy }, context) {
    const attached = await attachedTo(resourceArn, undefined, context)
    if (attached.policy) {
      throw PreconditionFailedException(
        `The resource ${resourceArn} has a policy; change it with UpdateResourcePolicy.`,
      )
    }
    return attach(attached, await acceptedPolicy(policy, attached.target, context), context)
  },
})

export const updateResourcePolicy = operation(lexPolicies.UpdateResourcePolicy, {
  authorize: guarded('UpdateResourcePolicy'),

  async handle({ resourceArn, policy, expectedRevisionId }, context) {
    const attached = await attachedTo(resourceArn, expectedRevisionId, context)
    presentPolicy(attached)
    return attach(attached, await acceptedPolicy(policy, attached.target, context), context)
  },
})

export const describeResourcePolicy = operation(lexPolicies.DescribeResourcePolicy, {
  readOnly: true,
  authorize: guarded('DescribeResourcePolicy'),

  async handle({ resourceArn }, context) {
    const policy = presentPolicy(await attachedTo(resourceArn, undefined, context))
    return {
      resourceArn,
      policy: await renderPinned(policy, context.documents),
      revisionId: String(policy.revision),
    }
  },
})

export const deleteResourcePolicy = operation(lexPolicies.DeleteResourcePolicy, {
  authorize: guarded('DeleteResourcePolicy'),

  async handle({ resourceArn, expectedRevisionId }, context) {
    const attached = await attachedTo(resourceArn, expectedRevisionId, context)
    presentPolicy(attached)
    return detach(attached, context)
  },
})
