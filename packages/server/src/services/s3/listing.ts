import type { Documents } from '../../operation/documents.ts'
import { key, keyParts } from '../../store/key.ts'
import type { Document, Key } from '../../store/store.ts'
import { invalidArgument } from './errors.ts'
import { LIMITS } from './limits.ts'

/** Walking the keys of a bucket in byte order, with what lies behind a delimiter folded into one prefix. */

export interface Walk {
  /** Kind of document and bucket id: the object key is the next part of the document's key. */
  readonly kind: string
  readonly bucketId: string
  readonly prefix: string
  readonly delimiter: string | undefined
  readonly max: number
  /** Only what comes after this document key. */
  readonly after?: Key | undefined
  /** What is not listed, and does not count: delete markers. */
  readonly wanted?: (document: Document) => boolean
}

export interface Walked {
  readonly items: readonly Document[]
  readonly prefixes: readonly string[]
  /** The key or prefix that came last, when there is more. */
  readonly last: string | undefined
  readonly isTruncated: boolean
}

/** One page. Its cost is of what is shown: a folded prefix is stepped over, not read. */
export async function walk(
  { kind, bucketId, prefix, delimiter, max, after, wanted = () => true }: Walk,
  documents: Pick<Documents, 'range'>,
): Promise<Walked> {
  const [first, to] = bounds(kind, bucketId, prefix)
  let from = after !== undefined && after > first ? after : first
  const items: Document[] = []
  const prefixes: string[] = []
  let last: string | undefined
  let limit = max + 1
  for (;;) {
    const page = await documents.range(from, to, {
      limit: Math.min(Math.max(limit, 1), LIMITS.listed + 1),
    })
    let folded: string | undefined
    for (const document of page.documents) {
      if (!wanted(document)) continue
      const objectKey = objectKeyOf(document)
      folded = delimiter === undefined ? undefined : foldedPrefix(objectKey, prefix, delimiter)
      if (items.length + prefixes.length === max) {
        return { items, prefixes, last, isTruncated: max > 0 }
      }
      if (folded !== undefined) {
        prefixes.push(folded)
        last = folded
        break
      }
      items.push(document)
      last = objectKey
    }
    if (folded !== undefined) {
      from = beyondPrefix(kind, bucketId, folded)
      limit = LIMITS.probed
    } else if (page.next === undefined) {
      return { items, prefixes, last, isTruncated: false }
    } else {
      from = page.next
      // Much that is not wanted lies here.
      limit = LIMITS.listed
    }
  }
}

export const objectKeyOf = ({ key: at }: Pick<Document, 'key'>) => keyParts(at)[2] ?? ''

/** The smallest document key after those of an object key, or of everything behind a prefix. */
export const afterKey = (kind: string, bucketId: string, objectKey: string): Key =>
  `${key(kind, bucketId, objectKey)}\u0000` as Key

export function beyondPrefix(kind: string, bucketId: string, prefix: string): Key {
  const points = [...prefix]
  for (let point = points.pop(); point !== undefined; point = points.pop()) {
    const next = (point.codePointAt(0) ?? 0) + 1
    if (next > 0x10ffff) continue
    // Surrogates are no characters.
    const following = String.fromCodePoint(next === 0xd800 ? 0xe000 : next)
    return key(kind, bucketId, points.join('') + following).slice(0, -1) as Key
  }
  return `${key(kind, bucketId).slice(0, -1)}\u0001` as Key
}

function bounds(kind: string, bucketId: string, prefix: string): [Key, Key] {
  const from = key(kind, bucketId, prefix).slice(0, -1) as Key
  return [from, beyondPrefix(kind, bucketId, prefix)]
}

/** Whether a listing shows a key, and not a common prefix in its place. */
export const isShownAlone = (
  objectKey: string,
  { prefix, delimiter }: Pick<Walk, 'prefix' | 'delimiter'>,
): boolean =>
  objectKey.startsWith(prefix) &&
  (delimiter === undefined || foldedPrefix(objectKey, prefix, delimiter) === undefined)

function foldedPrefix(objectKey: string, prefix: string, delimiter: string): string | undefined {
  const at = objectKey.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : objectKey.slice(0, at + delimiter.length)
}

/**
 * Where to go on after what a client names: a key, or a common prefix. A key behind a delimiter stands for the
 * prefix into which it is folded, which comes before it and was shown.
 */
export function markerKey(
  { kind, bucketId, prefix, delimiter }: Pick<Walk, 'kind' | 'bucketId' | 'prefix' | 'delimiter'>,
  marker: string | undefined,
): Key | undefined {
  if (marker === undefined || marker === '') return undefined
  const folded =
    delimiter !== undefined && marker.startsWith(prefix)
      ? foldedPrefix(marker, prefix, delimiter)
      : undefined
  return folded === undefined
    ? afterKey(kind, bucketId, marker)
    : beyondPrefix(kind, bucketId, folded)
}

export interface ListInput {
  readonly EncodingType?: string | undefined
  readonly MaxKeys?: number | undefined
  readonly Delimiter?: string | undefined
}

/** @throws ServiceError InvalidArgument */
export function assertEncodingType(encodingType: string | undefined): void {
  if (encodingType === undefined || encodingType === 'url') return
  const message = 'Invalid Encoding Method specified in Request'
  throw invalidArgument(message, 'encoding-type', encodingType)
}

/** @throws ServiceError InvalidArgument */
export function maxOf(wanted: number | undefined, name = 'max-keys'): number {
  if (wanted === undefined) return LIMITS.listed
  if (wanted < 0 || wanted > 2_147_483_647) {
    const message = `Argument ${name} must be an integer between 0 and 2147483647`
    throw invalidArgument(message, name, String(wanted))
  }
  return Math.min(wanted, LIMITS.listed)
}

/** How keys are shown: as they are, or encoded where XML could not hold them. */
export function keyEncoder(encodingType: string | undefined): (text: string) => string {
  if (encodingType !== 'url') return text => text
  return text =>
    encodeURIComponent(text.toWellFormed())
      .replaceAll('%2F', '/')
      .replace(/[!'()~]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+')
}

/** An empty delimiter is none. */
export const delimiterOf = ({ Delimiter }: ListInput) => Delimiter || undefined
