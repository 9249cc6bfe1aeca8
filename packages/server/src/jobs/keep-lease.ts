import type { Clock } from '../kernel/clock.ts'
import type { Key, Store } from '../store/store.ts'
import { LIMITS } from './limits.ts'

export interface LeaseOfJob {
  readonly key: Key
  readonly holder: string
  readonly fencing: number
}

/**
 * Renews a lease until `ended`. Resolves to false when it was lost: another has it, or the store has not
 * answered for as long as it lasts.
 */
export async function keepLease(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { key, holder, fencing }: LeaseOfJob,
  ended: AbortSignal,
): Promise<boolean> {
  let goodUntil = clock.now() + LIMITS.leaseMs
  while (await hasSlept(clock, ended)) {
    const askedAt = clock.now()
    const renewed = await store.lease(key, holder, LIMITS.leaseMs).catch(() => 'no answer' as const)
    if (renewed === fencing) goodUntil = askedAt + LIMITS.leaseMs
    else if (renewed !== 'no answer' || clock.now() >= goodUntil) return false
  }
  return true
}

/** False when the time was cut short. */
const hasSlept = (clock: Clock, ended: AbortSignal) =>
  clock.sleep(LIMITS.renewEveryMs, ended).then(
    () => true,
    () => false,
  )
