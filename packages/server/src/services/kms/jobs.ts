import { putRecord, recordOf } from '../../access/records.ts'
import type { Job, JobHandler, JobOutcome } from '../../jobs/job.ts'
import { cancelJob } from '../../jobs/runner.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Store, Write } from '../../store/store.ts'
import { DELETION, ROTATION } from './job-kinds.ts'
import { LIMITS } from './limits.ts'
import { newMaterial, sealedVersion } from './materials.ts'
import { grantRemoval } from './new-grant.ts'
import {
  aliasKey,
  type Grant,
  grantsOfKey,
  type KmsKey,
  keyCountKey,
  keyKey,
  materialKey,
} from './records.ts'

export interface KmsJobParts {
  readonly store: Store
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
}

/** What happens to keys when their time has come, by kind. */
export function kmsJobs(parts: KmsJobParts): ReadonlyMap<string, JobHandler> {
  return new Map<string, JobHandler>([
    [DELETION, (job, { signal }) => deleteKey(job, signal, parts)],
    [ROTATION, job => rotateKey(job, parts)],
  ])
}

/** Key, material and aliases go together; then the grants, a page at a time. */
async function deleteKey(
  job: Job,
  signal: AbortSignal,
  { store, clock }: KmsJobParts,
): Promise<JobOutcome> {
  const { account, region, id } = placeOf(job)
  const where = keyKey(account, region, id)
  const document = await store.get(where)
  const key = recordOf<KmsKey>(document)
  if (document && key) {
    if (!key.deletion) return { kind: 'done' }
    if (key.deletion.at > clock.now()) return { kind: 'again', runAt: key.deletion.at }
    await store.commit([
      { type: 'expect', key: where, revision: document.revision },
      { type: 'delete', key: where },
      ...key.materials.map(
        ({ id: material }): Write => ({ type: 'delete', key: materialKey(id, material) }),
      ),
      ...key.aliases.map(
        (name): Write => ({ type: 'delete', key: aliasKey(account, region, name) }),
      ),
      { type: 'add', key: keyCountKey(account, region), amount: -1 },
      cancelJob(ROTATION, id),
    ])
  }
  for (;;) {
    signal.throwIfAborted()
    const page = await store.range(...grantsOfKey(id), { limit: LIMITS.forgottenAtOnce })
    if (page.documents.length === 0) return { kind: 'done' }
    const grants = page.documents.flatMap(found => recordOf<Grant>(found) ?? [])
    await store.commit(grants.flatMap(grantRemoval))
  }
}

/** A disabled key is rotated when it is enabled again, which schedules this anew. */
async function rotateKey(
  job: Job,
  { store, seal, clock, random }: KmsJobParts,
): Promise<JobOutcome> {
  const { account, region, id } = placeOf(job)
  const where = keyKey(account, region, id)
  const document = await store.get(where)
  const key = recordOf<KmsKey>(document)
  if (!document || !key?.rotation || !key.enabled || key.deletion) return { kind: 'done' }
  const { days, nextAt } = key.rotation
  const now = clock.now()
  if (nextAt > now) return { kind: 'again', runAt: nextAt }
  const plain = await newMaterial(key.spec, random)
  const { version, write } = sealedVersion(id, plain, 'AUTOMATIC', { seal, random, now })
  const rotation = { days, nextAt: now + days * DAY_MS }
  const rotated: KmsKey = { ...key, materials: [...key.materials, version], rotation }
  await store.commit([
    { type: 'expect', key: where, revision: document.revision },
    putRecord(where, rotated),
    write,
  ])
  return { kind: 'again', runAt: rotation.nextAt }
}

const DAY_MS = 86_400_000

const placeOf = ({ payload }: Job) =>
  payload as { readonly account: string; readonly region: string; readonly id: string }
