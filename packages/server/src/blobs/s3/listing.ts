import { parseXml, type XmlElement } from '../../wire/codecs/xml-reader.ts'
import type { BlobId } from '../blobs.ts'
import type { Client } from './client.ts'
import { textIn } from './failure.ts'
import { LIMITS } from './limits.ts'
import { idOf } from './names.ts'

type Query = Readonly<Record<string, string>>

/** One of S3's listings. */
export interface Listing {
  readonly operation: string
  readonly query: Query
  readonly most: string
  readonly entries: string
  readonly time: string
  /** Undefined on the last page. */
  readonly next: (page: XmlElement) => Query | undefined
}

export const OBJECTS: Listing = {
  operation: 'ListObjectsV2',
  query: { 'list-type': '2' },
  most: 'max-keys',
  entries: 'Contents',
  time: 'LastModified',
  next(page) {
    const token = textIn(page, 'NextContinuationToken')
    return token ? { 'continuation-token': token } : undefined
  },
}

export const UPLOADS: Listing = {
  operation: 'ListMultipartUploads',
  query: { uploads: '' },
  most: 'max-uploads',
  entries: 'Upload',
  time: 'Initiated',
  next(page) {
    if (textIn(page, 'IsTruncated') !== 'true') return undefined
    return {
      'key-marker': decoded(textIn(page, 'NextKeyMarker') ?? ''),
      'upload-id-marker': textIn(page, 'NextUploadIdMarker') ?? '',
    }
  },
}

export interface Listed {
  readonly id: BlobId
  readonly uploadId: string
}

/** Page by page what is a blob's and older than `before` (epoch ms). */
export async function* listed(
  { operation, query, most, entries, time, next }: Listing,
  before: number,
  client: Client,
): AsyncGenerator<readonly Listed[]> {
  const prefix = client.keyOf('')
  const own = { ...query, prefix, 'encoding-type': 'url', [most]: String(LIMITS.listed) }
  for (let more: Query | undefined = {}; more !== undefined; ) {
    const asked = { operation, method: 'GET', query: { ...own, ...more } }
    const page = parseXml((await client.ask(asked)).text)
    yield page.children
      .filter(({ name }) => name === entries)
      .filter(entry => Date.parse(textIn(entry, time) ?? '') <= before)
      .flatMap(entry => {
        const key = decoded(textIn(entry, 'Key') ?? '')
        const id = key.startsWith(prefix) ? idOf(key.slice(prefix.length)) : undefined
        return id === undefined ? [] : [{ id, uploadId: textIn(entry, 'UploadId') ?? '' }]
      })
    more = next(page)
  }
}

/** A key that is not encoded as asked is none of ours. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
