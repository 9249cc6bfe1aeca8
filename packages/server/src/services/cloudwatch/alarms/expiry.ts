import type { Job, JobHandler } from '../../../jobs/job.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { keyParts } from '../../../store/key.ts'
import type { Key, Store, Write } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { allHistory, historyBetween, SCOPE_PART } from './history.ts'

export const HISTORY_JOB = 'cloudwatch-history'

/** Forgets what happened to alarms longer than 30 days ago. */
export function historyHandler({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'range' | 'commit'>
  readonly clock: Clock
}): JobHandler {
  return async (_: Job, { signal }) => {
    const before = clock.now() - LIMITS.historyMs
    const [first, last] = allHistory()
    for (let next: Key | undefined = first; next !== undefined; ) {
      const page = await store.range(next, last, { groupBy: SCOPE_PART })
      for (const group of page.groups) {
        signal.throwIfAborted()
        const [, account = '', region = ''] = keyParts(group)
        await forget(historyBetween({ account, region }, 0, before), store)
      }
      next = page.next
    }
    return { kind: 'again', runAt: clock.now() + LIMITS.ageEveryMs }
  }
}

async function forget(
  [from, to]: [Key, Key],
  store: Pick<Store, 'range' | 'commit'>,
): Promise<void> {
  for (;;) {
    const { documents } = await store.range(from, to, { limit: LIMITS.settledAtOnce })
    if (documents.length === 0) return
    await store.commit(documents.map(({ key }): Write => ({ type: 'delete', key })))
  }
}
