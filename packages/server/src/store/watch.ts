import type { Clock } from '../kernel/clock.ts'
import { type Metric, metric } from '../kernel/metrics.ts'
import { key } from './key.ts'
import { LIMITS } from './limits.ts'
import { CommitConflict, type Store, StoreDamaged } from './store.ts'

const LONGEST_AGE_MS = 86_400_000

export type StoreHealth = 'ok' | 'failing' | 'damaged'

/** A store whose commits are watched, so that its health is known and not guessed. */
export interface WatchedStore {
  readonly store: Store
  /** Told by the last commit; by one that changes nothing when that was long ago, or failed. */
  health(): Promise<StoreHealth>
  /** Commits come faster than the disk takes them. */
  isSlow(): boolean
  metrics(): Metric[]
}

export function watchStore(store: Store, clock: Clock): WatchedStore {
  const counts = { done: 0, conflicts: 0, failed: 0 }
  // In the order in which they were asked for.
  const waiting = new Set<{ readonly since: number }>()
  let last: { readonly health: StoreHealth; readonly at: number } | undefined
  let probing: Promise<StoreHealth> | undefined
  const note = (health: StoreHealth) => {
    last = { health, at: clock.now() }
  }
  const commit: Store['commit'] = async writes => {
    const own = { since: clock.now() }
    waiting.add(own)
    try {
      const committed = await store.commit(writes)
      counts.done++
      note('ok')
      return committed
    } catch (error) {
      if (error instanceof CommitConflict) {
        counts.conflicts++
        note('ok')
      } else {
        counts.failed++
        note(error instanceof StoreDamaged ? 'damaged' : 'failing')
      }
      throw error
    } finally {
      waiting.delete(own)
    }
  }
  const probe = async (): Promise<StoreHealth> => {
    const outcome = commit([{ type: 'add', key: key('health'), amount: 0 }]).then(
      () => 'ok' as const,
      error => (error instanceof StoreDamaged ? ('damaged' as const) : ('failing' as const)),
    )
    const late = new AbortController()
    const silence = clock.sleep(LIMITS.healthProbeMs, late.signal).then(
      () => 'failing' as const,
      () => 'failing' as const,
    )
    const health = await Promise.race([outcome, silence])
    late.abort()
    return health
  }
  return {
    store: { ...store, commit },
    async health() {
      const isFresh = last !== undefined && clock.now() - last.at < LIMITS.healthBelievedMs
      if (isFresh && last?.health === 'ok') return 'ok'
      probing ??= probe().finally(() => {
        probing = undefined
      })
      return probing
    },
    isSlow() {
      const [oldest] = waiting
      return oldest !== undefined && clock.now() - oldest.since > LIMITS.slowCommitMs
    },
    metrics: () => [
      metric('counter', 'parley_store_commits_total', 'Commits made.', counts.done),
      metric(
        'counter',
        'parley_store_conflicts_total',
        'Commits refused because something had changed.',
        counts.conflicts,
      ),
      metric(
        'counter',
        'parley_store_failures_total',
        'Commits that the disk or the database could not make.',
        counts.failed,
      ),
      metric('gauge', 'parley_store_commits_waiting', 'Commits under way.', waiting.size),
      metric(
        'gauge',
        'parley_store_heartbeat_age_seconds',
        'Since this process last knew that it had seen every commit of all processes.',
        Math.min(store.heartbeatAgeMs(), LONGEST_AGE_MS) / 1_000,
      ),
    ],
  }
}
