import type { Json } from '../../kernel/json.ts'
import { key } from '../../store/key.ts'
import type { Key, Store, Write } from '../../store/store.ts'

/** How far the events of a trail in a region were delivered. */
export interface Cursor {
  /** Events before this position are in the bucket. */
  readonly next: number
  /** A file that is being written: whoever writes it again writes the same one. */
  readonly pending?: PendingFile
  /** Events before this position are in the log group. */
  readonly logged?: number
}

export interface PendingFile {
  readonly bucket: string
  readonly prefix?: string
  readonly key: string
  /** Positions from `next` up to, but not including, this one. */
  readonly to: number
}

/** A cursor as it was read, and the guard that it has not moved since. */
export interface ReadCursor {
  readonly cursor: Cursor
  readonly move: (to: Cursor) => readonly Write[]
}

export const cursorKey = (trailId: string, region: string): Key =>
  key('cloudtrail.cursor', trailId, region)

export async function readCursor(
  trailId: string,
  region: string,
  store: Pick<Store, 'get'>,
): Promise<ReadCursor> {
  const where = cursorKey(trailId, region)
  const document = await store.get(where)
  const cursor = (document?.value as unknown as Cursor | undefined) ?? { next: 0 }
  return {
    cursor,
    move: to => [
      { type: 'expect', key: where, revision: document?.revision ?? 'absent' },
      { type: 'put', key: where, value: to as unknown as Json },
    ],
  }
}
