import { putRecord } from '../../../access/records.ts'
import { loginProfileKey } from '../../../access/sign-in-records.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { InvalidUserTypeException, iam } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, getEntity, ownUserName } from '../entities.ts'
import { findPasswordPolicy, isPassword, withPassword } from '../passwords.ts'
import { getProfile } from './login-profiles.ts'

/**
 * The calling user's own password. The account's password policy may give this right to every user of it,
 * against which only an explicit denial helps.
 */
export const changePassword = operation(iam.ChangePassword, {
  async authorize(_, context) {
    if (context.identity.principal.kind !== 'user') {
      throw InvalidUserTypeException('Only IAM Users can change their own password.')
    }
    const own = await entityCheck('iam:ChangePassword', 'user', ownUserName(context), context)
    const policy = await findPasswordPolicy(context)
    return policy?.usersMayChange ? { ...own, policies: async () => [grant(context)] } : own
  },

  async handle({ OldPassword, NewPassword }, context) {
    const { account, documents, clock, random } = context
    const user = await getEntity('user', ownUserName(context), context)
    const profile = await getProfile(user, context)
    const [current] = profile.passwords
    if (!current || !(await isPassword(OldPassword, current))) {
      throw new ServiceError('AccessDenied', 'The old password was incorrect.', { status: 403 })
    }
    const policy = await findPasswordPolicy(context)
    const passwords = await withPassword(profile, NewPassword, { policy, random })
    const next = { ...profile, passwords, changedAt: clock.now(), resetRequired: false }
    await documents.commit([putRecord(loginProfileKey(account, user.id), next)])
  },
})

function grant({ compiler, identity: { principal } }: IamContext) {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn' in principal ? principal.arn : '' },
      Action: 'iam:ChangePassword',
      Resource: '*',
    },
  })
  return compiler.compile(document, { kind: 'resource', name: 'account password policy' })
}
