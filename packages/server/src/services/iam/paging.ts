import type { Document, Key } from '../../store/store.ts'
import type { IamContext } from './context.ts'
import { validationError } from './errors.ts'
import { LIMITS } from './limits.ts'

export interface PageInput {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly IsTruncated: boolean
  readonly Marker: string | undefined
}

/** One page of a list that is at hand, in its order. */
export function pageOf<T>(
  all: readonly T[],
  { Marker, MaxItems = LIMITS.pageItems }: PageInput,
): Page<T> {
  const start = Marker === undefined ? 0 : positionOf(Marker)
  const end = start + MaxItems
  const more = end < all.length
  return {
    items: all.slice(start, end),
    IsTruncated: more,
    Marker: more ? sealMarker(String(end)) : undefined,
  }
}

function positionOf(marker: string): number {
  const text = openMarker(marker)
  if (!/^\d{1,6}$/.test(text)) throw validationError('Invalid Marker.')
  return Number(text)
}

/**
 * One page of a range of rows; `pick` says what a row gives, undefined for one that a filter leaves out.
 * After `LIMITS.scannedRows` rows it answers with what it has, as AWS does with filtered listings.
 */
export async function scan<T>(
  [from, to]: readonly [Key, Key],
  { Marker, MaxItems = LIMITS.pageItems }: PageInput,
  { documents }: Pick<IamContext, 'documents'>,
  pick: (row: Document) => T | undefined | Promise<T | undefined>,
): Promise<Page<T>> {
  const items: T[] = []
  let at: Key | undefined = Marker === undefined ? from : ((from + openMarker(Marker)) as Key)
  const cut = (next: Key): Page<T> => ({
    items,
    IsTruncated: true,
    Marker: sealMarker(next.slice(from.length)),
  })
  for (let scanned = 0; at !== undefined; ) {
    if (scanned >= LIMITS.scannedRows) return cut(at)
    const page = await documents.range(at, to)
    for (const row of page.documents) {
      if (items.length === MaxItems) return cut(row.key)
      const item = await pick(row)
      if (item !== undefined) items.push(item)
    }
    scanned += page.documents.length
    at = page.next
  }
  return { items, IsTruncated: false, Marker: undefined }
}

/** One listing after the other as a single one. A marker holds which of them, and the marker in it. */
export async function chained<T>(
  lists: readonly ((input: PageInput) => Promise<Page<T>>)[],
  { Marker, MaxItems = LIMITS.pageItems }: PageInput,
): Promise<Page<T>> {
  const [start, inner] = Marker === undefined ? [0, undefined] : partsOf(Marker)
  const items: T[] = []
  for (let at = start; at < lists.length; at++) {
    const room = MaxItems - items.length
    const within = at === start ? inner : undefined
    const page = await lists[at]?.({ Marker: within, MaxItems: Math.max(room, 1) })
    if (!page) break
    // The page is full: one that would only be looked into tells whether anything follows.
    if (room === 0 && (page.items.length > 0 || page.IsTruncated)) {
      return { items, IsTruncated: true, Marker: `${at}.` }
    }
    items.push(...page.items)
    if (page.IsTruncated) return { items, IsTruncated: true, Marker: `${at}.${page.Marker}` }
  }
  return { items, IsTruncated: false, Marker: undefined }
}

function partsOf(marker: string): readonly [list: number, inner: string | undefined] {
  const [, list, inner] = /^(\d)\.(.*)$/.exec(marker) ?? []
  if (list === undefined) throw validationError('Invalid Marker.')
  return [Number(list), inner === '' ? undefined : inner]
}

// A marker says only where in the caller's own list to go on, so it needs no seal against change.
const sealMarker = (text: string): string => Buffer.from(`1${text}`).toString('base64url')

function openMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64url').toString('utf8')
  if (!text.startsWith('1') || sealMarker(text.slice(1)) !== marker) {
    throw validationError('Invalid Marker.')
  }
  return text.slice(1)
}
