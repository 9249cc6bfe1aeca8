import type { JobHandler } from '../../../jobs/job.ts'
import { scheduleJob } from '../../../jobs/runner.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { keyParts } from '../../../store/key.ts'
import {
  CommitConflict,
  type Document,
  type Key,
  type RangePage,
  type Store,
  type Write,
} from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { fitting } from './fitting.ts'
import { createGatherer } from './gatherer.ts'
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
    // What is left is for the job of the present span, the same for whoever writes: jobs do not add up.
    if (isAnyLeft) await store.commit([settleWrite(clock.now())])
    return { kind: 'done' }
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
  return {
    due: now => (until === endOf(now) ? [] : [settleWrite(now)]),
    scheduled(now) {
      until = endOf(now)
    },
  }
}

function settleWrite(now: number): Write {
  const runAt = endOf(now)
  return scheduleJob({ kind: SETTLE_JOB, id: String(runAt), runAt, payload: {} })
}

/** When the job of a moment runs: so long after it that what was being written then has been. */
function endOf(now: number): number {
  const { settleEveryMs, settleLagMs } = LIMITS
  return (Math.floor((now + settleLagMs) / settleEveryMs) + 1) * settleEveryMs
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
  const { found, samples, isMore } = await gathered(id, Number(hour), store)
  const mayStayFine = Number(hour) + 3_600_000 > now - LIMITS.fineMs
  const isFine = samples.some(({ resolutionSeconds }) => resolutionSeconds < 60)
  const comesAgain = isMore || (isFine && mayStayFine)
  const isFolded = found.length <= 1 && found[0]?.key === keyOf(id, hour)
  if (isFolded && comesAgain) return true
  const kept = mayStayFine ? samples : folded(samples.map(sample => coarsened(sample, 60)))
  const isDone = await unlessChanged(store, [
    { type: 'expect', key: row.key, revision: row.revision },
    ...taken(found),
    ...(samples.length > 0 ? [chunkWrite(keyOf(id, hour), fitting(kept))] : []),
    ...(comesAgain ? [] : [{ type: 'delete', key: row.key } as const]),
  ])
  return comesAgain || !isDone
}

/** The chunks of an hour, as many as one step takes, and what they say: read by few, for one may be large. */
async function gathered(id: string, hour: number, store: SettleParts['store']) {
  const gatherer = createGatherer(LIMITS.numbersPerDocument)
  const found: Pick<Document, 'key' | 'revision'>[] = []
  const [from, to] = chunksOf(id, 'minutes', hour)
  let next: Key | undefined = from
  while (next !== undefined && found.length < LIMITS.settledAtOnce) {
    const page: RangePage = await store.range(next, to, { limit: LIMITS.chunksReadAtOnce })
    for (const document of page.documents) {
      gatherer.add(samplesOf(document))
      found.push({ key: document.key, revision: document.revision })
    }
    next = page.next
  }
  return { found, samples: gatherer.all(), isMore: next !== undefined }
}

const keyOf = (id: string, hour: string) => chunkKey(id, 'minutes', Number(hour), FOLDED)

/** Documents that go, provided that nobody else has taken them: a sample is never counted twice. */
export const taken = (documents: readonly Pick<Document, 'key' | 'revision'>[]): Write[] =>
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
