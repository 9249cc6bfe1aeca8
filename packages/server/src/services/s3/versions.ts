import { hash } from 'node:crypto'
import type { Write } from '../../store/store.ts'
import type { S3Context } from './context.ts'
import { LIMITS } from './limits.ts'
import {
  type Bucket,
  headKey,
  olderKey,
  olderOf,
  putRecord,
  recordOf,
  type StoredObject,
  type Trash,
  trashKey,
  type Version,
} from './records.ts'

/**
 * The versions of a key. Its head document is always the newest, object or marker; every change of versions
 * writes the head, so that no two of them pass each other.
 */

/** The newest version, or the one of that id. */
export async function findVersion(
  bucket: Bucket,
  objectKey: string,
  versionId: string | undefined,
  { documents }: Pick<S3Context, 'documents'>,
): Promise<Version | undefined> {
  const document = await documents.get(headKey(bucket.id, objectKey))
  const head = document && recordOf<Version>(document)
  if (!head || versionId === undefined || head.versionId === versionId) return head
  const place = versionId === 'null' ? head.nullAt : placeOf(versionId)
  if (place === undefined) return undefined
  const older = await documents.get(olderKey(bucket.id, objectKey, place))
  const version = older && recordOf<Version>(older)
  return version?.versionId === versionId ? version : undefined
}

/** An id for a new version, and its place before `head`. */
export function newVersion(
  bucket: Bucket,
  head: Version | undefined,
  { clock, random }: Pick<S3Context, 'clock' | 'random'>,
): { versionId: string; place: string; modifiedAt: number } {
  const modifiedAt = clock.now()
  const before = head ? FURTHEST - Number.parseInt(head.place, 36) : 0
  const order = Math.max(modifiedAt * 1_000, before + 1)
  const place = (FURTHEST - order).toString(36).padStart(PLACE_CHARACTERS, '0')
  const name = place + random.text(ID_CHARACTERS - MARK_CHARACTERS - PLACE_CHARACTERS, ALPHABET)
  const versionId = bucket.versioning === 'Enabled' ? name + markOf(name) : 'null'
  return { versionId, place, modifiedAt }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const FURTHEST = Number.MAX_SAFE_INTEGER
const PLACE_CHARACTERS = 11
const ID_CHARACTERS = 32
const MARK_CHARACTERS = 8

/** The end of an id, by which ids that were never given are told from those of versions that are gone. */
const markOf = (name: string) => hash('sha256', `version ${name}`).slice(0, MARK_CHARACTERS)

/** A version's id begins with its place. */
export const placeOf = (versionId: string) => versionId.slice(0, PLACE_CHARACTERS)

/** Whether a text is, or was, the id of a version. */
export const isVersionId = (text: string) =>
  text === 'null' ||
  (text.length === ID_CHARACTERS &&
    text.endsWith(markOf(text.slice(0, ID_CHARACTERS - MARK_CHARACTERS))))

/** What changes of versions need to know. */
type Changing = Pick<S3Context, 'documents' | 'clock' | 'random'>

/** The writes that make `version` the newest of its key. What it replaces is thrown away or kept below it. */
export async function putVersion(
  bucket: Bucket,
  version: Version,
  head: Version | undefined,
  { documents, clock, random }: Changing,
): Promise<Write[]> {
  const writes: Write[] = []
  let nullAt = head?.nullAt
  const isNull = version.versionId === 'null'
  if (head && !(isNull && head.versionId === 'null')) {
    const { nullAt: _, ...older } = head
    writes.push(putRecord(olderKey(bucket.id, head.key, head.place), older))
    if (head.versionId === 'null') nullAt = head.place
  } else if (head) {
    writes.push(...trash(head, clock.now(), random.uuid()))
  }
  if (isNull && nullAt !== undefined) {
    const at = olderKey(bucket.id, version.key, nullAt)
    const replaced = await documents.get(at)
    writes.push({ type: 'delete', key: at })
    if (replaced) writes.push(...trash(recordOf<Version>(replaced), clock.now(), random.uuid()))
    nullAt = undefined
  }
  const placed = { ...version, ...(nullAt !== undefined && { nullAt }) }
  writes.push(putRecord(headKey(bucket.id, version.key), placed))
  return writes
}

/** The writes that take one version away; what is below the newest comes up. */
export async function removeVersion(
  bucket: Bucket,
  version: Version,
  head: Version,
  { documents, clock, random }: Changing,
): Promise<Write[]> {
  if (version.place !== head.place) return removeOlder(bucket, [version], head, { clock, random })
  const writes = trash(version, clock.now(), random.uuid())
  const [from, to] = olderOf(bucket.id, head.key)
  const { documents: found } = await documents.range(from, to, { limit: 1 })
  const [next] = found
  const headAt = headKey(bucket.id, head.key)
  if (!next) return [...writes, { type: 'delete', key: headAt }]
  const risen = recordOf<Version>(next)
  const nullAt = head.nullAt === risen.place ? undefined : head.nullAt
  return [
    ...writes,
    { type: 'delete', key: next.key },
    putRecord(headAt, { ...risen, ...(nullAt !== undefined && { nullAt }) }),
  ]
}

/** The writes that take versions away that are below the newest. */
export function removeOlder(
  bucket: Bucket,
  versions: readonly Version[],
  head: Version,
  { clock, random }: Omit<Changing, 'documents'>,
): Write[] {
  const { nullAt, ...rest } = head
  const kept = versions.some(({ place }) => place === nullAt) ? rest : head
  return [
    ...versions.flatMap((version): Write[] => [
      ...trash(version, clock.now(), random.uuid()),
      { type: 'delete', key: olderKey(bucket.id, version.key, version.place) },
    ]),
    putRecord(headKey(bucket.id, head.key), kept),
  ]
}

/** The write that gives the bytes of a version up, after those who read them have had their time. */
export function trash(version: Version, now: number, id: string): Write[] {
  const parts = version.kind === 'object' ? version.parts : []
  const blobs = parts.flatMap(({ blob }) => blob ?? [])
  if (blobs.length === 0) return []
  const after = now + LIMITS.trashMs
  const record: Trash = { blobs, after }
  return [putRecord(trashKey(after, id), record)]
}

/** Changes what may change of an object: its tags. */
export function updatedObject(
  bucket: Bucket,
  version: StoredObject,
  head: Version,
  tags: StoredObject['tags'],
): Write[] {
  const headAt = headKey(bucket.id, version.key)
  const changed = { ...version, tags }
  if (version.place === head.place) return [putRecord(headAt, changed)]
  const at = olderKey(bucket.id, version.key, version.place)
  return [putRecord(at, changed), putRecord(headAt, head)]
}
