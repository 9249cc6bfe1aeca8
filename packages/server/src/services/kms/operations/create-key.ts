import {
  type CreateKeyRequest,
  type KeyUsageType,
  kms,
  UnsupportedOperationException,
} from '../../../wire/models/kms.ts'
import { plainCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { validation } from '../encryption-context.ts'
import { defaultPolicy, requestedPolicy } from '../key-policies.ts'
import { isBuilt, SPECS, type Spec } from '../key-specs.ts'
import { commitWithin, planKey } from '../new-key.ts'
import { keyMetadata } from '../outputs.ts'
import { tagList, withTags } from '../tags.ts'

/** A new key with its first material. Tags in the request need `kms:TagResource` as well. */
export const createKey = operation(kms.CreateKey, {
  authorize(input, context) {
    const { Tags, Origin, MultiRegion, BypassPolicyLockoutSafetyCheck } = input
    const requestTags = Tags && { requestTags: tagList(Tags) }
    const { spec, usage } = kindOf(input)
    const keys = {
      'kms:KeySpec': spec,
      'kms:KeyUsage': usage,
      'kms:KeyOrigin': Origin ?? 'AWS_KMS',
      'kms:MultiRegion': String(MultiRegion ?? false),
      'kms:BypassPolicyLockoutSafetyCheck': String(BypassPolicyLockoutSafetyCheck ?? false),
    }
    const creation = plainCheck('kms:CreateKey', context, { keys, ...requestTags })
    if (!Tags) return creation
    return [creation, plainCheck('kms:TagResource', context, { keys, ...requestTags })]
  },

  async handle(input, context) {
    const { account, region, random } = context
    const { spec, usage } = requestedKind(input)
    const tags = withTags([], input.Tags ?? [])
    const id = random.uuid()
    const policy =
      input.Policy === undefined
        ? defaultPolicy(account)
        : await requestedPolicy(input.Policy, { account, region, id }, bypasses(input), context)
    const description = input.Description ?? ''
    const plan = { id, spec, usage, description, manager: 'CUSTOMER', policy, tags } as const
    const { key, writes } = await planKey(plan, context)
    await commitWithin(writes, context, 'Too many keys in this region.')
    return { KeyMetadata: keyMetadata(key) }
  },
})

const bypasses = ({ BypassPolicyLockoutSafetyCheck: bypass }: CreateKeyRequest) => bypass ?? false

function kindOf({ KeySpec, CustomerMasterKeySpec, KeyUsage }: CreateKeyRequest) {
  const spec = KeySpec ?? CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  // Other keys must say what they are for, even those that can do one thing alone.
  const usual = spec === 'SYMMETRIC_DEFAULT' ? ('ENCRYPT_DECRYPT' as const) : undefined
  return { spec, usage: KeyUsage ?? usual }
}

/** @throws ValidationException UnsupportedOperationException */
function requestedKind(input: CreateKeyRequest): { spec: Spec; usage: KeyUsageType } {
  const { KeySpec, CustomerMasterKeySpec, Origin = 'AWS_KMS', MultiRegion } = input
  if (KeySpec && CustomerMasterKeySpec && KeySpec !== CustomerMasterKeySpec) {
    throw validation('You cannot specify KeySpec and CustomerMasterKeySpec in the same request.')
  }
  if (
    Origin !== 'AWS_KMS' ||
    input.CustomKeyStoreId !== undefined ||
    input.XksKeyId !== undefined
  ) {
    throw UnsupportedOperationException(
      'Key material comes from here alone: its origin is AWS_KMS.',
    )
  }
  if (MultiRegion) throw UnsupportedOperationException('Multi-Region keys are not supported.')
  const { spec, usage } = kindOf(input)
  if (!isBuilt(spec)) throw UnsupportedOperationException(`The key spec ${spec} is not supported.`)
  if (!usage) {
    throw validation(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    )
  }
  if (!SPECS[spec].usages.includes(usage)) {
    throw validation(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`)
  }
  return { spec, usage }
}
