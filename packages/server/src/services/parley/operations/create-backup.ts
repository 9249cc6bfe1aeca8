import { check } from '../../../operation/check.ts'
import { key } from '../../../store/key.ts'
import { BadRequestException, parley } from '../../../wire/models/own/parley.ts'
import { operation } from '../context.ts'

/**
 * Everything that the server keeps, of all accounts, as one stream; the root key is not in it. That it was asked
 * for is on disk before the first byte leaves.
 */
export const createBackup = operation(parley.CreateBackup, {
  authorize: (_, { operatorAccount }) =>
    check('parley:CreateBackup', {
      arns: [`arn:aws:parley::${operatorAccount}:backup`],
      account: operatorAccount,
    }),

  async handle(_, { backup, clock, documents, requestId }) {
    if (!backup) {
      throw BadRequestException(
        'this store takes no backups over the wire: with --database use the tools of the database, with --ephemeral there is nothing to keep',
      )
    }
    const requestedAt = clock.now()
    const value = { requestedAt, requestId }
    await documents.commit([{ type: 'put', key: key('parley.backup', 'latest'), value }])
    return { contentType: 'application/vnd.parley.backup', body: backup(requestedAt) }
  },
})
