import type { Document, Key } from '../../../store/store.ts'
import { type ListObjectVersionsRequest, s3 } from '../../../wire/models/s3.ts'
import { assertOwnerText, getBucket } from '../buckets.ts'
import { bucketCheck, listKeys } from '../checks.ts'
import { operation, type S3Context } from '../context.ts'
import { invalidArgument } from '../errors.ts'
import {
  afterKey,
  assertEncodingType,
  beyondPrefix,
  delimiterOf,
  isShownAlone,
  keyEncoder,
  markerKey,
  maxOf,
  objectKeyOf,
  walk,
} from '../listing.ts'
import { owner, quoted } from '../outputs.ts'
import { type Bucket, olderOf, recordOf, type Version } from '../records.ts'
import { findVersion, isVersionId, placeOf } from '../versions.ts'

/** Every version of every key: keys in byte order, the newest version of each first. */
export const listObjectVersions = operation(s3.ListObjectVersions, {
  readOnly: true,

  authorize(input, context) {
    assertOwnerText(input)
    assertEncodingType(input.EncodingType)
    maxOf(input.MaxKeys)
    const { VersionIdMarker: marker, KeyMarker } = input
    if (marker !== undefined && marker !== '' && !KeyMarker) {
      const message = 'A version-id marker cannot be specified without a key marker.'
      throw invalidArgument(message, 'version-id-marker', marker)
    }
    return bucketCheck('s3:ListBucketVersions', input.Bucket, context, { context: listKeys(input) })
  },

  async handle(input, context) {
    const bucket = await getBucket(input, context)
    const { found, prefixes, next } = await versionsPage(input, bucket, context)
    const encode = keyEncoder(input.EncodingType)
    const delimiter = delimiterOf(input)
    const objects = found.filter(({ version }) => version.kind === 'object')
    const markers = found.filter(({ version }) => version.kind === 'marker')
    const common = ({ version, isLatest }: Shown) => ({
      Key: encode(version.key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: version.modifiedAt,
      Owner: owner(bucket.account),
    })
    return {
      Name: bucket.name,
      Prefix: encode(input.Prefix ?? ''),
      Delimiter: delimiter && encode(delimiter),
      EncodingType: input.EncodingType,
      MaxKeys: input.MaxKeys ?? maxOf(undefined),
      KeyMarker: encode(input.KeyMarker ?? ''),
      VersionIdMarker: input.VersionIdMarker ?? '',
      IsTruncated: next !== undefined,
      NextKeyMarker: next && encode(next.key),
      NextVersionIdMarker: next?.versionId,
      CommonPrefixes:
        prefixes.length === 0 ? undefined : prefixes.map(prefix => ({ Prefix: encode(prefix) })),
      DeleteMarkers: markers.length === 0 ? undefined : markers.map(common),
      Versions:
        objects.length === 0
          ? undefined
          : objects.map(shown => ({ ...common(shown), ...objectMembers(shown.version) })),
    }
  },
})

interface Shown {
  readonly version: Version
  readonly isLatest: boolean
}

function objectMembers(version: Version) {
  const object = version.kind === 'object' ? version : undefined
  return {
    ETag: object && quoted(object.etag),
    ChecksumAlgorithm: object && [object.checksum.algorithm],
    ChecksumType: object?.checksum.type,
    Size: object?.sizeBytes,
    StorageClass: object?.storageClass,
  }
}

interface VersionsPage {
  readonly found: readonly Shown[]
  readonly prefixes: readonly string[]
  readonly next: { readonly key: string; readonly versionId: string | undefined } | undefined
}

async function versionsPage(
  input: ListObjectVersionsRequest,
  bucket: Bucket,
  context: S3Context,
): Promise<VersionsPage> {
  const { Prefix: prefix = '', KeyMarker, VersionIdMarker } = input
  const delimiter = delimiterOf(input)
  const max = maxOf(input.MaxKeys)
  const place = { kind: 's3.object', bucketId: bucket.id, prefix, delimiter }
  const found: Shown[] = []
  const prefixes: string[] = []
  let last: { key: string; versionId: string | undefined } | undefined
  const isFull = () => found.length + prefixes.length === max
  const take = (version: Version, isLatest: boolean) => {
    found.push({ version, isLatest })
    last = { key: version.key, versionId: version.versionId }
  }
  if (KeyMarker && VersionIdMarker) assertMarker(VersionIdMarker)
  // A marker may name any key: what the listing does not show of itself, it does not show behind a marker.
  if (KeyMarker && VersionIdMarker && isShownAlone(KeyMarker, { prefix, delimiter })) {
    for (const shown of await olderThan(bucket, KeyMarker, VersionIdMarker, max, context)) {
      if (isFull()) return { found, prefixes, next: last }
      take(shown.version, shown.isLatest)
    }
  }
  let after = markerKey(place, KeyMarker)
  for (;;) {
    const walked = await walk({ ...place, max: 1, after }, context.documents)
    const [head] = walked.items
    const [folded] = walked.prefixes
    if (head === undefined && folded === undefined) return { found, prefixes, next: undefined }
    if (isFull()) return { found, prefixes, next: max > 0 ? last : undefined }
    if (folded !== undefined) {
      prefixes.push(folded)
      last = { key: folded, versionId: undefined }
      after = beyondPrefix('s3.object', bucket.id, folded)
      continue
    }
    const more = await takeKey(head, bucket, max - found.length - prefixes.length, context)
    for (const [index, version] of more.versions.entries()) take(version, index === 0)
    if (more.isCut) return { found, prefixes, next: last }
    after = afterKey('s3.object', bucket.id, objectKeyOf(head ?? { key: '' as Key }))
  }
}

/** @throws ServiceError InvalidArgument */
function assertMarker(versionId: string): void {
  if (isVersionId(versionId)) return
  throw invalidArgument('Invalid version id specified', 'version-id-marker', versionId)
}

/** The versions of one key, as many as there is room for. */
async function takeKey(
  head: Document | undefined,
  bucket: Bucket,
  room: number,
  { documents }: S3Context,
): Promise<{ versions: Version[]; isCut: boolean }> {
  if (!head) return { versions: [], isCut: false }
  const newest = recordOf<Version>(head)
  const [from, to] = olderOf(bucket.id, newest.key)
  const older =
    bucket.versioning === undefined
      ? []
      : (await documents.range(from, to, { limit: room })).documents
  const all = [newest, ...older.map(document => recordOf<Version>(document))]
  return { versions: all.slice(0, room), isCut: all.length > room }
}

async function olderThan(
  bucket: Bucket,
  objectKey: string,
  versionId: string,
  max: number,
  context: S3Context,
): Promise<Shown[]> {
  const head = await findVersion(bucket, objectKey, undefined, context)
  const nullAt = head?.versionId === 'null' ? head.place : head?.nullAt
  // The marker itself may be gone by now: its id tells where it stood.
  const place = versionId === 'null' ? nullAt : placeOf(versionId)
  if (!head || place === undefined) return []
  const from = olderOf(bucket.id, objectKey, place)[1]
  const [, to] = olderOf(bucket.id, objectKey)
  const { documents } = await context.documents.range(from, to, { limit: max + 1 })
  const older = documents.map(document => ({
    version: recordOf<Version>(document),
    isLatest: false,
  }))
  return head.place > place ? [{ version: head, isLatest: true }, ...older] : older
}
