import type { Write } from '../store/store.ts'
import { rowWrite } from './discovery/enqueue.ts'
import { type ObjectRecord, objectKey } from './records.ts'

/** An object that failed waits again, as if it had just been found (spec/surroundings.md §14.5). */
export function replayWrites(row: ObjectRecord, now: number): Write[] {
  const { error: _, endedAt: __, ...rest } = row
  return [
    { type: 'delete', key: objectKey(row.connectorId, row.state, row.key) },
    rowWrite({ ...rest, state: 'seen', attempts: 0, nextAttemptAt: now, isReplay: true }),
  ]
}
