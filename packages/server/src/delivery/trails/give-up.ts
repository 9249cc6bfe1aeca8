import type { Trail } from '../../audit/trail.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { type Cursor, readCursor } from './cursor.ts'
import { readSpan } from './events.ts'
import { LIMITS } from './limits.ts'

/** Leaves out events that could not be delivered for too long; returns how many. */
export async function giveUp(
  trail: Trail,
  { region, on }: { readonly region: string; readonly on: 'bucket' | 'log group' },
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<number> {
  const { cursor, move } = await readCursor(trail.id, region, store)
  const { pending, ...rest } = cursor
  const isFile = on === 'bucket'
  const from = isFile ? cursor.next : (cursor.logged ?? cursor.next)
  const place = { trail, region, from, ...(isFile && pending && { to: pending.to }) }
  const span = await readSpan(place, store)
  if (!span) return 0
  const newest = Math.max(...span.events.map(({ time }) => time))
  if (newest > clock.now() - LIMITS.patienceMs) return 0
  const moved: Cursor = isFile ? { ...rest, next: span.to } : { ...cursor, logged: span.to }
  await store.commit(move(moved))
  return span.events.length
}
