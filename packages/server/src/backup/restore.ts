import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { copyFile, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { BlobId } from '../blobs/blobs.ts'
import { restoreBlob } from '../blobs/files.ts'
import { isBlobId } from '../blobs/id.ts'
import type { BlobsPlace } from '../blobs/s3/client.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import { loadRootKey } from '../kernel/root-key.ts'
import { createSeal } from '../kernel/seal.ts'
import { syncDirectory } from '../kernel/sync-directory.ts'
import { type Importer, importInto } from '../store/sqlite/import.ts'
import type { Row } from '../store/store.ts'
import { BackupDamaged, decodeFrames, type Manifest, manifestOf, parsePayload } from './format.ts'
import { BLOBS_PLACE } from './left-out.ts'
import { type BackupHead, KEY_CHECK_PURPOSE } from './write-backup.ts'

export interface Restoring {
  /** The backup. */
  readonly file: string
  /** The data directory to make: it must not exist, or be empty. */
  readonly directory: string
  /** The root key under which the secrets in the backup are sealed. */
  readonly rootKeyFile: string
  /** Whether the root key is copied into the directory. */
  readonly copiesRootKey: boolean
  /** The bucket that the blobs go to instead of into the directory; nobody's blobs may be there. */
  readonly blobs?: BlobsPlace | undefined
  readonly random: Random
}

export interface VerifiedBackup {
  readonly head: BackupHead
  readonly manifest: Manifest
}

/** Reads a backup to its end. @throws BackupDamaged */
export async function verifyBackup(file: string): Promise<VerifiedBackup> {
  let head: BackupHead | undefined
  const found = { rows: 0, blobs: 0 }
  for await (const { type, payload } of decodeFrames(createReadStream(file))) {
    if (type === 'head') head = headOf(payload)
    if (type === 'rows') found.rows += rowsOf(payload).length
    if (type === 'blob') found.blobs++
    if (type !== 'manifest') continue
    const manifest = manifestOf(payload)
    const isWhole = manifest.rows === found.rows && manifest.blobs === found.blobs
    if (!head || !isWhole) throw new BackupDamaged('it lacks what its manifest names')
    return { head, manifest }
  }
  throw new BackupDamaged('its end is missing')
}

/**
 * Makes a data directory from a backup. Nothing is made of a damaged one, and nothing that exists is overwritten:
 * the directory appears at the end, whole.
 * @throws Error that says why not
 */
export async function restoreBackup(restoring: Restoring): Promise<VerifiedBackup> {
  const { file, rootKeyFile, random } = restoring
  const directory = resolve(restoring.directory)
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new Error(`${directory} is not empty; a backup is restored into a new directory`)
  }
  const verified = await verifyBackup(file)
  const seal = createSeal(loadRootKey(rootKeyFile, { create: false, random }), random)
  if (!seal.open(verified.head.keyCheck, KEY_CHECK_PURPOSE)) {
    throw new Error(`${rootKeyFile} is not the root key of the server that was backed up`)
  }
  const unfinished = `${directory}.restoring`
  const files = join(unfinished, 'blobs')
  const keep = await keeperOf(restoring, files)
  rmSync(unfinished, { recursive: true, force: true })
  const made = restoring.blobs ? unfinished : files
  mkdirSync(made, { recursive: true, mode: 0o700 })
  try {
    await fill(unfinished, restoring, { ...verified.manifest, keep })
    if (existsSync(directory)) await rmdir(directory)
    renameSync(unfinished, directory)
    await syncDirectory(dirname(directory))
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw error
  }
  return verified
}

type Keep = (id: BlobId, bytes: AsyncIterable<Uint8Array>) => Promise<void>

/** @throws Error when there is no bucket to restore into */
async function keeperOf({ blobs, random }: Restoring, files: string): Promise<Keep> {
  if (!blobs) return (id, bytes) => restoreBlob(files, id, bytes)
  const { s3Blobs } = await import('../blobs/s3/s3.ts')
  const bucket = s3Blobs(blobs, { clock: systemClock, random })
  await bucket.check()
  if ((await bucket.owner()) !== undefined) {
    throw new Error(
      `s3://${blobs.bucket}/${blobs.prefix} has the blobs of a store: choose another prefix`,
    )
  }
  return bucket.restore
}

async function fill(
  directory: string,
  { file, rootKeyFile, copiesRootKey }: Restoring,
  { position, keep }: Manifest & { readonly keep: Keep },
): Promise<void> {
  const importer = importInto(join(directory, 'parley.db'))
  try {
    await fillFrom(file, keep, importer)
    importer.finish(position)
  } catch (error) {
    importer.abandon()
    throw error
  }
  if (copiesRootKey) await copyFile(rootKeyFile, join(directory, 'root-key'))
  await syncDirectory(directory)
}

async function fillFrom(file: string, keep: Keep, importer: Importer): Promise<void> {
  const frames = decodeFrames(createReadStream(file))
  let next = await frames.next()
  while (!next.done) {
    const { type, payload } = next.value
    if (type === 'rows') importer.add(rowsOf(payload).filter(isBrought))
    if (type !== 'blob') {
      next = await frames.next()
      continue
    }
    const id = blobIdOf(payload)
    // Its bytes are the frames that follow.
    next = await frames.next()
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (; !next.done && next.value.type === 'bytes'; next = await frames.next()) {
        yield next.value.payload
      }
    }
    await keep(id, bytes())
  }
}

const isBrought = (row: Row) => row.type !== 'document' || row.key !== BLOBS_PLACE

function headOf(payload: Buffer): BackupHead {
  const { createdAt, keyCheck } = parsePayload(payload) as Record<string, unknown>
  return { createdAt: Number(createdAt), keyCheck: String(keyCheck) }
}

/** Written by us, and as it was written. */
const rowsOf = (payload: Buffer) => parsePayload(payload) as unknown as readonly Row[]

function blobIdOf(payload: Buffer): BlobId {
  const id = payload.toString('utf8')
  if (!isBlobId(id)) throw new BackupDamaged('a blob has no name')
  return id
}
