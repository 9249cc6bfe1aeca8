import { statusKey, statusOf, statusWrite, type TrailStatus } from '../../audit/trail-status.ts'
import { CommitConflict, type Store } from '../../store/store.ts'

/** Changes what is told of a trail's deliveries: of its files and of its digests, which may go on at the same time. */
export async function changeStatus(
  trailId: string,
  change: (before: TrailStatus) => TrailStatus,
  store: Pick<Store, 'get' | 'commit'>,
): Promise<void> {
  const key = statusKey(trailId)
  for (;;) {
    const document = await store.get(key)
    const revision = document?.revision ?? 'absent'
    try {
      await store.commit([
        { type: 'expect', key, revision },
        statusWrite(trailId, change(statusOf(document))),
      ])
      return
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error
    }
  }
}
