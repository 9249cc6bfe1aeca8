import { failed, ok, type Result } from '../kernel/result.ts'
import type { PreparedWrite } from './prepare.ts'
import type { Key } from './store.ts'

/** The state before a commit. */
export interface Before {
  revision(key: Key): number | undefined
  counter(key: Key): number
}

export interface Conflict {
  readonly key: Key
  readonly reason: 'revision' | 'maximum'
}

/**
 * Whether the conditions of a commit hold, and the counters after it. Expectations speak of the state
 * before the commit, wherever they stand in it; counters are added to in order.
 */
export function checkConditions(
  writes: readonly PreparedWrite[],
  before: Before,
): Result<ReadonlyMap<Key, number>, Conflict> {
  const counters = new Map<Key, number>()
  for (const write of writes) {
    if (write.type === 'expect') {
      if ((before.revision(write.key) ?? 'absent') === write.revision) continue
      return failed({ key: write.key, reason: 'revision' })
    }
    if (write.type !== 'add') continue
    const sum = (counters.get(write.key) ?? before.counter(write.key)) + write.amount
    if (sum > write.max) return failed({ key: write.key, reason: 'maximum' })
    counters.set(write.key, sum)
  }
  return ok(counters)
}
