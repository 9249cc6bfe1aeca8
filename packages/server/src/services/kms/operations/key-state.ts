import { scheduleJob } from '../../../jobs/runner.ts'
import type { Write } from '../../../store/store.ts'
import { kms } from '../../../wire/models/kms.ts'
import { keyCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { rotationJob } from '../job-kinds.ts'
import { namedKey } from '../key-names.ts'
import { lastingKey, refuseManaged } from '../key-states.ts'
import { keyWrite } from '../new-key.ts'
import type { KmsKey } from '../records.ts'

/** A disabled key works again. A rotation that came due meanwhile happens now. */
export const enableKey = operation(kms.EnableKey, {
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:EnableKey', await namedKey(KeyId, context), context),

  async handle({ KeyId }, context) {
    const key = await lastingKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    await context.documents.commit([keyWrite({ ...key, enabled: true }), ...overdue(key)])
  },
})

const overdue = (key: KmsKey): Write[] =>
  key.rotation ? [scheduleJob(rotationJob(key, key.rotation.nextAt))] : []

/** Nothing is encrypted or decrypted with a disabled key. */
export const disableKey = operation(kms.DisableKey, {
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:DisableKey', await namedKey(KeyId, context), context),

  async handle({ KeyId }, context) {
    const key = await lastingKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    await context.documents.commit([keyWrite({ ...key, enabled: false })])
  },
})

export const updateKeyDescription = operation(kms.UpdateKeyDescription, {
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:UpdateKeyDescription', await namedKey(KeyId, context), context),

  async handle({ KeyId, Description }, context) {
    const key = await lastingKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    await context.documents.commit([keyWrite({ ...key, description: Description })])
  },
})
