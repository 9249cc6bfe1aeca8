import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlobDamaged, encodeBlocks, openBlocks } from './blocks.ts'
import { gather } from './gather.ts'

const PLAIN = Buffer.from(Array.from({ length: 140_000 }, (_, n) => (n * 7) % 251))
const PAYLOAD = 65_532
const encoded = gather(copies(encodeBlocks(PLAIN)))

/** What is encoded is good until the next is asked for. */
async function* copies(blocks: AsyncIterable<Uint8Array>) {
  for await (const block of blocks) yield Buffer.from(block)
}

async function* inChunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('a stream of encoded bytes', () => {
  it('gives the same payloads however it is chunked and wherever it begins', async () => {
    const whole = await encoded
    const chunk = fc.integer({ min: 1, max: 150_000 })
    const end = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(150_000))
    await fc.assert(
      fc.asyncProperty(fc.nat(3), chunk, end, async (block, size, until) => {
        const fromBytes = Math.min(block * 65_536, whole.length - 16)
        const bytes = inChunks(whole.subarray(fromBytes), size)
        const stream = { bytes, fromBytes, sizeBytes: whole.length }
        const found = await gather(openBlocks(stream, until))
        expect(found.equals(PLAIN.subarray(block * PAYLOAD))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('never gives other bytes when any is missing or changed', async () => {
    const whole = await encoded
    const at = fc.nat(whole.length - 1)
    await fc.assert(
      fc.asyncProperty(at, fc.boolean(), fc.boolean(), async (place, isCut, isTold) => {
        const changed = Buffer.from(whole)
        changed[place]! ^= 1
        const bytes = isCut ? whole.subarray(0, place) : changed
        // A cut on its way leaves the size that the endpoint told; one at rest changes it.
        const sizeBytes = isCut && isTold ? bytes.length : whole.length
        const given: Uint8Array[] = []
        const read = async () => {
          const stream = { bytes: inChunks(bytes, 10_000), fromBytes: 0, sizeBytes }
          for await (const payload of openBlocks(stream, Number.POSITIVE_INFINITY)) {
            given.push(payload)
          }
        }
        await expect(read()).rejects.toBeInstanceOf(BlobDamaged)
        const found = Buffer.concat(given)
        expect(found.equals(PLAIN.subarray(0, found.length))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
