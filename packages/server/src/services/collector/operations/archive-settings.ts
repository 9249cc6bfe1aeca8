import {
  type ArchiveSetting,
  type ArchiveState,
  archiveKey,
  archivePlaceKey,
  archiveStateKey,
  newArchiveState,
  spooledKey,
} from '../../../collector/archive/records.ts'
import { ARCHIVE, archiveJob } from '../../../collector/job-kinds.ts'
import { LIMITS } from '../../../collector/limits.ts'
import { accountKey, externalIdKey, putRecord, recordOf } from '../../../collector/records.ts'
import { cancelJob } from '../../../jobs/runner.ts'
import type { Write } from '../../../store/store.ts'
import {
  ConflictException,
  collector,
  LimitExceededException,
} from '../../../wire/models/own/collector.ts'
import { accountCheck, eventWrite, getAccount, getLogAccount } from '../accounts.ts'
import {
  archiveOutput,
  archivesOf,
  checkedArchive,
  draftArchive,
  getArchive,
  legacyIdOf,
} from '../archives.ts'
import { assertConnected } from '../checking.ts'
import { type CollectorContext, operation } from '../context.ts'
import { bareList, reportOutput } from '../outputs.ts'
import { assertOwnLegacyId, legacyCheck } from '../places.ts'

/** Begins an archive once it was seen that it can be written, and marks the place as the account's. */
export const createArchiveSetting = operation(collector.CreateArchiveSetting, {
  authorize: async (input, context) => [
    await accountCheck('CreateArchive', input, context, '/archive/*'),
    ...legacyCheck({ legacyExternalId: legacyIdOf(input.amazonS3StorageSettings) }, context),
  ],

  async handle(input, context) {
    const { documents, clock, random } = context
    const account = await getLogAccount(input, context)
    if (account.archives.length >= LIMITS.archivesPerAccount) {
      throw LimitExceededException('an account has one archive: change it, or delete it first')
    }
    const id = random.text(1, '123456789') + random.text(8, '0123456789')
    const setting = draftArchive(input, { id, account }, context)
    await assertFreePlace(setting, context)
    await assertOwnLegacyId(legacyIn(setting), account.id, context)
    assertConnected(await checkedArchive(setting, account, context))
    await documents.commit([
      ...settingWrites(setting, context),
      putRecord(archiveStateKey(id), newArchiveState(clock.now())),
      putRecord(accountKey(account.owner, account.id), {
        ...account,
        archives: [...account.archives, id],
      }),
      eventWrite(account.id, 'CreateArchive', `${setting.bucket}/${setting.prefix}`, context),
    ])
    return archiveOutput(setting, account, context)
  },
})

/** Also pauses it, with `enabled` false; what waits then stays until it goes on. */
export const updateArchiveSetting = operation(collector.UpdateArchiveSetting, {
  authorize: async (input, context) => [
    await accountCheck('UpdateArchive', input, context, `/archive/${input.id}`),
    ...legacyCheck({ legacyExternalId: legacyIdOf(input.amazonS3StorageSettings) }, context),
  ],

  async handle(input, context) {
    const { documents } = context
    const account = await getLogAccount(input, context)
    const before = await getArchive(input.id, account, context)
    const setting = draftArchive(input, { id: input.id, account, before }, context)
    await assertFreePlace(setting, context)
    await assertOwnLegacyId(legacyIn(setting), account.id, context)
    if (setting.enabled) assertConnected(await checkedArchive(setting, account, context))
    const state = recordOf<ArchiveState>(await documents.get(archiveStateKey(setting.id)))
    await documents.commit([
      { type: 'delete', key: archivePlaceKey(before) },
      ...settingWrites(setting, context),
      putRecord(archiveStateKey(setting.id), state ?? newArchiveState(context.clock.now())),
      eventWrite(account.id, 'UpdateArchive', `${setting.bucket}/${setting.prefix}`, context),
    ])
    return archiveOutput(setting, account, context)
  },
})

export const testArchiveSettings = operation(collector.TestArchiveSettings, {
  dataEvent: true,
  authorize: async (input, context) => [
    await accountCheck('TestArchive', input, context, '/archive/*'),
    ...legacyCheck({ legacyExternalId: legacyIdOf(input.amazonS3StorageSettings) }, context),
  ],

  async handle(input, context) {
    const account = await getLogAccount(input, context)
    const setting = draftArchive(input, { id: '0', account }, context)
    await assertFreePlace(setting, context)
    await assertOwnLegacyId(legacyIn(setting), account.id, context)
    return reportOutput(await checkedArchive(setting, account, context))
  },
})

export const listArchiveSettings = operation(collector.ListArchiveSettings, {
  readOnly: true,
  authorize: (input, context) => accountCheck('ListArchives', input, context, '/archive/*'),

  async handle(input, context) {
    const account = await getAccount(input, context)
    const all = await archivesOf(account, context)
    return bareList(await Promise.all(all.map(one => archiveOutput(one, account, context))))
  },
})

export const getArchiveSetting = operation(collector.GetArchiveSetting, {
  readOnly: true,
  authorize: (input, context) => accountCheck('GetArchive', input, context, `/archive/${input.id}`),

  async handle(input, context) {
    const account = await getAccount(input, context)
    return archiveOutput(await getArchive(input.id, account, context), account, context)
  },
})

/** What was archived stays where it is; what still waits is forgotten. */
export const deleteArchiveSetting = operation(collector.DeleteArchiveSetting, {
  authorize: (input, context) =>
    accountCheck('DeleteArchive', input, context, `/archive/${input.id}`),

  async handle(input, context) {
    const { documents } = context
    const account = await getAccount(input, context)
    const setting = await getArchive(input.id, account, context)
    if ((await documents.counter(spooledKey(account.id))) > 0 && setting.enabled) {
      throw ConflictException('lines still wait to be archived: pause the archive to give them up')
    }
    const archives = account.archives.filter(id => id !== setting.id)
    await documents.commit([
      { type: 'delete', key: archiveKey(account.id, setting.id) },
      { type: 'delete', key: archiveStateKey(setting.id) },
      { type: 'delete', key: archivePlaceKey(setting) },
      putRecord(accountKey(account.owner, account.id), { ...account, archives }),
      cancelJob(ARCHIVE, account.id),
      eventWrite(account.id, 'DeleteArchive', `${setting.bucket}/${setting.prefix}`, context),
    ])
  },
})

/** One account a place, also where the marker there may not be read. @throws ConflictException */
async function assertFreePlace(
  setting: ArchiveSetting,
  { documents }: CollectorContext,
): Promise<void> {
  const holder = recordOf<{ accountId: string }>(await documents.get(archivePlaceKey(setting)))
  if (!holder || holder.accountId === setting.accountId) return
  throw ConflictException('another account archives there: give each a bucket or a path of its own')
}

export function settingWrites(setting: ArchiveSetting, { clock }: CollectorContext): Write[] {
  const { accountId, id, enabled } = setting
  const legacy = legacyIn(setting)
  return [
    putRecord(archiveKey(accountId, id), setting),
    putRecord(archivePlaceKey(setting), { accountId }),
    ...(legacy === undefined ? [] : [putRecord(externalIdKey(legacy), { accountId })]),
    enabled ? archiveJob(setting, clock.now()) : cancelJob(ARCHIVE, accountId),
  ]
}

const legacyIn = ({ credentials }: ArchiveSetting) =>
  credentials.kind === 'role' ? credentials.legacyExternalId : undefined
