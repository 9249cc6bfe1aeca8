import type { BlobId } from '../blobs.ts'
import { isBlobId } from '../id.ts'

const SHARD_CHARACTERS = 2

/** As the files of a data directory are named, so that either is a copy of the other. */
export const nameOf = (id: BlobId) => `${id.slice(0, SHARD_CHARACTERS)}/${id}`

/** Undefined for a name that no blob has. */
export function idOf(name: string): BlobId | undefined {
  const id = name.slice(SHARD_CHARACTERS + 1)
  return isBlobId(id) && nameOf(id) === name ? id : undefined
}

/** Says to which store the blobs belong. No blob has this name. */
export const OWNER = 'owner'
