import type { Documents } from '../../operation/documents.ts'
import type { Key, RangePage } from '../../store/store.ts'
import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'

interface PageInput {
  readonly Marker: string | undefined
  readonly MaxItems: number | undefined
}

/** One page of the documents between two keys. @throws InvalidParameterValueException */
export function pageOf(
  [first, to]: readonly [Key, Key],
  { Marker, MaxItems = LIMITS.pageItems }: PageInput,
  documents: Documents,
): Promise<RangePage> {
  const limit = Math.min(MaxItems, LIMITS.pageItems)
  return documents.range(startOf(Marker, first, to), to, { limit })
}

/** Where the next page begins, as callers pass it back. */
export const markerOf = (next: Key | undefined): string | undefined =>
  next === undefined ? undefined : Buffer.from(next).toString('base64url')

/** A marker leads only to where its own listing goes. @throws InvalidParameterValueException */
export function startOf(marker: string | undefined, first: Key, to: Key): Key {
  if (marker === undefined || marker === '') return first
  const key = Buffer.from(marker, 'base64url').toString('utf8') as Key
  if (key < first || key >= to) throw invalid('Invalid value for Marker.')
  return key
}
