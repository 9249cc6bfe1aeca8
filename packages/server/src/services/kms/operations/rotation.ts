import { cancelJob, scheduleJob } from '../../../jobs/runner.ts'
import {
  kms,
  LimitExceededException,
  type RotationsListEntry,
  UnsupportedOperationException,
} from '../../../wire/models/kms.ts'
import { keyCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { ROTATION, rotationJob } from '../job-kinds.ts'
import { namedKey } from '../key-names.ts'
import { enabledKey, existingKey, refuseManaged } from '../key-states.ts'
import { LIMITS } from '../limits.ts'
import { newMaterial, sealedVersion } from '../materials.ts'
import { keyWrite } from '../new-key.ts'
import { pageOf, pageSize, placeOf } from '../paging.ts'
import { type KmsKey, keyArn, type MaterialVersion } from '../records.ts'

const DAY_MS = 86_400_000

/** New material from time to time; what was encrypted before stays readable. */
export const enableKeyRotation = operation(kms.EnableKeyRotation, {
  authorize: async ({ KeyId, RotationPeriodInDays: days = LIMITS.rotationDays }, context) =>
    keyCheck('kms:EnableKeyRotation', await namedKey(KeyId, context), context, {
      keys: { 'kms:RotationPeriodInDays': String(days) },
    }),

  async handle({ KeyId, RotationPeriodInDays: days = LIMITS.rotationDays }, context) {
    const key = await enabledKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    requireRotatable(key)
    const rotation = { days, nextAt: context.clock.now() + days * DAY_MS }
    await context.documents.commit([
      keyWrite({ ...key, rotation }),
      scheduleJob(rotationJob(key, rotation.nextAt)),
    ])
  },
})

export const disableKeyRotation = operation(kms.DisableKeyRotation, {
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:DisableKeyRotation', await namedKey(KeyId, context), context),

  async handle({ KeyId }, context) {
    const { rotation: _, ...key } = await enabledKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    requireRotatable(key)
    await context.documents.commit([keyWrite(key), cancelJob(ROTATION, key.id)])
  },
})

export const getKeyRotationStatus = operation(kms.GetKeyRotationStatus, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:GetKeyRotationStatus', await namedKey(KeyId, context), context),

  async handle({ KeyId }, context) {
    const key = await existingKey(await namedKey(KeyId, context), context)
    requireRotatable(key)
    const { rotation, deletion } = key
    return {
      KeyId: keyArn(key),
      // A key that waits for its end is not rotated any more.
      KeyRotationEnabled: rotation !== undefined && deletion === undefined,
      RotationPeriodInDays: deletion ? undefined : rotation?.days,
      NextRotationDate: deletion ? undefined : rotation?.nextAt,
      OnDemandRotationStartDate: undefined,
    }
  },
})

/** New material now, whether or not the key is rotated by the calendar. */
export const rotateKeyOnDemand = operation(kms.RotateKeyOnDemand, {
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:RotateKeyOnDemand', await namedKey(KeyId, context), context),

  async handle({ KeyId }, context) {
    const key = await enabledKey(await namedKey(KeyId, context), context)
    refuseManaged(key)
    requireRotatable(key)
    const { clock, random, seal } = context
    if (key.materials.filter(isOnDemand).length >= LIMITS.onDemandRotations) {
      throw LimitExceededException(
        `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${keyArn(key)}`,
      )
    }
    const plain = await newMaterial(key.spec, random)
    const parts = { seal, random, now: clock.now() }
    const { version, write } = sealedVersion(key.id, plain, 'ON_DEMAND', parts)
    const rotated = { ...key, materials: [...key.materials, version] }
    await context.documents.commit([keyWrite(rotated), write])
    return { KeyId: keyArn(key) }
  },
})

/** When and why a key was rotated; with its first material, if that is asked for. */
export const listKeyRotations = operation(kms.ListKeyRotations, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:ListKeyRotations', await namedKey(KeyId, context), context),

  async handle({ KeyId, IncludeKeyMaterial, ...input }, context) {
    const key = await existingKey(await namedKey(KeyId, context), context)
    requireRotatable(key)
    const all = key.materials.map((version, index) => ({ version, index }))
    const wanted = IncludeKeyMaterial === 'ALL_KEY_MATERIAL' ? all : all.slice(1)
    const size = pageSize(input, LIMITS.pages.rotations)
    const start = Number(placeOf(input, 'rotations') ?? 0)
    const rest = wanted.filter(({ index }) => index >= start)
    const { items, ...page } = pageOf(rest, size, 'rotations', ({ index }) => String(index))
    return { Rotations: items.map(({ version }) => rotationEntry(version, key)), ...page }
  },
})

const isOnDemand = ({ cause }: MaterialVersion) => cause === 'ON_DEMAND'

function rotationEntry({ id, createdAt, cause }: MaterialVersion, key: KmsKey): RotationsListEntry {
  const isFirst = cause === 'CREATION'
  return {
    KeyId: keyArn(key),
    KeyMaterialId: id,
    KeyMaterialState: key.materials.at(-1)?.id === id ? 'CURRENT' : 'NON_CURRENT',
    RotationDate: isFirst ? undefined : createdAt,
    RotationType: isFirst ? undefined : cause,
  }
}

/** Only symmetric encryption keys are rotated; AWS says so without a word. @throws UnsupportedOperationException */
function requireRotatable({ spec }: Pick<KmsKey, 'spec'>): void {
  if (spec !== 'SYMMETRIC_DEFAULT') throw UnsupportedOperationException('')
}
