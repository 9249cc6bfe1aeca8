import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Clock, systemClock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import { syncDirectory } from '../kernel/sync-directory.ts'
import { type BlobId, BlobNotFound, type Blobs, type ByteRange } from './blobs.ts'
import { decodeBlocks, encodeBlocks } from './blocks.ts'
import { gather } from './gather.ts'
import { isBlobId, newBlobId } from './id.ts'
import { LIMITS } from './limits.ts'

const SHARD_CHARACTERS = 2
const UNFINISHED = '.part'

/** Blobs as files of one directory, spread over 256 folders by the beginning of their random names. */
export function fileBlobs(directory: string, random: Random, clock: Clock = systemClock): Blobs {
  const fileOf = (id: BlobId) => join(directory, id.slice(0, SHARD_CHARACTERS), id)
  /** Folders that a crash does not take away: one that is there may have been made by somebody a moment ago. */
  const durable = new Set<string>()

  async function* read(id: BlobId, range: ByteRange = { start: 0 }): AsyncGenerator<Uint8Array> {
    const handle = await openBlob(id, fileOf)
    try {
      yield* decodeBlocks(await blockFile(handle), range)
    } finally {
      await handle.close()
    }
  }

  return {
    async write(bytes) {
      const id = newBlobId(random)
      const file = fileOf(id)
      const shard = dirname(file)
      if ((await makeShard(shard)) || !durable.has(shard)) await syncShards(directory)
      durable.add(shard)
      const unfinished = file + UNFINISHED
      try {
        await writeDurably(unfinished, encodeBlocks(bytes))
        await rename(unfinished, file)
        await syncDirectory(shard)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      return id
    },
    read,
    readAll: id => gather(read(id)),
    async delete(id) {
      if (isBlobId(id)) await rm(fileOf(id), { force: true })
    },
    async sweep(isNamed, minimumAgeMs) {
      const before = clock.now() - minimumAgeMs
      let swept = 0
      for (const shard of await namesIn(directory)) {
        const files = (await namesIn(join(directory, shard))).map(name =>
          join(directory, shard, name),
        )
        for (let start = 0; start < files.length; start += LIMITS.sweptAtOnce) {
          const group = files.slice(start, start + LIMITS.sweptAtOnce)
          const gone = await Promise.all(group.map(file => sweepFile(file, { before, isNamed })))
          swept += gone.filter(Boolean).length
        }
      }
      return swept
    },
  }
}

/** Stores bytes under the id that they had: what a backup is restored with. */
export async function restoreBlob(
  directory: string,
  id: BlobId,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const shard = join(directory, id.slice(0, SHARD_CHARACTERS))
  if (await makeShard(shard)) await syncShards(directory)
  await writeDurably(join(shard, id), encodeBlocks(bytes))
  await syncDirectory(shard)
}

/** @throws BlobNotFound, also for a name that is no blob's: it never becomes a path */
async function openBlob(id: BlobId, fileOf: (id: BlobId) => string): Promise<FileHandle> {
  if (!isBlobId(id)) throw new BlobNotFound(id)
  try {
    return await open(fileOf(id), 'r')
  } catch (error) {
    if (isMissing(error)) throw new BlobNotFound(id)
    throw error
  }
}

async function blockFile(handle: FileHandle) {
  return {
    sizeBytes: (await handle.stat()).size,
    async read(buffer: Buffer, position: number) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
      return bytesRead
    },
  }
}

async function writeDurably(file: string, blocks: AsyncIterable<Buffer>): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    for await (const block of blocks) await handle.writeFile(block)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** @returns whether it was not there */
async function makeShard(shard: string): Promise<boolean> {
  return (await mkdir(shard, { recursive: true, mode: 0o700 })) !== undefined
}

async function syncShards(directory: string): Promise<void> {
  await syncDirectory(directory)
  await syncDirectory(dirname(directory))
}

interface SweepRule {
  /** Epoch ms: what was written later is left alone. */
  readonly before: number
  readonly isNamed: (id: BlobId) => boolean | Promise<boolean>
}

/** Whether the file is gone. Files that are none of ours stay. */
async function sweepFile(file: string, { before, isNamed }: SweepRule): Promise<boolean> {
  const name = file.slice(dirname(file).length + 1)
  const unfinished = name.endsWith(UNFINISHED)
  const id = unfinished ? name.slice(0, -UNFINISHED.length) : name
  if (!isBlobId(id)) return false
  const writtenAt = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    error => {
      if (isMissing(error)) return Number.POSITIVE_INFINITY
      throw error
    },
  )
  if (writtenAt > before) return false
  if (!unfinished && (await isNamed(id))) return false
  await rm(file, { force: true })
  return true
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
