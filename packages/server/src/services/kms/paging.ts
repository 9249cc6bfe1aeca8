import { InvalidMarkerException } from '../../wire/models/kms.ts'

export interface PageInput {
  readonly Limit?: number | undefined
  readonly Marker?: string | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly NextMarker: string | undefined
  readonly Truncated: boolean
}

/** How many a listing returns: AWS takes a larger wish than it grants. */
export const pageSize = (
  { Limit }: PageInput,
  { usual, most }: { readonly usual: number; readonly most: number },
): number => Math.min(Limit ?? usual, most)

/** A page of what was read one further than the page is long; `placeOf` names where the next one begins. */
export function pageOf<T>(
  read: readonly T[],
  size: number,
  listing: string,
  placeOf: (item: T) => string,
): Page<T> {
  const next = read[size]
  return {
    items: read.slice(0, size),
    NextMarker: next === undefined ? undefined : marker(listing, placeOf(next)),
    Truncated: next !== undefined,
  }
}

/** Where a listing goes on, as text that only its own operation reads. */
const marker = (listing: string, place: string): string =>
  Buffer.from(JSON.stringify([listing, place])).toString('base64url')

/** @throws InvalidMarkerException */
export function placeOf({ Marker }: PageInput, listing: string): string | undefined {
  if (Marker === undefined) return undefined
  const parts = parse(Marker)
  const [name, place] = Array.isArray(parts) ? (parts as unknown[]) : []
  if (name !== listing || typeof place !== 'string') throw InvalidMarkerException('Invalid marker.')
  return place
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
