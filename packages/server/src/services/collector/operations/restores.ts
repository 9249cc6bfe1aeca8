import { accountCreation } from '../../../collector/account-writes.ts'
import { LIMITS } from '../../../collector/archive/limits.ts'
import { findFiles } from '../../../collector/archive/manifests.ts'
import { parsePowerSearch } from '../../../collector/archive/power-search.ts'
import { type Restore, type RestoreFilter, restoreKey } from '../../../collector/archive/records.ts'
import {
  openArchive,
  restoredAccountGone,
  restoreLimit,
} from '../../../collector/archive/restore.ts'
import { newExternalId } from '../../../collector/external-ids.ts'
import { FORGET, forgetJob, restoreJob } from '../../../collector/job-kinds.ts'
import { type CollectorAccount, putRecord, recordOf } from '../../../collector/records.ts'
import { SourceFailure } from '../../../collector/source.ts'
import { within } from '../../../store/key.ts'
import {
  BadRequestException,
  collector,
  type RestoreFilter as FilterInput,
  LimitExceededException,
  NotFoundException,
} from '../../../wire/models/own/collector.ts'
import { accountCheck, eventWrite, getLogAccount } from '../accounts.ts'
import { type CollectorContext, operation } from '../context.ts'
import { bareList } from '../outputs.ts'
import { freeAccountId } from './accounts.ts'

interface Asked {
  readonly startTime: number
  readonly endTime: number
  readonly powerSearch?: string | undefined
  readonly filters?: readonly FilterInput[] | undefined
}

/** What a restore would read, told by the manifests before anything is brought back (spec/surroundings.md §14.8). */
export const estimateRestore = operation(collector.EstimateRestore, {
  dataEvent: true,
  authorize: (input, context) => accountCheck('EstimateRestore', input, context, '/restore/*'),

  async handle(input, context) {
    const account = await getLogAccount(input, context)
    assertWindow(input)
    filtersOf(input)
    const { files, skipped } = await found(input, account, context)
    const bytes = files.reduce((sum, { rawBytes }) => sum + rawBytes, 0)
    const limitBytes = restoreLimit(account)
    return {
      files: files.length,
      skippedFiles: skipped,
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      bytes,
      limitBytes,
      withinLimit: bytes <= limitBytes,
    }
  },
})

/** Brings archived lines back into an account of their own; one restore of an owner runs, the others wait. */
export const startRestore = operation(collector.StartRestore, {
  authorize: (input, context) => accountCheck('StartRestore', input, context, '/restore/*'),

  async handle(input, context) {
    const { documents, clock, random, account: owner, settings } = context
    const account = await getLogAccount(input, context)
    assertWindow(input)
    const filters = filtersOf(input)
    if (account.archives.length === 0) {
      throw BadRequestException(`the account ${account.name} has no archive`)
    }
    const all = await restoresOf(context)
    if (all.length >= LIMITS.restoresPerOwner) {
      throw LimitExceededException(`at most ${LIMITS.restoresPerOwner} restores: delete some`)
    }
    const now = clock.now()
    const restoredAccountId = await freeAccountId(context)
    const restore: Restore = {
      id: random.text(1, '123456789') + random.text(8, '0123456789'),
      owner,
      accountId: account.id,
      restoredAccountId,
      accountName: input.accountName,
      startTime: input.startTime,
      endTime: input.endTime,
      ...(input.powerSearch !== undefined && { powerSearch: input.powerSearch }),
      filters,
      status: 'IN_PROGRESS',
      createdAt: now,
      restoredBytes: 0,
      restoredLines: 0,
      filesRead: 0,
      filesSkipped: 0,
    }
    const restored: CollectorAccount = {
      ...account,
      id: restoredAccountId,
      name: `${input.accountName} (${restore.id})`,
      externalId: newExternalId(settings.product, random),
      type: 'restored',
      createdAt: now,
      connectors: [],
      archives: [],
      tokens: [],
    }
    await documents.commit([
      ...accountCreation(restored),
      putRecord(restoreKey(owner, restore.id), restore),
      restoreJob(owner, now),
      eventWrite(account.id, 'StartRestore', `${restore.accountName} (${restore.id})`, context),
    ])
    return restoreOutput(restore)
  },
})

export const listRestores = operation(collector.ListRestores, {
  readOnly: true,
  authorize: (input, context) => accountCheck('ListRestores', input, context, '/restore/*'),

  async handle(input, context) {
    const account = await getLogAccount(input, context)
    const own = (await restoresOf(context)).filter(one => one.accountId === account.id)
    return bareList(own.map(restoreOutput))
  },
})

