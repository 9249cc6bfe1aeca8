import { type Clock, systemClock } from '../kernel/clock.ts'
import { assert } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import { type BlobId, BlobNotFound, type Blobs, type ByteRange } from './blobs.ts'
import { gather } from './gather.ts'
import { newBlobId } from './id.ts'

/** Blobs that are forgotten with the process: tests and `--ephemeral`. */
export function memoryBlobs(random: Random, clock: Clock = systemClock): Blobs {
  const blobs = new Map<BlobId, MemoryBlob>()
  const get = (id: BlobId) => {
    const blob = blobs.get(id)
    if (!blob) throw new BlobNotFound(id)
    return blob.bytes
  }
  return {
    async write(bytes) {
      const own = bytes instanceof Uint8Array ? Buffer.from(bytes) : await gather(copies(bytes))
      const id = newBlobId(random)
      blobs.set(id, { bytes: own, writtenAt: clock.now() })
      return id
    },
    async *read(id, { start, end }: ByteRange = { start: 0 }) {
      const bytes = get(id)
      assert(Number.isInteger(start) && start >= 0, 'a range starts at a whole number')
      const part = Uint8Array.prototype.slice.call(bytes, start, end)
      if (part.length > 0) yield part
    },
    async readAll(id) {
      return Uint8Array.prototype.slice.call(get(id))
    },
    async delete(id) {
      blobs.delete(id)
    },
    async sweep(isNamed, minimumAgeMs) {
      const before = clock.now() - minimumAgeMs
      let swept = 0
      for (const [id, { writtenAt }] of [...blobs]) {
        if (writtenAt > before || (await isNamed(id))) continue
        if (blobs.delete(id)) swept++
      }
      return swept
    },
  }
}

/** A stream may use its chunks again. */
async function* copies(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) yield Buffer.from(chunk)
}

interface MemoryBlob {
  readonly bytes: Uint8Array
  /** Epoch ms. */
  readonly writtenAt: number
}
