import { within } from '../../store/key.ts'
import type { Write } from '../../store/store.ts'
import type { CollectParts } from '../collect-parts.ts'
import { LIMITS } from '../limits.ts'
import { type ObjectRecord, type ObjectState, recordOf } from '../records.ts'
import { checkpointName } from './checkpoint.ts'

/** How many ended objects are remembered by name. */
const KEPT: readonly (readonly [ObjectState, number])[] = [
  ['done', LIMITS.endedObjects],
  ['skipped', LIMITS.endedObjects],
  ['failed', LIMITS.failedObjects],
]

/**
 * Forgets ended objects beyond the latest: they have collapsed into the cursor, so that state stays bounded however
 * many there are (spec/surroundings.md §14.4).
 */
export async function pruneEnded(
  accountId: string,
  connectorId: string,
  { store, lines }: Pick<CollectParts, 'store' | 'lines'>,
): Promise<void> {
  for (const [state, kept] of KEPT) {
    const range = within('collector.object', connectorId, state)
    const { documents } = await store.range(...range, { limit: kept + LIMITS.prunedAtOnce })
    if (documents.length <= kept) continue
    const ended = documents
      .flatMap(document => {
        const row = recordOf<ObjectRecord>(document)
        return row ? [{ key: document.key, row }] : []
      })
      .sort((a, b) => (b.row.endedAt ?? 0) - (a.row.endedAt ?? 0))
      .slice(kept)
    // First the checkpoints: a row that is left names them again.
    await lines.forget(
      accountId,
      ended.map(({ row }) => checkpointName(row, row.etag)),
    )
    await store.commit(ended.map(({ key }): Write => ({ type: 'delete', key })))
  }
}
