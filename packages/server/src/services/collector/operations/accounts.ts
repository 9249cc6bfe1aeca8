import { accountCreation, accountDeletion } from '../../../collector/account-writes.ts'
import { newExternalId } from '../../../collector/external-ids.ts'
import { FORGET, forgetJob } from '../../../collector/job-kinds.ts'
import { LIMITS } from '../../../collector/limits.ts'
import {
  accountIdKey,
  accountNameKey,
  type CollectorAccount,
  recordOf,
} from '../../../collector/records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import { CommitConflict } from '../../../store/store.ts'
import {
  ConflictException,
  collector,
  LimitExceededException,
} from '../../../wire/models/own/collector.ts'
import { accountArn, accountCheck, eventWrite, getAccount, refuseToken } from '../accounts.ts'
import { type CollectorContext, operation } from '../context.ts'
import { accountOutput } from '../outputs.ts'

/** A new account with an external id of its own, which nobody chose (spec/surroundings.md §14.1). */
export const createCollectorAccount = operation(collector.CreateCollectorAccount, {
  authorize: (_, context) => {
    refuseToken(context)
    return check('collector:CreateAccount', accountArn(context.account, '*'))
  },

  async handle({ accountName, retentionDays, dailyQuotaBytes, reservedBytes }, context) {
    const { account: owner, documents, clock, random, settings } = context
    if (await documents.get(accountNameKey(owner, accountName))) {
      throw ConflictException(`there is an account named ${accountName} already`)
    }
    const quota = dailyQuotaBytes ?? LIMITS.dailyQuotaBytes
    const made: CollectorAccount = {
      id: await freeAccountId(context),
      owner,
      name: accountName,
      externalId: newExternalId(settings.product, random),
      type: 'log',
      retentionDays: retentionDays ?? LIMITS.retentionDays,
      dailyQuotaBytes: quota,
      reservedBytes: reservedBytes ?? quota,
      createdAt: clock.now(),
      connectors: [],
      archives: [],
      tokens: [],
    }
    try {
      await documents.commit([
        ...accountCreation(made),
        eventWrite(made.id, 'CreateAccount', made.name, context),
      ])
    } catch (error) {
      const isFull = error instanceof CommitConflict && error.reason === 'maximum'
      if (isFull) throw LimitExceededException(`at most ${LIMITS.accountsPerOwner} accounts`)
      throw error
    }
    return accountOutput(made)
  },
})

export async function freeAccountId({
  documents,
  random,
}: Pick<CollectorContext, 'documents' | 'random'>): Promise<string> {
  for (;;) {
    const id = random.text(1, '123456789') + random.text(7, '0123456789')
    if (!(await documents.get(accountIdKey(id)))) return id
  }
}

export const listCollectorAccounts = operation(collector.ListCollectorAccounts, {
  readOnly: true,
  authorize: (_, context) => {
    refuseToken(context)
    return check('collector:ListAccounts', accountArn(context.account, '*'))
  },

  async handle(_, { account, documents }) {
    const range = within('collector.account', account)
    const page = await documents.range(...range, { limit: LIMITS.accountsPerOwner * 2 })
    const accounts = page.documents.flatMap(found => recordOf<CollectorAccount>(found) ?? [])
    return { accounts: accounts.map(accountOutput) }
  },
})

export const getCollectorAccount = operation(collector.GetCollectorAccount, {
  readOnly: true,
  authorize: (input, context) => accountCheck('GetAccount', input, context),
  handle: async (input, context) => accountOutput(await getAccount(input, context)),
})

/** Forgets an account that nothing fetches for any more, its tokens and its lines. */
export const deleteCollectorAccount = operation(collector.DeleteCollectorAccount, {
  authorize: (input, context) => {
    refuseToken(context)
    return accountCheck('DeleteAccount', input, context)
  },

  async handle(input, context) {
    const { documents, clock } = context
    const account = await getAccount(input, context)
    const { id, name, connectors, archives } = account
    if (connectors.length + archives.length > 0) {
      throw ConflictException('delete its connectors and its archive first')
    }
    await documents.commit([
      ...accountDeletion(account),
      forgetJob({ kind: FORGET, what: 'account', id }, clock.now()),
      eventWrite(id, 'DeleteAccount', name, context),
    ])
  },
})
