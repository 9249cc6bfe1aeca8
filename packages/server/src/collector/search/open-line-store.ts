import type { Clock } from '../../kernel/clock.ts'
import { Unavailable } from '../../kernel/errors.ts'
import { arrange } from './arrange.ts'
import type { Written } from './engine/engine.ts'
import { LIMITS } from './limits.ts'
import { tooCostly } from './query/cost.ts'
import {
  type Estimate,
  type Facets,
  type Histogram,
  type IngestBatch,
  type Ingested,
  type LineStore,
  type QueryOptions,
  QueryRefused,
  type SearchPage,
  type Stats,
} from './search.ts'
import type { Call, Place } from './thread/calls.ts'
import { createThread } from './thread/thread.ts'

/**
 * Lines in partitions by account and day: files of a directory, rows of a database, or in memory until it is closed.
 * One thread writes, another answers queries; the thread that asks only arranges lines.
 */
export function openLineStore({
  place,
  clock,
}: {
  readonly place: Place
  readonly clock: Clock
}): LineStore {
  const writer = createThread(place)
  const reader = place.kind === 'memory' ? writer : createThread(place)

  const write = async (account: string, batch: IngestBatch): Promise<Ingested> => {
    const { checkpoint, source, firstLine, lines } = batch
    const seen = new Map<string, number>()
    const reached = firstLine + lines.length
    for (;;) {
      const days = await arrange(batch, seen)
      const order = { account, days, object: source.object, reached, checkpoint, now: clock.now() }
      const written = (await writer.call({ kind: 'write', order })) as Written
      if (written.kind !== 'seen') return written
      for (const [day, count] of written.seen) seen.set(day, count)
    }
  }
  /** A query looks at the clock itself, but for a disk or a database that does not answer. */
  const inTime = (call: Extract<Call, { request: unknown }>, signal: AbortSignal | undefined) => {
    const late = AbortSignal.timeout(call.timeoutMs + LIMITS.lateMs)
    return reader.call(call, signal ? AbortSignal.any([signal, late]) : late).catch(error => {
      if (error !== late.reason) throw error
      throw new Unavailable('the lines did not come in time', { cause: error })
    })
  }
  const query = (call: Extract<Call, { request: unknown }>, options: QueryOptions) => {
    const costly = tooCostly(call.request.query)
    if (costly !== undefined) return Promise.reject(new QueryRefused(costly))
    if (reader.waiting() < LIMITS.runningQueries) return inTime(call, options.signal)
    return Promise.reject(new Unavailable('too many queries run at once'))
  }
  const timeoutOf = ({ timeoutMs = LIMITS.queryMs }: QueryOptions) =>
    Math.min(timeoutMs, LIMITS.queryMs)
  const remove = async (call: Extract<Call, { kind: 'retain' | 'drop' }>) => {
    if (place.kind !== 'files') return writer.call(call)
    const { account } = call
    const before = call.kind === 'retain' ? call.day : undefined
    // Windows removes no file that is open elsewhere; a query may have opened it again before it was gone.
    await reader.call({ kind: 'release', account, before })
    const removed = await writer.call(call)
    await reader.call({ kind: 'release', account, before })
    return removed
  }

  return {
    ingest: write,
    // INVARIANT: each call is answered with the type that `answer` gives for its kind.
    checkpoint: (account, key) =>
      writer.call({ kind: 'checkpoint', account, key }) as Promise<string | undefined>,
    async forget(account, keys) {
      await writer.call({ kind: 'forget', account, keys })
    },
    search: (account, request, options = {}) =>
      query(
        { kind: 'search', account, request, timeoutMs: timeoutOf(options) },
        options,
      ) as Promise<SearchPage>,
    histogram(account, request, options = {}) {
      const { from, to, bucketMs } = request
      if (!(bucketMs >= 1) || (to - from) / bucketMs > LIMITS.buckets) {
        return Promise.reject(new RangeError(`expected at most ${LIMITS.buckets} buckets`))
      }
      return query(
        { kind: 'histogram', account, request, timeoutMs: timeoutOf(options) },
        options,
      ) as Promise<Histogram>
    },
    facets: (account, request, options = {}) =>
      query(
        { kind: 'facets', account, request, timeoutMs: timeoutOf(options) },
        options,
      ) as Promise<Facets>,
    stats: (account, request, options = {}) =>
      query(
        { kind: 'stats', account, request, timeoutMs: timeoutOf(options) },
        options,
      ) as Promise<Stats>,
    estimate: (account, window) =>
      reader.call({ kind: 'estimate', account, window }) as Promise<Estimate>,
    retain: (account, day) =>
      remove({ kind: 'retain', account, day }) as Promise<readonly string[]>,
    async drop(account) {
      await remove({ kind: 'drop', account })
    },
    async close() {
      await writer.close()
      if (reader !== writer) await reader.close()
    },
  }
}
