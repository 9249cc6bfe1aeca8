import type { JobHandler } from '../../../jobs/job.ts'
import { scheduleJob } from '../../../jobs/runner.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { keyParts } from '../../../store/key.ts'
import {
  CommitConflict,
  type Document,
  type Key,
  type Store,
  type Write,
} from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { fitting } from './fitting.ts'
import { allUnsettled, chunkKey, chunksOf, chunkWrite, FOLDED, samplesOf } from './records.ts'
import { coarsened, folded } from './sample.ts'

export const SETTLE_JOB = 'cloudwatch-settle'

/**
 * Folds the chunks that single calls wrote into one document an hour, so that reading costs what there is to
 * read, not how often it was written. An hour with points finer than a minute comes again until they may stay
 * so no longer.
 */
export function settleHandler({ store, clock }: SettleParts): JobHandler {
  return async (_, { signal }) => {
    const [first, last] = allUnsettled()
    let isAnyLeft = false
    for (let next: Key | undefined = first; next !== undefined; ) {
      signal.throwIfAborted()
      const page = await store.range(next, last, { limit: LIMITS.settledAtOnce })
      // Side by side, their commits share the flushes of the disk.
      for (let at = 0; at < page.documents.length; at += LIMITS.settledTogether) {
        const rows = page.documents.slice(at, at + LIMITS.settledTogether)
        const left = await Promise.all(rows.map(row => settleHour(row, store, clock.now())))
        isAnyLeft ||= left.includes(true)
      }
      next = page.next
    }
    if (!isAnyLeft) return { kind: 'done' }
    return { kind: 'again', runAt: clock.now() + LIMITS.settleEveryMs }
  }
}

/**
 * Whoever writes chunks has them folded after the present span of a few minutes: one job a span, which every
 * process schedules alike. Nothing is done while nobody writes.
 */
export interface Settling {
  /** The write that belongs into a commit of chunks; none when this process has made it already. */
  due(now: number): readonly Write[]
  /** Once the write of `due` is on disk. */
  scheduled(now: number): void
}

export function createSettling(): Settling {
  let until = 0
  const endOf = (now: number) => (Math.floor(now / LIMITS.settleEveryMs) + 1) * LIMITS.settleEveryMs
  return {
    due(now) {
      const runAt = endOf(now)
      if (until === runAt) return []
      return [scheduleJob({ kind: SETTLE_JOB, id: String(runAt), runAt, payload: {} })]
    },
    scheduled(now) {
      until = endOf(now)
    },
  }
}

export interface SettleParts {
  readonly store: Pick<Store, 'range' | 'commit'>
  readonly clock: Clock
}

/** @returns whether the hour has to be looked at again */
async function settleHour(
  row: Document,
  store: SettleParts['store'],
  now: number,
): Promise<boolean> {
  const [, id = '', hour = ''] = keyParts(row.key)
  const [from, to] = chunksOf(id, 'minutes', Number(hour))
  const { documents, next } = await store.range(from, to, { limit: LIMITS.settledAtOnce })
  const mayStayFine = Number(hour) + 3_600_000 > now - LIMITS.fineMs
  const samples = documents.flatMap(samplesOf)
  const isFine = samples.some(({ resolutionSeconds }) => resolutionSeconds < 60)
  const comesAgain = next !== undefined || (isFine && mayStayFine)
  const isFolded = documents.length <= 1 && documents[0]?.key === keyOf(id, hour)
  if (isFolded && comesAgain) return true
  const kept = mayStayFine ? samples : samples.map(sample => coarsened(sample, 60))
  const isDone = await unlessChanged(store, [
    { type: 'expect', key: row.key, revision: row.revision },
    ...taken(documents),
    ...(samples.length > 0 ? [chunkWrite(keyOf(id, hour), fitting(folded(kept)))] : []),
    ...(comesAgain ? [] : [{ type: 'delete', key: row.key } as const]),
  ])
  return comesAgain || !isDone
}

const keyOf = (id: string, hour: string) => chunkKey(id, 'minutes', Number(hour), FOLDED)

/** Documents that go, provided that nobody else has taken them: a sample is never counted twice. */
export const taken = (documents: readonly Document[]): Write[] =>
  documents.flatMap(({ key, revision }): Write[] => [
    { type: 'expect', key, revision },
    { type: 'delete', key },
  ])

/** @returns false when something was changed meanwhile: it has to be looked at again */
export async function unlessChanged(
  store: Pick<Store, 'commit'>,
  writes: readonly Write[],
): Promise<boolean> {
  try {
    await store.commit(writes)
    return true
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
    return false
  }
}
