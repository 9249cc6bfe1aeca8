import { putRecord } from '../../access/records.ts'
import type { Key, Write } from '../../store/store.ts'

/** The writes that move a row which names an entity from its old name to its new one. */
export const movedRows = (keyOf: (name: string) => Key, from: string, to: string): Write[] => [
  { type: 'delete', key: keyOf(from) },
  putRecord(keyOf(to), {}),
]
