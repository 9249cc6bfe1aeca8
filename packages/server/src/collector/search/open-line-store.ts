import type { Clock } from '../../kernel/clock.ts'
import { arrange } from './arrange.ts'
import type { Written } from './engine/write.ts'
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
import type { Call } from './thread/calls.ts'
import { createThread, LineStoreFailed } from './thread/thread.ts'

/**
 * Lines in day partitions, a folder for each account. One thread writes, another answers queries; the thread that
 * asks only arranges lines.
 * @param directory undefined: in memory, in one thread, until it is closed
 */
export function openLineStore({
  directory,
  clock,
}: {
  readonly directory: string | undefined
  readonly clock: Clock
}): LineStore {
  const writer = createThread(directory)
  const reader = directory === undefined ? writer : createThread(directory)

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
  const query = (call: Extract<Call, { request: unknown }>, options: QueryOptions) => {
    const costly = tooCostly(call.request.query)
    if (costly !== undefined) return Promise.reject(new QueryRefused(costly))
    if (reader.waiting() < LIMITS.runningQueries) return reader.call(call, options.signal)
    return Promise.reject(new LineStoreFailed('too many queries run at once'))
  }
  const timeoutOf = ({ timeoutMs = LIMITS.queryMs }: QueryOptions) =>
    Math.min(timeoutMs, LIMITS.queryMs)
  const remove = async (account: string, call: Call, days: readonly string[]) => {
    if (reader === writer) return writer.call(call)
    // Windows removes no file that is open elsewhere; a query may have opened it again before it was gone.
    await reader.call({ kind: 'release', account, days })
    const removed = await writer.call(call)
    await reader.call({ kind: 'release', account, days })
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
    async retain(account, day) {
      const all = (await writer.call({ kind: 'days', account })) as readonly string[]
      const days = all.filter(one => one < day)
      if (days.length === 0) return []
      return (await remove(account, { kind: 'retain', account, day }, days)) as readonly string[]
    },
    async drop(account) {
      await remove(account, { kind: 'drop', account }, [])
    },
    async close() {
      await writer.close()
      if (reader !== writer) await reader.close()
    },
  }
}
