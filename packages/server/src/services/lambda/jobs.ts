import type { BlobId, Blobs } from '../../blobs/blobs.ts'
import type { JobHandler, JobOutcome } from '../../jobs/job.ts'
import { scheduleJob } from '../../jobs/runner.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'
import { CommitConflict, type Key, type Store, type Write } from '../../store/store.ts'
import { eventHandler } from './events.ts'
import type { Execution } from './execution.ts'
import { LIMITS } from './limits.ts'
import {
  type FunctionVersion,
  functionKey,
  type LambdaFunction,
  putRecord,
  recordOf,
  versionKey,
  versionsOf,
} from './records.ts'

export interface LambdaJobParts {
  readonly store: Store
  readonly blobs: Blobs
  readonly execution: Execution
  readonly clock: Clock
  readonly random: Random
}

/** The handlers of Lambda's jobs, by kind. */
export function lambdaJobs(parts: LambdaJobParts): ReadonlyMap<string, JobHandler> {
  return new Map([
    ['lambda-settle', settleHandler(parts)],
    ['lambda-event', eventHandler(parts)],
    ['lambda-forget-code', forgetHandler(parts)],
  ])
}

type Place = Pick<LambdaFunction, 'account' | 'region' | 'name'>

const placeOf = ({ account, region, name }: Place) => ({ account, region, name })

/** Schedules that a new or changed function is taken into use, for the commit that changes it. */
export const settleWrite = (fn: LambdaFunction, now: number): Write =>
  scheduleJob({
    kind: 'lambda-settle',
    id: fn.id,
    runAt: now,
    payload: placeOf(fn),
  })

/** Schedules that code is deleted if nothing names it any more. */
export const forgetCodeWrite = (fn: LambdaFunction, blob: BlobId, now: number): Write =>
  scheduleJob({
    kind: 'lambda-forget-code',
    id: blob,
    runAt: now + LIMITS.forgetCodeAfterMs,
    payload: { ...placeOf(fn), blob },
  })

/** Makes the code ready to run and then says so: the function, and a version that was made meanwhile. */
function settleHandler({ store, execution, random, clock }: LambdaJobParts): JobHandler {
  return async ({ id, payload }) => {
    const document = await store.get(functionKey(payload as unknown as Place))
    const fn = recordOf<LambdaFunction>(document)
    if (!document || fn?.id !== id) return { kind: 'done' }
    if (fn.latest.progress !== 'settled') await execution.prepare(fn, fn.latest)
    const latest: FunctionVersion = {
      ...fn.latest,
      progress: 'settled',
      revisionId: random.uuid(),
    }
    const version = fn.published && (await store.get(versionKey(fn, fn.published.version)))
    const published = recordOf<FunctionVersion>(version)
    const writes: Write[] = [
      { type: 'expect', key: document.key, revision: document.revision },
      putRecord(document.key, { ...fn, latest }),
      ...(version && published && published.progress !== 'settled'
        ? [
            { type: 'expect', key: version.key, revision: version.revision } as const,
            putRecord(version.key, {
              ...published,
              progress: 'settled',
              revisionId: random.uuid(),
            }),
          ]
        : []),
    ]
    return committedOrAgain(store, writes, clock)
  }
}

/** What was changed meanwhile is looked at again at once: tags, permissions and aliases often come right after. */
async function committedOrAgain(
  store: Store,
  writes: readonly Write[],
  clock: Clock,
): Promise<JobOutcome> {
  try {
    await store.commit(writes)
    return { kind: 'done' }
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
    return { kind: 'again', runAt: clock.now() }
  }
}

function forgetHandler({ store, blobs }: LambdaJobParts): JobHandler {
  return async ({ payload }) => {
    const { blob, ...place } = payload as unknown as Place & { readonly blob: BlobId }
    if (!(await isNamed(blob, place, store))) await blobs.delete(blob)
    return { kind: 'done' }
  }
}

async function isNamed(blob: BlobId, place: Place, store: Store): Promise<boolean> {
  const names = ({ code }: FunctionVersion) => code.kind === 'package' && code.blob === blob
  const fn = recordOf<LambdaFunction>(await store.get(functionKey(place)))
  if (fn && names(fn.latest)) return true
  const [first, to] = versionsOf(place)
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await store.range(from, to)
    if (page.documents.some(document => names(document.value as unknown as FunctionVersion))) {
      return true
    }
    from = page.next
  }
  return false
}
