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
    const renewed = await store.lease(key, holder, leaseMs).catch(() => 'no answer' as const)
    if (renewed === fencing) goodUntil = askedAt + leaseMs
    else if (renewed !== 'no answer' || clock.now() >= goodUntil) return false
  }
  return true
}

/** False when the time was cut short. */
const hasSlept = (clock: Clock, ms: number, ended: AbortSignal) =>
  clock.sleep(ms, ended).then(
    () => true,
    () => false,
  )
