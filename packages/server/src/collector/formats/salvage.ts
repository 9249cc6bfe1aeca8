import { createUnpacker } from './unpacker.ts'

/**
 * What stands right before a break. A decompressor that fails keeps back what it unpacked last; the longest part of
 * the packed bytes on which it does not fail gives that too.
 * @param given unpacked bytes that are known already
 */
export async function salvage(
  packed: readonly Uint8Array[],
  compression: 'gzip' | 'zstd',
  given: number,
): Promise<readonly Uint8Array[]> {
  const all = Buffer.concat(packed)
  // INVARIANT: the first `good` bytes unpack without a problem, the first `bad` do not.
  let good = all.length - (packed.at(-1)?.length ?? 0)
  let bad = all.length
  let best: readonly Uint8Array[] = []
  while (bad - good > 1) {
    const middle = good + Math.floor((bad - good) / 2)
    const beyond = await unpackBeyond(all.subarray(0, middle), compression, given)
    if (beyond) {
      good = middle
      best = beyond
    } else bad = middle
  }
  return best
}

/** What the bytes unpack to, without the first `given` bytes of it; undefined when they are broken. */
async function unpackBeyond(
  packed: Buffer,
  compression: 'gzip' | 'zstd',
  given: number,
): Promise<readonly Uint8Array[] | undefined> {
  const unpacker = createUnpacker(compression)
  const beyond: Uint8Array[] = []
  let count = 0
  try {
    for (let at = 0; at < packed.length; at += PIECE) {
      for (const chunk of await unpacker.write(packed.subarray(at, at + PIECE))) {
        const skipped = Math.max(0, given - count)
        count += chunk.length
        if (skipped < chunk.length) beyond.push(chunk.subarray(skipped))
      }
      if (unpacker.problem() !== undefined) return undefined
    }
    return beyond
  } finally {
    unpacker.destroy()
  }
}

const PIECE = 64 * 1024
