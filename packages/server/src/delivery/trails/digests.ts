import { createHash, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { signingKey } from '../../audit/digest-keys.ts'
import { eventTime } from '../../audit/event-identity.ts'
import type { Trail } from '../../audit/trail.ts'
import { digestFileKey } from '../../audit/trail-files.ts'
import { DIGEST_MS, type TrailJob } from '../../audit/trail-jobs.ts'
import { regionsOf } from '../../audit/trail-queues.ts'
import type { TrailStatus } from '../../audit/trail-status.ts'
import type { Job, JobHandler } from '../../jobs/job.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Store } from '../../store/store.ts'
import { putFile } from './bucket.ts'
import { changeStatus } from './change-status.ts'
import { trailOfJob } from './deliver.ts'
import { type DigestState, digestStateKey, readDigestState } from './digest-state.ts'
import { LIMITS } from './limits.ts'
import { type DeliveredFile, type FileParts, filesLog } from './log-files.ts'

export interface DigestParts extends FileParts {
  readonly seal: Seal
}

/**
 * Every hour tells, signed, which log files were delivered, whether there were any or not. Each digest holds the
 * signature of the one before it, so that nothing can be taken out of the chain (spec/surroundings.md §11).
 */
export function trailDigests(parts: DigestParts): JobHandler {
  return async (job, { signal }) => {
    const { store, clock } = parts
    const trail = await trailOfJob(job.payload as unknown as TrailJob, store)
    if (!trail) return { kind: 'done' }
    const regions = [...new Set([trail.homeRegion, ...(await regionsOf(trail.id, store))])]
    const goesOn = trail.isLogging && trail.validatesFiles
    let error: string | undefined
    for (const region of regions) {
      signal.throwIfAborted()
      try {
        await digestRegion(trail, region, job, parts)
      } catch (failure) {
        if (!(failure instanceof ServiceError)) throw failure
        error = failure.code
      }
    }
    await tell(trail, error, parts)
    if (error !== undefined) return { kind: 'again', runAt: clock.now() + LIMITS.retryMs }
    if (goesOn) return { kind: 'again', runAt: nextHour(job.runAt, clock.now()) }
    await endChain(trail, regions, store)
    return { kind: 'done' }
  }
}

function nextHour(from: number, now: number): number {
  const passed = Math.max(1, Math.floor((now - from) / DIGEST_MS) + 1)
  return from + passed * DIGEST_MS
}

/** One digest for all that passed since the last, however long this server was away. */
async function digestRegion(
  trail: Trail,
  region: string,
  job: Job,
  parts: DigestParts,
): Promise<void> {
  const { store, clock, calls } = parts
  const { state = { start: job.runAt - DIGEST_MS }, replace } = await readDigestState(
    trail.id,
    region,
    store,
  )
  const hours = Math.floor((clock.now() - state.start) / DIGEST_MS)
  if (hours < 1) return
  const end = state.start + hours * DIGEST_MS
  const log = filesLog(trail.id, region)
  const { previous, told = 0 } = state
  const entries = await store.readLog(log, { from: told, limit: LIMITS.digestFiles })
  const files = entries.map(({ value }) => value as unknown as DeliveredFile)
  const { bucket, account, prefix } = trail
  const key = digestFileKey({ account, prefix, region, time: end }, trail)
  const { privateKey, fingerprint } = await signingKey(account, clock.now(), parts)
  const content = digestOf({ trail, state, end, key, files, fingerprint })
  const hash = createHash('sha256').update(content).digest('hex')
  const text = [eventTime(end), `${bucket}/${key}`, hash, previous?.signature ?? 'null'].join('\n')
  const signature = sign('sha256', Buffer.from(text), privateKey).toString('hex')
  const bytes = await promisify(gzip)(content)
  const Metadata = { signature, 'signature-algorithm': ALGORITHM }
  const encryption = { ServerSideEncryption: 'AES256' }
  await putFile(trail, { Bucket: bucket, Key: key, Metadata, bytes }, { calls, encryption })
  const next = (entries.at(-1)?.position ?? told - 1) + 1
  const own = { bucket, key, hash, signature }
  await store.commit(replace({ start: end, previous: own, told: next }))
  await store.trimLog(log, next)
}

const ALGORITHM = 'SHA256withRSA'

interface Telling {
  readonly trail: Trail
  readonly state: DigestState
  readonly end: number
  readonly key: string
  readonly files: readonly DeliveredFile[]
  readonly fingerprint: string
}

function digestOf({ trail, state, end, key, files, fingerprint }: Telling): string {
  const { previous, start } = state
  const times = (pick: (...times: number[]) => number, all: readonly number[]) =>
    all.length === 0 ? null : eventTime(pick(...all))
  return JSON.stringify({
    awsAccountId: trail.account,
    digestStartTime: eventTime(start),
    digestEndTime: eventTime(end),
    digestS3Bucket: trail.bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: ALGORITHM,
    newestEventTime: times(
      Math.max,
      files.map(({ newest }) => newest),
    ),
    oldestEventTime: times(
      Math.min,
      files.map(({ oldest }) => oldest),
    ),
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files.map(file => ({
      s3Bucket: file.bucket,
      s3Object: file.key,
      hashValue: file.hash,
      hashAlgorithm: 'SHA-256',
      newestEventTime: eventTime(file.newest),
      oldestEventTime: eventTime(file.oldest),
    })),
  })
}

/** A trail that logs again begins a new chain. */
async function endChain(trail: Trail, regions: readonly string[], store: Store): Promise<void> {
  await store.commit(
    regions.map(region => ({ type: 'delete', key: digestStateKey(trail.id, region) }) as const),
  )
}

async function tell(
  trail: Trail,
  error: string | undefined,
  { store, clock }: DigestParts,
): Promise<void> {
  const news = error === undefined ? { digestedAt: clock.now() } : { digestError: error }
  const change = ({ digestError: _, ...before }: TrailStatus) => ({ ...before, ...news })
  await changeStatus(trail.id, change, store)
}
