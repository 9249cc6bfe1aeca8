import { scheduleJob } from '../../../jobs/runner.ts'
import { boundedMap } from '../../../kernel/bounded-map.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Json } from '../../../kernel/json.ts'
import type { Logger } from '../../../kernel/log.ts'
import { CommitConflict, type Store, type Write } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { type Bucket, bucketKey, recordOf } from '../records.ts'
import { type Accessed, accessLine } from './line.ts'
import { type AccessEntry, accessLogJob, accessLogOf } from './records.ts'

/**
 * Notes the requests to buckets that log them (spec/surroundings.md §1.2). It is best effort, as S3's own: nobody
 * waits for it, and a crash loses its last second.
 */
export interface AccessLog {
  note(accessed: Accessed): void
  /** Writes down what is noted. */
  close(): Promise<void>
}

interface Parts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}

interface Known {
  readonly bucket: Promise<Bucket | undefined>
  readonly until: number
}

interface Waiting {
  readonly bucket: Bucket
  readonly entries: AccessEntry[]
}

export function createAccessLog({ store, clock, log }: Parts): AccessLog {
  const known = boundedMap<string, Known>(LIMITS.loggedBuckets)
  const closed = new AbortController()
  let waiting = new Map<string, Waiting>()
  let count = 0
  let characters = 0
  let writing: Promise<void> | undefined

  const bucketOf = (name: string): Promise<Bucket | undefined> => {
    const found = known.get(name)
    if (found && clock.now() < found.until) return found.bucket
    const bucket = store
      .get(bucketKey(name))
      .then(document => document && recordOf<Bucket>(document))
      .catch(() => undefined)
    known.set(name, { bucket, until: clock.now() + LIMITS.loggingKnownMs })
    return bucket
  }
  const take = (bucket: Bucket, entry: AccessEntry) => {
    characters += entry.line.length
    if (++count > LIMITS.noted || characters > LIMITS.notedCharacters) return
    const own = waiting.get(bucket.id) ?? { bucket, entries: [] }
    waiting.set(bucket.id, own)
    own.entries.push(entry)
    writing ??= write()
  }
  // One after the other: what a slow store does not take in time is lost, and does not pile up.
  const write = async (): Promise<void> => {
    await clock.sleep(LIMITS.notedMs, closed.signal).catch(() => undefined)
    const all = [...waiting.values()]
    waiting = new Map()
    count = 0
    characters = 0
    for (const { bucket, entries } of all) {
      await append(bucket, entries, { store, now: clock.now() }).catch(error =>
        log.warn('requests to a bucket could not be logged', { bucket: bucket.name, error }),
      )
    }
    writing = waiting.size > 0 ? write() : undefined
  }
  return {
    note(accessed) {
      const at = clock.now()
      const name = accessed.labels.get('Bucket') ?? ''
      if (CHANGES.has(accessed.operation ?? '')) known.delete(name)
      bucketOf(name)
        .then(bucket => {
          if (bucket?.logging) take(bucket, { at, line: accessLine(accessed, bucket.account, at) })
        })
        .catch(error => log.warn('a request could not be logged', { bucket: name, error }))
    },
    async close() {
      closed.abort()
      while (writing) await writing
    },
  }
}

/** What this process changes counts at once. */
const CHANGES: ReadonlySet<string> = new Set(['PutBucketLogging', 'CreateBucket', 'DeleteBucket'])

/** With the job that delivers them, unless it is there already. */
async function append(
  bucket: Bucket,
  entries: readonly AccessEntry[],
  { store, now }: { readonly store: Store; readonly now: number },
): Promise<void> {
  // The store's border: entries are plain data.
  const lines = entries as unknown as readonly Json[]
  const appended: Write = { type: 'append', log: accessLogOf(bucket), entries: lines }
  const job = scheduleJob(accessLogJob(bucket, now + LIMITS.accessLogEveryMs))
  if (await store.get(job.key)) {
    await store.commit([appended])
    return
  }
  const absent: Write = { type: 'expect', key: job.key, revision: 'absent' }
  await store.commit([absent, job, appended]).catch(async error => {
    if (!(error instanceof CommitConflict)) throw error
    await store.commit([appended])
  })
}
