import type { LineCheckpoint } from '../formats/format.ts'
import type { ObjectRecord } from '../records.ts'

/** How far an object was stored: committed with its lines (spec/surroundings.md §14.5). */
export interface ObjectCheckpoint {
  readonly at: LineCheckpoint
  /** All of it was stored. */
  readonly isDone?: true
  /** Of all its bytes, once they were read. */
  readonly sha256?: string
}

/** One version of an object, for one connector. */
export const checkpointName = (
  { connectorId, key }: Pick<ObjectRecord, 'connectorId' | 'key'>,
  etag: string,
): string => `${connectorId}\n${etag}\n${key}`

/** The border of the line store: checkpoints are written by this folder alone. */
export const parseCheckpoint = (text: string | undefined): ObjectCheckpoint | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as ObjectCheckpoint)

export const checkpointText = (checkpoint: ObjectCheckpoint): string => JSON.stringify(checkpoint)
