import { keepLease } from '../../jobs/keep-lease.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { ServiceErrorDetails } from '../../kernel/errors.ts'
import type { Key, Store } from '../../store/store.ts'
import { ConflictException } from '../../wire/models/lex-runtime.ts'
import { LIMITS } from './limits.ts'

/**
 * One turn at a time in a session, however many clients and processes (spec/lex-runtime.md §2.1): turns of
 * this process wait in line, and the first of them takes the session's lease.
 */
export interface TurnQueue {
  /** @throws ConflictException when too many wait, or one waits too long */
  run<T>(session: Key, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export interface TurnQueueParts {
  readonly store: Pick<Store, 'lease' | 'release'>
  readonly clock: Clock
  /** This process, among those that share the store. */
  readonly holder: string
}

export function createTurnQueue(parts: TurnQueueParts): TurnQueue {
  const { store, clock, holder } = parts
  const line = createLine(clock)
  return {
    async run(session, signal, work) {
      const until = clock.now() + LIMITS.waitingTurnMs
      await line.enter(session, signal)
      try {
        const fencing = await takeLease(parts, session, signal, until)
        const ended = new AbortController()
        // Whoever loses the lease all the same does no harm: its commit expects the session as it was.
        const lease = { key: session, holder, fencing }
        const kept = keepLease(parts, lease, ended.signal, TIMES)
        try {
          return await work()
        } finally {
          ended.abort(OVER)
          // No renewal may come after the lease was given back.
          await kept
          // The turn is over, whether well or not: a lease that cannot be given back ends by itself.
          await store.release(session, holder).catch(() => undefined)
        }
      } finally {
        line.leave(session)
      }
    },
  }
}

/** Given, since an error made for each turn costs more than the rest of its lease. */
const OVER = 'the turn is over'

const TIMES = { leaseMs: LIMITS.turnLeaseMs, renewEveryMs: LIMITS.renewTurnEveryMs }

async function takeLease(
  { store, clock, holder }: TurnQueueParts,
  session: Key,
  signal: AbortSignal,
  until: number,
): Promise<number> {
  for (;;) {
    const fencing = await store.lease(session, holder, LIMITS.turnLeaseMs)
    if (fencing !== undefined) return fencing
    if (clock.now() >= until) throw busy()
    await clock.sleep(LIMITS.leasePollMs, signal)
  }
}

/** Turns of one process, first come first served. */
function createLine(clock: Clock) {
  /** Who waits behind the turn in progress; no entry when there is none. */
  const lines = new Map<Key, (() => void)[]>()
  return {
    async enter(session: Key, signal: AbortSignal): Promise<void> {
      const waiting = lines.get(session)
      if (!waiting) {
        lines.set(session, [])
        return
      }
      if (waiting.length >= LIMITS.waitingTurns) throw busy()
      await untilCalled(waiting, clock, signal)
    },
    leave(session: Key): void {
      const next = lines.get(session)?.shift()
      if (next) next()
      else lines.delete(session)
    },
  }
}

/** Resolves when it is this one's turn; rejects when the time is over or nobody wants it any more. */
async function untilCalled(
  waiting: (() => void)[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const called = new AbortController()
  const call = () => called.abort()
  waiting.push(call)
  try {
    await clock.sleep(LIMITS.waitingTurnMs, AbortSignal.any([called.signal, signal]))
  } catch (error) {
    if (called.signal.aborted) return
    waiting.splice(waiting.indexOf(call), 1)
    throw error
  }
  if (called.signal.aborted) return
  waiting.splice(waiting.indexOf(call), 1)
  throw busy()
}

export const busy = (details?: ServiceErrorDetails) =>
  ConflictException(
    'Two clients are using the same AWS account, Amazon Lex bot, and user ID.',
    details,
  )
