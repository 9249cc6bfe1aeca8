import type { Store, Write } from '../../store/store.ts'
import { isCold } from '../bucket-checks.ts'
import {
  type Connector,
  type FoundObject,
  type ObjectRecord,
  objectKey,
  putRecord,
  recordOf,
} from '../records.ts'

/** The rows of objects that were found, for the commit that moves the cursor past them. */
export async function arrivalsOf(
  found: readonly FoundObject[],
  connector: Connector,
  { store, now }: { readonly store: Pick<Store, 'getMany'>; readonly now: number },
): Promise<Write[]> {
  const { id } = connector
  const wanted = found.filter(object => isWanted(object, connector))
  const keys = wanted.flatMap(({ key }) => [objectKey(id, 'done', key), objectKey(id, 'seen', key)])
  const known = await store.getMany(keys)
  return wanted.flatMap((object, index): Write[] => {
    const done = recordOf<ObjectRecord>(known[index * 2])
    const waiting = recordOf<ObjectRecord>(known[index * 2 + 1])
    if (done?.etag === object.etag || waiting?.etag === object.etag) return []
    return [rowWrite(rowOf(object, connector, { done, waiting, now }))]
  })
}

/** Folders that tools write as empty objects, and what the collector writes itself, are nobody's logs. */
function isWanted({ key, size, lastModified }: FoundObject, { startAt }: Connector): boolean {
  if (size === 0 || key.endsWith('/') || lastModified < startAt) return false
  return !OWN.test(key)
}

const OWN =
  /(?:^|\/)(?:\.collector-verified|account=\d+\/(?:_manifest\/[^/]+|dt=[\d-]{10}\/hr=\d\d\/[\d-]+)\.json(?:\.gz)?)$/

interface Known {
  readonly done: ObjectRecord | undefined
  readonly waiting: ObjectRecord | undefined
  readonly now: number
}

function rowOf(
  object: FoundObject,
  { id: connectorId, maxObjectBytes }: Connector,
  { done, waiting, now }: Known,
): ObjectRecord {
  const base = { ...object, connectorId, attempts: 0, nextAttemptAt: now }
  const error = refusal(object, maxObjectBytes)
  if (error !== undefined) return { ...base, state: 'skipped', error, endedAt: now }
  const before = waiting?.before ?? beforeOf(done)
  return { ...base, state: 'seen', ...(before && { before }) }
}

function refusal({ size, storageClass }: FoundObject, maxBytes: number): string | undefined {
  if (size > maxBytes) return `larger than ${maxBytes} bytes`
  return isCold(storageClass) ? `in the storage class ${storageClass}` : undefined
}

const beforeOf = (done: ObjectRecord | undefined): ObjectRecord['before'] =>
  done?.sha256 === undefined ? undefined : { etag: done.etag, size: done.size, sha256: done.sha256 }

export const rowWrite = (row: ObjectRecord): Write =>
  putRecord(objectKey(row.connectorId, row.state, row.key), row)
