import type { Clock } from '../../kernel/clock.ts'
import type { ServiceErrorDetails } from '../../kernel/errors.ts'
import type { Key } from '../../store/store.ts'
import { ConflictException } from '../../wire/models/lex-runtime.ts'
import { LIMITS } from './limits.ts'
import { createSessionLeases, type SessionLeasesParts } from './session-leases.ts'

/**
 * One turn at a time in a session, however many clients and processes (spec/lex-runtime.md §2.1): turns of
 * this process wait in line, and the first of them takes the session's lease.
 */
export interface TurnQueue {
  /** @throws ConflictException when too many wait, or one waits too long */
  run<T>(session: Key, abandoned: () => AbortSignal, work: () => Promise<T>): Promise<T>
}

export function createTurnQueue(parts: SessionLeasesParts): TurnQueue {
  const { clock } = parts
  const line = createLine(clock)
  const leases = createSessionLeases(parts)
  return {
    async run(session, abandoned, work) {
      const until = clock.now() + LIMITS.waitingTurnMs
      const called = line.enter(session, abandoned)
      if (called) await called
      try {
        while (!(await leases.take(session))) {
          if (clock.now() >= until) throw busy()
          await clock.sleep(LIMITS.leasePollMs, abandoned())
        }
        try {
          return await work()
        } finally {
          await leases.giveBack(session)
        }
      } finally {
        line.leave(session)
      }
    },
  }
}

/** Turns of one process, first come first served. */
function createLine(clock: Clock) {
  /** Who waits behind the turn in progress; no entry when there is none. */
  const lines = new Map<Key, (() => void)[]>()
  return {
    /** Undefined when nobody was in line. @throws ConflictException */
    enter(session: Key, abandoned: () => AbortSignal): Promise<void> | undefined {
      const waiting = lines.get(session)
      if (!waiting) {
        lines.set(session, [])
        return undefined
      }
      if (waiting.length >= LIMITS.waitingTurns) throw busy()
      return untilCalled(waiting, clock, abandoned())
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
