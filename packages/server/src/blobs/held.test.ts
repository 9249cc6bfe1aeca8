import { describe, expect, it } from 'vitest'
import { seededRandom } from '../kernel/random.ts'
import { BlobNotFound } from './blobs.ts'
import { holdable } from './held.ts'
import { memoryBlobs } from './memory.ts'

describe('blobs that are held', () => {
  it('are deleted when the last holder lets go', async () => {
    const blobs = holdable(memoryBlobs(seededRandom('held')))
    const id = await blobs.write(Buffer.from('bytes'))
    const [first, second] = [blobs.hold(), blobs.hold()]
    await blobs.delete(id)
    expect(await blobs.sweep(() => false, 0)).toBe(0)
    first()
    first()
    expect(Buffer.from(await blobs.readAll(id)).toString()).toBe('bytes')
    second()
    await expect(blobs.readAll(id)).rejects.toBeInstanceOf(BlobNotFound)
    const other = await blobs.write(Buffer.from('bytes'))
    await blobs.delete(other)
    await expect(blobs.readAll(other)).rejects.toBeInstanceOf(BlobNotFound)
  })
})
