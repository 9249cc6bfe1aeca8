import type { Document, Key, Store } from '../../store/store.ts'
import { InvalidNextToken } from '../../wire/models/cloudwatch.ts'
import { LIMITS } from './limits.ts'

/** Where a listing goes on, as text that only its own operation reads. */
export const tokenOf = (listing: string, place: string): string =>
  Buffer.from(JSON.stringify([listing, place])).toString('base64url')

/** @throws ServiceError InvalidNextToken */
export function placeOf(token: string | undefined, listing: string): string | undefined {
  if (token === undefined) return undefined
  const parts = parse(token)
  const [name, place] = Array.isArray(parts) ? (parts as unknown[]) : []
  if (name === listing && typeof place === 'string') return place
  throw InvalidNextToken('The specified nextToken is invalid.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

export interface MatchingOptions<T> {
  /** Where to go on, from an earlier page. */
  readonly place: string | undefined
  readonly most: number
  readonly reverse?: boolean
  /** Undefined for what is passed over. */
  readonly match: (document: Document) => T | undefined
}

/**
 * One page of what matches, read in pages of a fixed size: a filter that few things pass costs no more reads for
 * it. Ends early, with a place to go on, after `LIMITS.scannedDocuments`.
 */
export async function matching<T>(
  reader: Pick<Store, 'range'>,
  [first, last]: readonly [Key, Key],
  { place, most, reverse = false, match }: MatchingOptions<T>,
): Promise<{ readonly items: readonly T[]; readonly next: string | undefined }> {
  let from = first
  let to = last
  if (place !== undefined && reverse && place < to) to = place as Key
  if (place !== undefined && !reverse && place > from) from = place as Key
  const items: T[] = []
  let before: string = to
  for (let scanned = 0; ; ) {
    const page = await reader.range(from, to, { reverse, limit: LIMITS.documentsPerRead })
    for (const document of page.documents) {
      const item = match(document)
      if (item !== undefined && items.length === most) {
        // Forward a page begins with this one, backward it ends before the last one.
        return { items, next: reverse ? before : document.key }
      }
      if (item !== undefined) items.push(item)
      before = document.key
    }
    scanned += page.documents.length
    if (page.next === undefined) return { items, next: undefined }
    if (scanned >= LIMITS.scannedDocuments) return { items, next: page.next }
    if (reverse) to = page.next
    else from = page.next
  }
}
