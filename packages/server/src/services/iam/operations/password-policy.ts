import { putRecord } from '../../../access/records.ts'
import { type PasswordPolicy, passwordPolicyKey } from '../../../access/sign-in-records.ts'
import { check } from '../../../operation/check.ts'
import {
  iam,
  NoSuchEntityException,
  type PasswordPolicy as WirePolicy,
} from '../../../wire/models/iam.ts'
import { operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { findPasswordPolicy } from '../passwords.ts'

/** What the account demands of passwords. What a request leaves out goes back to its default. */
export const updateAccountPasswordPolicy = operation(iam.UpdateAccountPasswordPolicy, {
  authorize: () => check('iam:UpdateAccountPasswordPolicy', ANY),

  async handle(input, { account, documents }) {
    const policy: PasswordPolicy = {
      minimumLength: input.MinimumPasswordLength ?? LIMITS.leastPasswordLength,
      symbols: input.RequireSymbols ?? false,
      numbers: input.RequireNumbers ?? false,
      uppercase: input.RequireUppercaseCharacters ?? false,
      lowercase: input.RequireLowercaseCharacters ?? false,
      usersMayChange: input.AllowUsersToChangePassword ?? false,
      ...(input.MaxPasswordAge !== undefined && { maxAgeDays: input.MaxPasswordAge }),
      ...(input.PasswordReusePrevention !== undefined && {
        reusePrevention: input.PasswordReusePrevention,
      }),
      ...(input.HardExpiry !== undefined && { hardExpiry: input.HardExpiry }),
    }
    await documents.commit([putRecord(passwordPolicyKey(account), policy)])
  },
})

export const getAccountPasswordPolicy = operation(iam.GetAccountPasswordPolicy, {
  readOnly: true,
  authorize: () => check('iam:GetAccountPasswordPolicy', ANY),

  async handle(_, context) {
    const policy = await findPasswordPolicy(context)
    if (!policy) throw noPolicy(context.account)
    return { PasswordPolicy: policyOutput(policy) }
  },
})

export const deleteAccountPasswordPolicy = operation(iam.DeleteAccountPasswordPolicy, {
  authorize: () => check('iam:DeleteAccountPasswordPolicy', ANY),

  async handle(_, context) {
    const { account, documents } = context
    if (!(await findPasswordPolicy(context))) {
      throw NoSuchEntityException('The account policy with name PasswordPolicy cannot be found.')
    }
    await documents.commit([{ type: 'delete', key: passwordPolicyKey(account) }])
  },
})

/** These actions have no resource; denials print a star all the same. */
const ANY = { arns: 'any', shownAs: '*' } as const

const noPolicy = (account: string) =>
  NoSuchEntityException(`The Password Policy with domain name ${account} cannot be found.`)

function policyOutput(policy: PasswordPolicy): WirePolicy {
  return {
    MinimumPasswordLength: policy.minimumLength,
    RequireSymbols: policy.symbols,
    RequireNumbers: policy.numbers,
    RequireUppercaseCharacters: policy.uppercase,
    RequireLowercaseCharacters: policy.lowercase,
    AllowUsersToChangePassword: policy.usersMayChange,
    ExpirePasswords: policy.maxAgeDays !== undefined,
    MaxPasswordAge: policy.maxAgeDays,
    PasswordReusePrevention: policy.reusePrevention,
    HardExpiry: policy.hardExpiry,
  }
}
