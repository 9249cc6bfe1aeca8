import { listManagedPolicies } from '../../../access/managed-policies.ts'
import { type ManagedPolicy, recordOf } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { iam, type ListPoliciesRequest } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { listedPolicy } from '../outputs.ts'
import { chained, type Page, type PageInput, pageOf, scan } from '../paging.ts'
import { withUses } from '../policies.ts'

/** Managed policies: the account's own, AWS's, or both, in this order. */
export const listPolicies = operation(iam.ListPolicies, {
  readOnly: true,
  authorize: ({ PathPrefix = '/' }) =>
    check('iam:ListPolicies', { arns: 'any', shownAs: `policy path ${PathPrefix}` }),

  async handle(input, context) {
    const { items, ...page } = await listed(input, context)
    return { Policies: items.map(listedPolicy), ...page }
  },
})

function listed(input: ListPoliciesRequest, context: IamContext): Promise<Page<ManagedPolicy>> {
  const own = (page: PageInput) => ofAccount({ ...input, ...page }, context)
  const aws = (page: PageInput) => ofAws({ ...input, ...page }, context)
  if (input.Scope === 'AWS') return aws(input)
  return input.Scope === 'Local' ? own(input) : chained([own, aws], input)
}

const ofAccount = (input: ListPoliciesRequest, context: IamContext) =>
  scan(within('iam.policy', context.account), input, context, row => {
    const policy = recordOf<ManagedPolicy>(row)
    return policy && isWanted(policy, input) ? policy : undefined
  })

async function ofAws(
  input: ListPoliciesRequest,
  context: IamContext,
): Promise<Page<ManagedPolicy>> {
  const all = await Promise.all(listManagedPolicies().map(policy => withUses(policy, context)))
  return pageOf(
    all.filter(policy => isWanted(policy, input)),
    input,
  )
}

function isWanted(
  { path, attachments, boundaries }: ManagedPolicy,
  { PathPrefix = '/', OnlyAttached, PolicyUsageFilter }: ListPoliciesRequest,
): boolean {
  if (!path.startsWith(PathPrefix)) return false
  const uses =
    PolicyUsageFilter === undefined
      ? attachments + boundaries
      : PolicyUsageFilter === 'PermissionsBoundary'
        ? boundaries
        : attachments
  return uses > 0 || (!OnlyAttached && PolicyUsageFilter === undefined)
}
