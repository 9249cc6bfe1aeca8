import { parsePolicy } from '@parley/policy'
import { managedPolicy } from '../../access/gather.ts'
import type { Tag } from '../../access/identity.ts'
import type { Reader } from '../../access/records.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { PolicyDescriptorType, Tag as WireTag } from '../../wire/models/sts.ts'
import { LIMITS } from './limits.ts'

const refuse = (code: string, message: string) => new ServiceError(code, message, { status: 400 })

/** The inline session policy, valid. @throws MalformedPolicyDocument */
export function sessionPolicy(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const parsed = parsePolicy(text, 'session')
  if (parsed.ok) return text
  const issue = parsed.error[0]
  const code = issue?.code === 'InvalidCharacters' ? 'ValidationError' : 'MalformedPolicyDocument'
  throw refuse(code, issue?.message ?? 'Syntax errors in policy.')
}

/** The ARNs of managed session policies, each of which exists in the account. @throws MalformedPolicyDocument */
export async function sessionPolicyArns(
  descriptors: readonly PolicyDescriptorType[] = [],
  account: string,
  reader: Reader,
): Promise<readonly string[]> {
  const arns = descriptors.flatMap(({ arn }) => (arn === undefined ? [] : [arn]))
  if (arns.length > LIMITS.policyArns) {
    throw refuse(
      'ValidationError',
      `1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to ${LIMITS.policyArns}`,
    )
  }
  for (const arn of arns) {
    if (!(await managedPolicy(arn, account, reader))) {
      throw refuse(
        'MalformedPolicyDocument',
        `PolicyArn ${arn} does not exist or is not attachable.`,
      )
    }
  }
  return arns
}

/** Session tags and which of them travel on (spec/iam.md §5.4). `inherited` are the caller's transitive tags. */
export function sessionTags(
  requested: readonly WireTag[] = [],
  transitiveKeys: readonly string[] = [],
  inherited: readonly Tag[] = [],
): { readonly tags: readonly Tag[]; readonly transitiveTagKeys: readonly string[] } {
  const tags = wireTags(requested)
  const lower = tags.map(tag => tag.key.toLowerCase())
  if (new Set(lower).size < lower.length) {
    throw refuse(
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    )
  }
  if (lower.some(name => name.startsWith('aws:'))) {
    throw refuse('InvalidParameterValue', 'The tag key prefix `aws:` is reserved.')
  }
  if (transitiveKeys.some(name => !lower.includes(name.toLowerCase()))) {
    throw refuse(
      'InvalidParameterValue',
      'The specified transitive tag key must be included in the requested tags.',
    )
  }
  if (inherited.some(tag => lower.includes(tag.key.toLowerCase()))) {
    throw refuse(
      'InvalidParameterValue',
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
  return {
    tags: [...inherited, ...tags],
    transitiveTagKeys: [...inherited.map(tag => tag.key), ...transitiveKeys],
  }
}

/** Tags of a request as they are: what is wrong with them is told only after authorization. */
export const wireTags = (tags: readonly WireTag[]): readonly Tag[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }))

/** The tags of the calling session that travel on. */
export function transitiveTags(
  tags: readonly Tag[] = [],
  transitiveTagKeys: readonly string[] = [],
): readonly Tag[] {
  const keys = transitiveTagKeys.map(name => name.toLowerCase())
  return tags.filter(tag => keys.includes(tag.key.toLowerCase()))
}
