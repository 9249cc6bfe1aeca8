import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobKey, openFrames, sealedRange, sealFrames } from './frames.ts'
import { LIMITS } from './limits.ts'

const KEY = blobKey(randomBytes(32), 'salt')

async function gather(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  // Each is good until the next is asked for.
  for await (const part of source) parts.push(Uint8Array.from(part))
  return Buffer.concat(parts)
}

async function* cut(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const sizes = fc.oneof(
  fc.constantFrom(
    0,
    1,
    LIMITS.frameBytes - 1,
    LIMITS.frameBytes,
    LIMITS.frameBytes + 1,
    2 * LIMITS.frameBytes,
  ),
  fc.nat(3 * LIMITS.frameBytes),
)

describe('encrypted frames', () => {
  it('give back any range of what went in, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 100_000 }),
        async (sizeBytes, a, b, size) => {
          const plain = randomBytes(sizeBytes)
          const sealed = await gather(sealFrames(cut(plain, size), KEY))
          const [start, end] = [a % (sizeBytes + 1), b % (sizeBytes + 1)].sort((x, y) => x - y) as [
            number,
            number,
          ]
          if (start === end) return
          const range = sealedRange(start, end)
          const source = cut(sealed.subarray(range.start, range.end), size)
          const opened = await gather(openFrames(source, KEY, { start, end, sizeBytes }))
          expect(opened.equals(plain.subarray(start, end))).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each<[string, (sealed: Buffer, frame: number) => Buffer]>([
    [
      'a changed byte',
      sealed => Buffer.concat([Buffer.of((sealed[0] ?? 0) ^ 1), sealed.subarray(1)]),
    ],
    ['a frame left out', (sealed, frame) => sealed.subarray(frame)],
    ['the end cut off', (sealed, frame) => sealed.subarray(0, frame)],
    [
      'frames exchanged',
      (sealed, frame) =>
        Buffer.concat([
          sealed.subarray(frame, 2 * frame),
          sealed.subarray(0, frame),
          sealed.subarray(2 * frame),
        ]),
    ],
  ])('with %s are refused', async (_, change) => {
    const sizeBytes = 2 * LIMITS.frameBytes + 10
    const sealed = await gather(sealFrames(cut(randomBytes(sizeBytes), 9_999), KEY))
    const source = cut(change(sealed, LIMITS.frameBytes + 16), 9_999)
    const opening = gather(openFrames(source, KEY, { start: 0, end: sizeBytes, sizeBytes }))
    await expect(opening).rejects.toThrow('not what was written')
  })
})
