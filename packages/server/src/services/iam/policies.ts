import type { Check } from '../../access/check.ts'
import { managedPolicy } from '../../access/gather.ts'
import {
  awsPolicyUseKey,
  type ManagedPolicy,
  type PolicyUse,
  pathAndName,
  policyKey,
  putRecord,
} from '../../access/records.ts'
import { check } from '../../operation/check.ts'
import type { Write } from '../../store/store.ts'
import type { Where } from './entities.ts'
import { invalidArn, noSuchPolicy } from './errors.ts'

/** Managed policies: the account's own, and those of AWS, which nobody changes. */

export const isAwsPolicy = (arn: string): boolean => arn.startsWith('arn:aws:iam::aws:policy/')

export const findPolicy = (arn: string, { account, documents }: Where) =>
  managedPolicy(arn, account, documents)

/** @throws ValidationError for what is no policy's ARN @throws NoSuchEntity */
export async function getPolicy(arn: string, where: Where): Promise<ManagedPolicy> {
  refuseUnparsable(arn)
  const found = await findPolicy(arn, where)
  if (!found) throw noSuchPolicy(arn)
  return found
}

export function refuseUnparsable(arn: string): void {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn)) throw invalidArn()
}

/**
 * The check of an operation on a policy. One of another account is a foreign resource, about which nothing is
 * told; AWS's own count as the caller's (spec/iam.md §4.1).
 */
export async function policyCheck(
  action: string,
  arn: string,
  where: Where,
  more: Pick<Check, 'context' | 'requestTags' | 'requestTagKeys'> = {},
): Promise<Check> {
  const owner = arn.split(':')[4] ?? ''
  const policy = await findPolicy(arn, where)
  return check(
    action,
    { arns: [arn], shownAs: `policy ${arn}`, ...(/^\d{12}$/.test(owner) && { account: owner }) },
    {
      ...(policy && { tags: async () => policy.tags }),
      tagPrefixes: ['iam:ResourceTag'],
      ...more,
    },
  )
}

export const policyWrite = (account: string, policy: ManagedPolicy): Write =>
  putRecord(policyKey(account, policy.name), policy)

/** The policy with its uses in the account: AWS's own are counted beside. */
export async function withUses(
  policy: ManagedPolicy,
  { account, documents }: Where,
): Promise<ManagedPolicy> {
  if (!isAwsPolicy(policy.arn)) return policy
  const [attachments, boundaries] = await Promise.all([
    documents.counter(awsPolicyUseKey(account, policy.arn, 'policy')),
    documents.counter(awsPolicyUseKey(account, policy.arn, 'boundary')),
  ])
  return { ...policy, attachments, boundaries }
}

/** The write that counts a use of a policy more or less, beside the row that tells by whom. */
export function useWrite(
  account: string,
  policy: ManagedPolicy,
  use: PolicyUse,
  amount: 1 | -1,
): Write {
  if (isAwsPolicy(policy.arn)) {
    return { type: 'add', key: awsPolicyUseKey(account, policy.arn, use), amount }
  }
  const { attachments, boundaries } = policy
  return policyWrite(account, {
    ...policy,
    attachments: use === 'policy' ? attachments + amount : attachments,
    boundaries: use === 'boundary' ? boundaries + amount : boundaries,
  })
}

export const pathOf = (arn: string): string =>
  pathAndName(arn.slice(arn.indexOf(':policy/') + 1))[0]
