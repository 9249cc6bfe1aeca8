/** The plain bytes of an object that may be compressed, and may be hostile (spec/surroundings.md §14.6). */
import type { Compression, LinesEnd } from './format.ts'
import { LIMITS } from './limits.ts'
import { salvage } from './salvage.ts'
import { createUnpacker } from './unpacker.ts'

/**
 * Yields plain bytes, valid until the next ones are asked for, and returns how they ended. What was unpacked before
 * a break is yielded.
 * @throws what `bytes` throws: a failure of the source is no property of the object
 */
export async function* unpack(
  bytes: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array, LinesEnd> {
  if (compression === 'none') return yield* plain(bytes)
  const unpacker = createUnpacker(compression)
  let kept: Uint8Array[] | undefined = []
  let [packed, unpacked] = [0, 0]
  try {
    for await (const slice of slices(bytes)) {
      packed += slice.length
      if (packed > LIMITS.salvageBytes || unpacked > LIMITS.salvageUnpackedBytes) kept = undefined
      kept?.push(Buffer.from(slice))
      for (const chunk of await unpacker.write(slice)) {
        unpacked += chunk.length
        yield chunk
      }
      if (unpacker.problem() !== undefined) break
    }
    await unpacker.end()
    const problem = unpacker.problem()
    if (problem === undefined) return { kind: 'whole' }
    if (kept && problem.isDamage) yield* await salvage(kept, compression, unpacked)
    return { kind: 'broken', reason: problem.reason }
  } finally {
    unpacker.destroy()
  }
}

async function* plain(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, LinesEnd> {
  let count = 0
  for await (const slice of slices(bytes)) {
    count += slice.length
    if (count > LIMITS.unpackedBytes) {
      return { kind: 'broken', reason: `has more than ${LIMITS.unpackedBytes} bytes` }
    }
    yield slice
  }
  return { kind: 'whole' }
}

/** Pieces that begin at multiples of `sliceBytes`, so that what is done piece by piece depends on no chunking. */
async function* slices(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const slice = Buffer.allocUnsafe(LIMITS.sliceBytes)
  let length = 0
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(chunk.length - at, LIMITS.sliceBytes - length)
      slice.set(chunk.subarray(at, at + count), length)
      length += count
      at += count
      if (length < LIMITS.sliceBytes) continue
      yield slice
      length = 0
      // A chunk may be large; others have their turn.
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  if (length > 0) yield slice.subarray(0, length)
}
