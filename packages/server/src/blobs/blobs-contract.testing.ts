import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeClock, fakeClock, systemClock } from '../kernel/clock.ts'
import { type BlobId, BlobNotFound, type Blobs } from './blobs.ts'
import { gather } from './gather.ts'

export type OpenBlobs = (clock: FakeClock) => OpenedBlobs | Promise<OpenedBlobs>

export interface OpenedBlobs {
  readonly blobs: Blobs
  remove(): void
}

const HOSTILE = [
  '',
  '.',
  '..',
  '../secret',
  '../../etc/passwd',
  'ab/../../secret',
  '/etc/passwd',
  '00000000000000000000000000000000\u0000',
  '00000000000000000000000000000000.part',
  '0000000000000000000000000000000G',
  '%2e%2e%2f',
] as BlobId[]

/** What every keeper of blobs promises. */
export function blobsContract(keeper: string, openBlobs: OpenBlobs): void {
  let clock: FakeClock
  let blobs: Blobs
  let remove: () => void

  beforeEach(async () => {
    // Files have the time of the machine.
    clock = fakeClock(systemClock.now())
    ;({ blobs, remove } = await openBlobs(clock))
  })
  afterEach(() => remove())

  const text = async (id: BlobId, range?: { start: number; end?: number }) =>
    (await gather(blobs.read(id, range))).toString()
  const absent = async (id: BlobId) => {
    await expect(blobs.readAll(id)).rejects.toBeInstanceOf(BlobNotFound)
    await expect(text(id)).rejects.toBeInstanceOf(BlobNotFound)
  }

  describe(`blobs in ${keeper}`, () => {
    it('give back the bytes they were made of, whole or as a stream', async () => {
      const large = Buffer.alloc(200_000, 'abcdefg')
      async function* chunks() {
        for (let start = 0; start < large.length; start += 7_001) {
          yield large.subarray(start, start + 7_001)
        }
      }
      for (const id of [await blobs.write(large), await blobs.write(chunks())]) {
        expect(large.equals(await blobs.readAll(id))).toBe(true)
        expect(await text(id)).toBe(large.toString())
      }
      const empty = await blobs.write(new Uint8Array())
      expect(await blobs.readAll(empty)).toHaveLength(0)
      expect(await text(empty)).toBe('')
    })

    it('give any range of themselves', async () => {
      const bytes = Buffer.from(Array.from({ length: 140_000 }, (_, n) => n % 251))
      const id = await blobs.write(bytes)
      const bound = fc.oneof(fc.nat(141_000), fc.constantFrom(0, 65_531, 65_532, 65_533, 131_064))
      await fc.assert(
        fc.asyncProperty(bound, fc.option(bound, { nil: undefined }), async (start, end) => {
          const range = end === undefined ? { start } : { start, end }
          const read = await gather(blobs.read(id, range))
          expect(read.equals(bytes.subarray(start, Math.max(end ?? bytes.length, start)))).toBe(
            true,
          )
        }),
        { numRuns: 60 },
      )
    })

    it('have names of their own, each time another', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, () => blobs.write(Buffer.from('x'))))
      expect(new Set(ids).size).toBe(20)
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
    })

    it('are not changed by who gave or got them', async () => {
      const bytes = Buffer.from('original')
      const id = await blobs.write(bytes)
      bytes.fill(0)
      async function* again() {
        yield bytes.fill('a')
        yield bytes.fill('b')
      }
      expect(await text(await blobs.write(again()))).toBe('aaaaaaaabbbbbbbb')
      ;(await blobs.readAll(id)).fill(0)
      for await (const part of blobs.read(id)) part.fill(0)
      expect(await text(id)).toBe('original')
    })

    it('leave nothing behind when their stream fails', async () => {
      async function* failing() {
        yield Buffer.alloc(100_000)
        throw new Error('the client hung up')
      }
      await expect(blobs.write(failing())).rejects.toThrow('the client hung up')
      expect(await blobs.sweep(() => false, -3_600_000)).toBe(0)
    })

    it('are gone after they were deleted, which may happen twice', async () => {
      const id = await blobs.write(Buffer.from('x'))
      await blobs.delete(id)
      await absent(id)
      await blobs.delete(id)
    })

    it.each(HOSTILE)('are never found under %j', async id => {
      await absent(id)
      await blobs.delete(id)
    })

    it('are swept when no document names them and they are old enough', async () => {
      const named = await blobs.write(Buffer.from('named'))
      const old = [await blobs.write(Buffer.from('a')), await blobs.write(Buffer.from('b'))]
      expect(await blobs.sweep(id => id === named, 60_000)).toBe(0)
      clock.set(clock.now() + 120_000)
      const asked: BlobId[] = []
      const isNamed = async (id: BlobId) => {
        asked.push(id)
        return id === named
      }
      expect(await blobs.sweep(isNamed, 60_000)).toBe(2)
      expect(asked.toSorted()).toEqual([named, ...old].toSorted())
      expect(await text(named)).toBe('named')
      for (const id of old) await absent(id)
    })
  })
}
