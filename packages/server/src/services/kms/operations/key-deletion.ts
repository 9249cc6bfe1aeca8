import { cancelJob, scheduleJob } from '../../../jobs/runner.ts'
import { KMSInvalidStateException, kms } from '../../../wire/models/kms.ts'
import { keyCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { validation } from '../encryption-context.ts'
import { DELETION, deletionJob } from '../job-kinds.ts'
import { namedKey } from '../key-names.ts'
import { existingKey, lastingKey, refuseManaged } from '../key-states.ts'
import { LIMITS } from '../limits.ts'
import { keyWrite } from '../new-key.ts'
import { keyArn } from '../records.ts'

const DAY_MS = 86_400_000

/** The key is of no use from now on, and gone for ever when the days are over. */
export const scheduleKeyDeletion = operation(kms.ScheduleKeyDeletion, {
  authorize: async ({ KeyId, PendingWindowInDays = LIMITS.deletionDays.most }, context) =>
    keyCheck('kms:ScheduleKeyDeletion', await namedKey(KeyId, context), context, {
      keys: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(PendingWindowInDays) },
    }),

  async handle({ KeyId, PendingWindowInDays: days = LIMITS.deletionDays.most }, context) {
    const key = await lastingKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    if (days < LIMITS.deletionDays.least || days > LIMITS.deletionDays.most) {
      throw validation(
        `PendingWindowInDays must be between ${LIMITS.deletionDays.least} and ${LIMITS.deletionDays.most}.`,
      )
    }
    const at = context.clock.now() + days * DAY_MS
    await context.documents.commit([
      keyWrite({ ...key, deletion: { at, days } }),
      scheduleJob(deletionJob(key, at)),
    ])
    return {
      KeyId: keyArn(key),
      DeletionDate: at,
      KeyState: 'PendingDeletion' as const,
      PendingWindowInDays: days,
    }
  },
})

/** The key stays, disabled until somebody enables it. */
export const cancelKeyDeletion = operation(kms.CancelKeyDeletion, {
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:CancelKeyDeletion', await namedKey(KeyId, context), context),

  async handle({ KeyId }, context) {
    const { deletion, ...key } = await existingKey(await namedKey(KeyId, context), context)
    if (!deletion) throw KMSInvalidStateException(`${keyArn(key)} is not pending deletion.`)
    await context.documents.commit([
      keyWrite({ ...key, enabled: false }),
      cancelJob(DELETION, key.id),
    ])
    return { KeyId: keyArn(key) }
  },
})
