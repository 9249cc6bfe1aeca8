import type { Clock } from '../../kernel/clock.ts'
import type { Key, Store } from '../../store/store.ts'
import { LIMITS } from './limits.ts'

/**
 * The leases of the sessions in which this process holds turns (spec/lex-runtime.md §2.1). They are renewed together:
 * nearly all turns are over before the first renewal, and a timer for each would cost more than the rest of its lease.
 */
export interface SessionLeases {
  /** Whether the session is this process's now; it stays so until it is given back. */
  take(session: Key): Promise<boolean>
  /** Whether its turn ended well or not. */
  giveBack(session: Key): Promise<void>
}

export interface SessionLeasesParts {
  readonly store: Pick<Store, 'lease' | 'release'>
  readonly clock: Clock
  /** This process, among those that share the store. */
  readonly holder: string
}

export function createSessionLeases({ store, clock, holder }: SessionLeasesParts): SessionLeases {
  /** With the renewal that is under way. */
  const held = new Map<Key, Promise<void> | undefined>()
  let idle: AbortController | undefined
  const renew = (session: Key) => store.lease(session, holder, LIMITS.turnLeaseMs)
  const renewAll = () => {
    // Whoever loses the lease all the same does no harm: its commit expects the session as it was.
    for (const [session, underway] of held) {
      if (underway) continue
      const answered = () => {
        if (held.has(session)) held.set(session, undefined)
      }
      held.set(session, renew(session).then(answered, answered))
    }
  }
  const keepRenewing = async ({ signal }: AbortController) => {
    const isOver = () => signal.aborted
    while (!isOver()) {
      await clock.sleep(LIMITS.renewTurnEveryMs, signal).then(renewAll, isOver)
    }
  }
  return {
    async take(session) {
      const fencing = await renew(session)
      if (fencing === undefined) return false
      held.set(session, undefined)
      if (!idle) {
        idle = new AbortController()
        void keepRenewing(idle)
      }
      return true
    },
    async giveBack(session) {
      const underway = held.get(session)
      held.delete(session)
      if (held.size === 0) {
        idle?.abort(OVER)
        idle = undefined
      }
      // No renewal may come after it was given back.
      if (underway) await underway
      // A lease that cannot be given back ends by itself.
      await store.release(session, holder).catch(() => undefined)
    },
  }
}

/** Given, since an error made each time costs more than all the rest. */
const OVER = 'no turn is in progress'
