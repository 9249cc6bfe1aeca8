import type { Tag } from '../../access/identity.ts'
import { type PinnedDocument, putRecord } from '../../access/records.ts'
import { CommitConflict, type Write } from '../../store/store.ts'
import { type KeyUsageType, LimitExceededException } from '../../wire/models/kms.ts'
import type { KmsContext } from './context.ts'
import type { Spec } from './key-specs.ts'
import { LIMITS } from './limits.ts'
import { newMaterial, sealedVersion } from './materials.ts'
import { type KmsKey, keyCountKey, keyKey } from './records.ts'

/** A key that is not kept yet, and the writes that keep it. */
export interface NewKey {
  readonly key: KmsKey
  readonly writes: readonly Write[]
}

export interface KeyPlan {
  readonly id: string
  readonly spec: Spec
  readonly usage: KeyUsageType
  readonly description: string
  readonly manager: KmsKey['manager']
  readonly policy: PinnedDocument
  readonly tags: readonly Tag[]
  readonly aliases?: readonly string[]
  readonly rotation?: NonNullable<KmsKey['rotation']>
}

/** Makes the key and its first material. */
export async function planKey(plan: KeyPlan, context: KmsContext): Promise<NewKey> {
  const { account, region, clock, seal, random } = context
  const now = clock.now()
  const plain = await newMaterial(plan.spec, random)
  const { version, write } = sealedVersion(plan.id, plain, 'CREATION', { seal, random, now })
  const key: KmsKey = {
    aliases: [],
    ...plan,
    account,
    region,
    enabled: true,
    createdAt: now,
    materials: [version],
  }
  const count = keyCountKey(account, region)
  return {
    key,
    writes: [
      keyWrite(key),
      write,
      { type: 'add', key: count, amount: 1, max: LIMITS.keysPerRegion },
    ],
  }
}

export const keyWrite = (key: KmsKey): Write =>
  putRecord(keyKey(key.account, key.region, key.id), key)

/** Commits, a counter at its maximum being the quota of that name. @throws LimitExceededException */
export async function commitWithin(
  writes: readonly Write[],
  { documents }: Pick<KmsContext, 'documents'>,
  limit: string,
): Promise<void> {
  try {
    await documents.commit(writes)
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
    throw LimitExceededException(limit, { cause: error })
  }
}
