import type { Clock } from '../kernel/clock.ts'
import type { Key, Store } from '../store/store.ts'
import { LIMITS } from './limits.ts'

export interface LeaseOfJob {
  readonly key: Key
  readonly holder: string
  readonly fencing: number
}

/** How long a lease lasts without renewal, and how often it is renewed. */
export interface LeaseTimes {
  readonly leaseMs: number
  readonly renewEveryMs: number
}

/**
 * Renews a lease until `ended`. Resolves to false when it was lost: another has it, or the store has not
 * answered for as long as it lasts.
 */
export async function keepLease(
  { store, clock }: { readonly store: Pick<Store, 'lease'>; readonly clock: Clock },
  { key, holder, fencing }: LeaseOfJob,
  ended: AbortSignal,
  { leaseMs, renewEveryMs }: LeaseTimes = LIMITS,
): Promise<boolean> {
  let goodUntil = clock.now() + leaseMs
  while (await hasSlept(clock, renewEveryMs, ended)) {
    const askedAt = clock.now()
    const answer = store.lease(key, holder, leaseMs).catch(() => NO_ANSWER)
    // Nobody may believe that he has it for longer than it lasts because the store is silent.
    const renewed = await inTime(answer, goodUntil - askedAt, clock)
    if (renewed === fencing) goodUntil = askedAt + leaseMs
    else if (renewed !== NO_ANSWER || clock.now() >= goodUntil) return false
  }
  return true
}

const NO_ANSWER = 'no answer' as const

async function inTime<T>(answer: Promise<T>, ms: number, clock: Clock) {
  const answered = new AbortController()
  const late = clock.sleep(ms, answered.signal).then(
    () => NO_ANSWER,
    () => NO_ANSWER,
  )
  const first = await Promise.race([answer, late])
  answered.abort(NO_ANSWER)
  return first
}

/** False when the time was cut short. */
const hasSlept = (clock: Clock, ms: number, ended: AbortSignal) =>
  clock.sleep(ms, ended).then(
    () => true,
    () => false,
  )