export const getRestore = operation(collector.GetRestore, {
  readOnly: true,
  authorize: (input, context) => accountCheck('GetRestore', input, context, `/restore/${input.id}`),
  handle: async (input, context) => restoreOutput(await known(input, context)),
})

/** Ends one that runs, forgets what one brought back. */
export const deleteRestore = operation(collector.DeleteRestore, {
  authorize: (input, context) =>
    accountCheck('DeleteRestore', input, context, `/restore/${input.id}`),

  async handle(input, context) {
    const { documents, clock } = context
    const restore = await known(input, context)
    const isRunning = restore.status === 'IN_PROGRESS'
    const ended: Restore = {
      ...restore,
      status: isRunning ? 'ABORTED' : 'DELETED',
      finishedAt: restore.finishedAt ?? clock.now(),
    }
    await documents.commit([
      putRecord(restoreKey(restore.owner, restore.id), ended),
      ...(await restoredAccountGone(restore, documents)),
      forgetJob({ kind: FORGET, what: 'account', id: restore.restoredAccountId }, clock.now()),
      eventWrite(restore.accountId, 'DeleteRestore', restore.accountName, context),
    ])
    return restoreOutput(ended)
  },
})

/** @throws NotFoundException for another account's as well */
async function known(
  { id, ...input }: { readonly id: string; readonly accountId?: string | undefined },
  context: CollectorContext,
): Promise<Restore> {
  const account = await getLogAccount(input, context)
  const restore = recordOf<Restore>(await context.documents.get(restoreKey(context.account, id)))
  if (restore?.accountId !== account.id) throw NotFoundException(`there is no restore ${id}`)
  return restore
}

async function restoresOf({ account, documents }: CollectorContext): Promise<Restore[]> {
  const { documents: all } = await documents.range(...within('collector.restore', account))
  return all.flatMap(document => recordOf<Restore>(document) ?? [])
}

function assertWindow({ startTime, endTime }: Asked): void {
  if (endTime <= startTime) throw BadRequestException('endTime comes after startTime')
  if (endTime - startTime > LIMITS.restoreMs) {
    throw BadRequestException('a restore brings back at most 24 hours')
  }
}

/** @throws BadRequestException for filters and searches that mean nothing */
function filtersOf({ powerSearch, filters = [] }: Asked): readonly RestoreFilter[] {
  const search = powerSearch === undefined ? undefined : parsePowerSearch(powerSearch)
  if (search && !search.ok) throw BadRequestException(search.error)
  return filters.map(({ field, operator, values = [] }) => {
    const count = COUNTS[operator]
    const fits = count === 'one or more' ? values.length > 0 : values.length === count
    if (!fits) throw BadRequestException(`the filter \`${operator}\` takes ${count} values`)
    return { field, operator, values }
  })
}

const COUNTS: Readonly<Record<RestoreFilter['operator'], number | 'one or more'>> = {
  is: 1,
  'is not': 1,
  'is one of': 'one or more',
  'is not one of': 'one or more',
  exists: 0,
  'does not exist': 0,
}

async function found(asked: Asked, account: CollectorAccount, context: CollectorContext) {
  const { startTime, endTime, powerSearch } = asked
  const parsed = powerSearch === undefined ? undefined : parsePowerSearch(powerSearch)
  const search = parsed?.ok ? parsed.value : undefined
  try {
    const from = { owner: account.owner, accountId: account.id }
    const archive = await openArchive(from, { ...context, store: context.documents })
    if (!archive) throw BadRequestException(`the account ${account.name} has no archive`)
    return await findFiles(archive.source, archive.setting, { startTime, endTime, search })
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    throw BadRequestException(`the archive cannot be read (${error.code}: ${error.message})`)
  }
}

const restoreOutput = (restore: Restore) => ({
  id: Number(restore.id),
  accountId: restore.restoredAccountId,
  accountName: restore.accountName,
  restoredVolumeGb: restore.restoredBytes / 1e9,
  status: restore.status,
  startTime: restore.startTime,
  endTime: restore.endTime,
  createdAt: restore.createdAt,
  startedAt: restore.startedAt,
  finishedAt: restore.finishedAt,
  expiresAt: restore.expiresAt,
  restoredLines: restore.restoredLines,
  filesRead: restore.filesRead,
  filesSkipped: restore.filesSkipped,
  reason: restore.reason,
})
