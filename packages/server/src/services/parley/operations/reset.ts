import { check } from '../../../operation/check.ts'
import { AccessDeniedException, parley } from '../../../wire/models/own/parley.ts'
import { operation, type ParleyContext } from '../context.ts'

/**
 * Forgets everything, for test suites: what is left is as after a first start, with the same root credentials.
 * Only a server with `--ephemeral` has it, and only its root may (design §8).
 */
export const resetOperation = (reset: () => Promise<void>) =>
  operation(parley.Reset, {
    authorize(_, { operatorAccount, identity }: ParleyContext) {
      const isRoot = identity.principal.kind === 'root' && identity.account === operatorAccount
      if (!isRoot) throw AccessDeniedException('only the root of the first account may reset')
      return check('parley:Reset', {
        arns: [`arn:aws:parley::${operatorAccount}:server`],
        account: operatorAccount,
      })
    },

    async handle() {
      await reset()
      return {}
    },
  })
