import { createHash } from 'node:crypto'
import type { JobHandler } from '../../../jobs/job.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { Logger } from '../../../kernel/log.ts'
import type { LogEntry, Store } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import { s3 } from '../../../wire/models/s3.ts'
import { LIMITS } from '../limits.ts'
import { type Bucket, type BucketLogging, bucketArn, bucketKey, recordOf } from '../records.ts'
import { type AccessEntry, accessLogOf } from './records.ts'

export interface DeliverParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly calls: Calls
}

/**
 * Writes what waits of a bucket's access log into its target, as the log delivery service: the target's policy
 * decides. What the target does not take is dropped after an hour: it is best effort, and told of in the server's log.
 */
export function accessLogHandler(parts: DeliverParts): JobHandler {
  const { store, clock, log } = parts
  return async ({ id, payload }, { signal }) => {
    // The border of the job's document: `accessLogJob` writes it.
    const { name } = payload as { readonly name: string }
    const document = await store.get(bucketKey(name))
    const bucket = document && recordOf<Bucket>(document)
    if (bucket?.id !== id || !bucket.logging) {
      await store.trimLog(accessLogOf({ id }), Number.MAX_SAFE_INTEGER)
      return { kind: 'done' }
    }
    let isEmpty = true
    try {
      for (; await deliverOne(bucket, bucket.logging, parts); isEmpty = false) {
        signal.throwIfAborted()
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      isEmpty = false
      log.warn('an access log cannot be delivered', { bucket: name, error: error.message })
      await dropOld(bucket, parts)
    }
    // Once more after the last: what came just now found the job in its place.
    return isEmpty
      ? { kind: 'done' }
      : { kind: 'again', runAt: clock.now() + LIMITS.accessLogEveryMs }
  }
}

/** @returns whether there was anything */
async function deliverOne(
  bucket: Bucket,
  logging: BucketLogging,
  { store, calls, clock }: DeliverParts,
): Promise<boolean> {
  const log = accessLogOf(bucket)
  const waiting = await waitingEntries(log, store)
  const [first] = waiting
  const entries = logging.keyFormat === 'EventTime' ? ofOneDay(waiting) : waiting
  const last = entries.at(-1)
  if (!first || !last) return false
  const lines = entries.map(({ value }) => entryOf(value).line)
  // By its first record: written again after a crash it is the same object.
  const unique = createHash('sha256').update(`${bucket.id} ${first.position}`).digest('hex')
  const at = { eventAt: entryOf(first.value).at, now: clock.now() }
  const name = `${nameOf(bucket, logging, at)}-${unique.slice(0, 16).toUpperCase()}`
  const body = Buffer.from(`${lines.join('\n')}\n`)
  await calls.call(
    s3.PutObject,
    {
      Bucket: logging.targetBucket,
      // Whose name it was may be somebody else's by now.
      ExpectedBucketOwner: bucket.account,
      Key: logging.targetPrefix + name,
      ContentType: 'text/plain',
      ContentLength: body.length,
      Body: once(body),
    },
    {
      ...{ kind: 'service', principal: 'logging.s3.amazonaws.com' },
      ...{ sourceArn: bucketArn(bucket.name), sourceAccount: bucket.account },
    },
    { account: bucket.account, region: bucket.region },
  )
  await store.trimLog(log, last.position + 1)
  return true
}

/** What stands between prefix and mark. Under the day of its requests an object tells no time, as S3's. */
function nameOf(
  { account, region, name }: Bucket,
  { keyFormat = 'simple' }: BucketLogging,
  { eventAt, now }: { readonly eventAt: number; readonly now: number },
): string {
  const time = new Date(keyFormat === 'DeliveryTime' ? now : eventAt).toISOString()
  const [day = ''] = time.split('T')
  const second = time.slice(0, 19).replace(/[T:]/g, '-')
  if (keyFormat === 'simple') return second
  const folder = [account, region, name, ...day.split('-')].join('/')
  return `${folder}/${keyFormat === 'EventTime' ? `${day}-00-00-00` : second}`
}

function ofOneDay(entries: readonly LogEntry[]): LogEntry[] {
  const dayOf = ({ value }: LogEntry) => Math.floor(entryOf(value).at / DAY_MS)
  const end = entries.findIndex(entry => entries[0] && dayOf(entry) !== dayOf(entries[0]))
  return end < 0 ? [...entries] : entries.slice(0, end)
}

const DAY_MS = 86_400_000

/** What becomes one object. */
async function waitingEntries(log: string, store: Store): Promise<LogEntry[]> {
  const entries: LogEntry[] = []
  let characters = 0
  let from = 0
  while (entries.length < LIMITS.accessLogLines && characters < LIMITS.accessLogCharacters) {
    const page = await store.readLog(log, { from, limit: LIMITS.accessLogReadAtOnce })
    entries.push(...page)
    characters += page.reduce((sum, { value }) => sum + entryOf(value).line.length, 0)
    from = (page.at(-1)?.position ?? 0) + 1
    if (page.length < LIMITS.accessLogReadAtOnce) break
  }
  return entries
}

async function dropOld(bucket: Bucket, { store, clock }: DeliverParts): Promise<void> {
  const log = accessLogOf(bucket)
  const oldest = clock.now() - LIMITS.accessLogKeptMs
  for (;;) {
    const entries = await store.readLog(log, { from: 0, limit: LIMITS.accessLogReadAtOnce })
    const kept = entries.find(({ value }) => entryOf(value).at >= oldest)
    const end = kept?.position ?? (entries.at(-1)?.position ?? -1) + 1
    if (entries.length === 0 || entries[0] === kept) return
    await store.trimLog(log, end)
  }
}

/** The store's border: entries are written by `recorder.ts` alone. */
const entryOf = (value: unknown) => value as AccessEntry

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
