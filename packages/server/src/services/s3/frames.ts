import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
} from 'node:crypto'
import { release } from '../../kernel/release.ts'
import { LIMITS } from './limits.ts'

/**
 * Bytes at rest: AES-256-GCM in frames of equal size, so that a range costs its own frames and nothing more
 * (spec/surroundings.md §1.3). A frame's number and whether it is the last are part of it: none stands for
 * another, and nothing can be cut off the end. What is given is good until the next is asked for.
 */
export async function* sealFrames(
  source: AsyncIterable<Uint8Array>,
  key: KeyObject,
): AsyncGenerator<Uint8Array> {
  const frame = Buffer.allocUnsafe(LIMITS.frameBytes)
  let filled = 0
  let index = 0
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; ) {
      // A full frame is the last one only if nothing follows.
      if (filled === frame.length) {
        const [body, tag] = sealed(frame, key, index++, false)
        yield body
        release(body)
        yield tag
        filled = 0
      }
      const part = chunk.subarray(start, start + frame.length - filled)
      frame.set(part, filled)
      filled += part.length
      start += part.length
    }
  }
  yield* sealed(frame.subarray(0, filled), key, index, true)
}

/** Which sealed bytes hold a range of the plain ones. */
export function sealedRange(start: number, end: number): { start: number; end: number } {
  const first = Math.floor(start / LIMITS.frameBytes)
  const last = Math.floor(Math.max(end - 1, start) / LIMITS.frameBytes)
  return { start: first * SEALED_BYTES, end: (last + 1) * SEALED_BYTES }
}

/**
 * The plain bytes from `start` up to `end` of `sizeBytes`, out of the sealed ones of `sealedRange`.
 * @throws Error before any byte that is not as it was written
 */
export async function* openFrames(
  source: AsyncIterable<Uint8Array>,
  key: KeyObject,
  { start, end, sizeBytes }: { start: number; end: number; sizeBytes: number },
): AsyncGenerator<Uint8Array> {
  const lastIndex = Math.max(Math.ceil(sizeBytes / LIMITS.frameBytes) - 1, 0)
  let index = Math.floor(start / LIMITS.frameBytes)
  for await (const frame of framesOf(source, index, lastIndex, sizeBytes)) {
    const plain = opened(frame, key, index, index === lastIndex)
    const offset = index * LIMITS.frameBytes
    const part = plain.subarray(Math.max(start - offset, 0), end - offset)
    if (part.length > 0) yield part
    index++
  }
  if ((index - 1) * LIMITS.frameBytes + LIMITS.frameBytes < end) throw damaged()
}

const TAG_BYTES = 16
const SEALED_BYTES = LIMITS.frameBytes + TAG_BYTES

/** The key of one blob: no two blobs are encrypted under the same one. */
export function blobKey(dataKey: Uint8Array, salt: string): KeyObject {
  const secret = createSecretKey(dataKey)
  return createSecretKey(createHmac('sha256', secret).update(`s3 blob ${salt}`).digest())
}

/** Cuts the stream where its frames end. */
async function* framesOf(
  source: AsyncIterable<Uint8Array>,
  firstIndex: number,
  lastIndex: number,
  sizeBytes: number,
): AsyncGenerator<Buffer> {
  const frame = Buffer.allocUnsafe(SEALED_BYTES)
  let index = firstIndex
  let filled = 0
  const sizeOf = (at: number) =>
    at < lastIndex ? SEALED_BYTES : sizeBytes - lastIndex * LIMITS.frameBytes + TAG_BYTES
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; ) {
      const part = chunk.subarray(start, start + sizeOf(index) - filled)
      frame.set(part, filled)
      filled += part.length
      start += part.length
      if (filled < sizeOf(index)) continue
      if (index > lastIndex) throw damaged()
      yield frame.subarray(0, filled)
      filled = 0
      index++
    }
  }
  if (filled > 0) throw damaged()
}

/** The ciphertext and its tag, one after the other: putting them together would only copy them. */
function sealed(
  plain: Uint8Array,
  key: KeyObject,
  index: number,
  isLast: boolean,
): [Buffer, Buffer] {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index)).setAAD(mark(isLast))
  const body = cipher.update(plain)
  cipher.final()
  return [body, cipher.getAuthTag()]
}

function opened(frame: Buffer, key: KeyObject, index: number, isLast: boolean): Buffer {
  const cut = frame.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index))
    .setAAD(mark(isLast))
    .setAuthTag(frame.subarray(cut))
  const plain = decipher.update(frame.subarray(0, cut))
  try {
    decipher.final()
  } catch (cause) {
    throw damaged(cause)
  }
  return plain
}

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(index, 0, 6)
  return nonce
}

const mark = (isLast: boolean) => Buffer.of(isLast ? 1 : 0)

const damaged = (cause?: unknown) =>
  new Error('stored bytes of an object are not what was written', { cause })
