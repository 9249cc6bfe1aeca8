import { createHash } from 'node:crypto'
import { type BlobId, BlobNotFound } from '../blobs/blobs.ts'
import type { HeldBlobs } from '../blobs/held.ts'
import { isBlobId } from '../blobs/id.ts'
import { assert } from '../kernel/errors.ts'
import type { Json } from '../kernel/json.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Row, Snapshot, Store } from '../store/store.ts'
import { encodeFrame, jsonPayload, MAGIC } from './format.ts'

export interface BackupParts {
  readonly store: Pick<Store, 'snapshot'>
  readonly blobs: Pick<HeldBlobs, 'read' | 'hold'>
  readonly seal: Seal
}

/** What the head of a backup says. */
export interface BackupHead {
  /** Epoch ms. */
  readonly createdAt: number
  /** Sealed under the root key, which is not in the backup: whoever restores must have the same. */
  readonly keyCheck: string
}

/** Opens the `keyCheck` of a head. */
export const KEY_CHECK_PURPOSE = 'backup'

/**
 * Everything that the server keeps, as of one commit, while it goes on: the documents, and the bytes that they
 * name. Neither the root key nor root credentials are in it.
 */
export async function* writeBackup(
  { store, blobs, seal }: BackupParts,
  createdAt: number,
): AsyncGenerator<Uint8Array> {
  assert(store.snapshot, 'a store that is backed up gives snapshots')
  const hash = createHash('sha256')
  const hashed = (bytes: Buffer) => {
    hash.update(bytes)
    return bytes
  }
  // Before the snapshot: what it names must not go.
  const release = blobs.hold()
  let snapshot: Snapshot | undefined
  try {
    snapshot = await store.snapshot()
    yield hashed(MAGIC)
    const keyCheck = seal.seal(Buffer.from(String(createdAt)), KEY_CHECK_PURPOSE)
    yield hashed(encodeFrame('head', jsonPayload({ createdAt, keyCheck } satisfies BackupHead)))
    const named = new Set<BlobId>()
    let rows = 0
    for await (const page of snapshot.rows()) {
      rows += page.length
      for (const row of page) addNames(row, named)
      yield hashed(encodeFrame('rows', jsonPayload(page)))
    }
    let found = 0
    for (const id of named) {
      for await (const frame of blobFrames(blobs, id)) {
        if (frame.isFirst) found++
        yield hashed(frame.bytes)
      }
    }
    const { position } = snapshot
    const manifest = { position, rows, blobs: found, sha256: hash.digest('hex') }
    yield encodeFrame('manifest', jsonPayload(manifest))
  } finally {
    await snapshot?.close()
    release()
  }
}

/** Nothing for a name that is no blob's: checksums look like it. */
async function* blobFrames(blobs: BackupParts['blobs'], id: BlobId) {
  try {
    let isFirst = true
    for await (const bytes of blobs.read(id)) {
      if (isFirst) yield { isFirst, bytes: encodeFrame('blob', Buffer.from(id)) }
      isFirst = false
      yield { isFirst, bytes: encodeFrame('bytes', bytes) }
    }
    // An empty one.
    if (isFirst) yield { isFirst, bytes: encodeFrame('blob', Buffer.from(id)) }
  } catch (error) {
    if (!(error instanceof BlobNotFound)) throw error
  }
}

/** Every text in a document that looks like the name of a blob, so that no kind of document is forgotten. */
function addNames(row: Row, names: Set<BlobId>): void {
  if (row.type !== 'document' || !/[0-9a-f]{32}/.test(row.text)) return
  addFrom(JSON.parse(row.text) as Json, names)
}

function addFrom(value: Json, names: Set<BlobId>): void {
  if (typeof value === 'string') {
    if (isBlobId(value)) names.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value) addFrom(item, names)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) addFrom(item, names)
  }
}
