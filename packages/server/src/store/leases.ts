import type { Clock } from '../kernel/clock.ts'
import { LIMITS } from './limits.ts'
import type { Key, Store } from './store.ts'

export type Leases = Pick<Store, 'lease' | 'release'>

/** Fencing numbers from `first` up to, but not including, `end`, which nobody had before or gets again. */
export interface FencingBlock {
  readonly first: number
  readonly end: number
}

/**
 * Leases of an engine that one process owns. They live in memory: when the process dies all its holders
 * do, and only the fencing numbers must go on growing, so `reserve` makes blocks of them durable.
 */
export function createLeases(clock: Clock, reserve: () => Promise<FencingBlock>): Leases {
  const held = new Map<Key, Lease>()
  let block: FencingBlock = { first: 0, end: 0 }
  let reserving: Promise<void> | undefined
  let sweepAt: number = LIMITS.leasesBeforeSweep

  const refill = () => {
    reserving ??= reserve()
      .then(reserved => {
        block = reserved
      })
      .finally(() => {
        reserving = undefined
      })
    return reserving
  }
  const take = () => {
    const fencing = block.first
    block = { first: fencing + 1, end: block.end }
    return fencing
  }
  const sweep = (now: number) => {
    for (const [key, { expiresAt }] of held) if (expiresAt <= now) held.delete(key)
    sweepAt = Math.max(LIMITS.leasesBeforeSweep, held.size * 2)
  }

  return {
    async lease(key, holder, ttlMs) {
      while (block.first >= block.end) await refill()
      const now = clock.now()
      const lease = held.get(key)
      if (lease && lease.holder !== holder && lease.expiresAt > now) return undefined
      if (held.size >= sweepAt) sweep(now)
      const fencing = lease?.holder === holder ? lease.fencing : take()
      held.set(key, { holder, fencing, expiresAt: now + ttlMs })
      return fencing
    },
    async release(key, holder) {
      if (held.get(key)?.holder === holder) held.delete(key)
    },
  }
}

interface Lease {
  readonly holder: string
  readonly fencing: number
  /** Epoch ms. */
  readonly expiresAt: number
}
