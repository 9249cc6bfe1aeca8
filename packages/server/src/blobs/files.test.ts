import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { seededRandom } from '../kernel/random.ts'
import type { BlobId } from './blobs.ts'
import { blobsContract } from './blobs-contract.testing.ts'
import { BlobDamaged } from './blocks.ts'
import { fileBlobs } from './files.ts'
import { gather } from './gather.ts'

const newDirectory = () => mkdtempSync(join(tmpdir(), 'parley-blobs-'))

blobsContract('files', clock => {
  const directory = newDirectory()
  return {
    blobs: fileBlobs(join(directory, 'blobs'), seededRandom('blobs'), clock),
    remove: () => rmSync(directory, { recursive: true }),
  }
})

describe('the files of blobs', () => {
  const directory = newDirectory()
  const clock = fakeClock(Date.now())
  const blobs = fileBlobs(directory, seededRandom('files'), clock)
  const pathOf = (id: BlobId) => join(directory, id.slice(0, 2), id)
  afterAll(() => rmSync(directory, { recursive: true }))

  it.skipIf(process.platform === 'win32')('can be read by their owner alone', async () => {
    const id = await blobs.write(Buffer.from('private'))
    expect(statSync(pathOf(id)).mode & 0o777).toBe(0o600)
  })

  it('are found by another process', async () => {
    const id = await blobs.write(Buffer.from('kept'))
    const later = fileBlobs(directory, seededRandom('other'))
    expect(Buffer.from(await later.readAll(id)).toString()).toBe('kept')
  })

  it('are never served with a byte changed, cut off or added', async () => {
    const bytes = Buffer.alloc(140_000, 'ab')
    const id = await blobs.write(bytes)
    const intact = readFileSync(pathOf(id))
    const damaged = (change: (copy: Buffer) => Buffer) => {
      writeFileSync(pathOf(id), change(Buffer.from(intact)))
      return expect(blobs.readAll(id)).rejects.toBeInstanceOf(BlobDamaged)
    }
    for (const at of [0, 65_531, 65_532, 65_536, 131_072, intact.length - 17, intact.length - 1]) {
      await damaged(copy => {
        copy[at]! ^= 0x10
        return copy
      })
    }
    for (const length of [0, 15, 65_536, 131_072, intact.length - 1]) {
      await damaged(copy => copy.subarray(0, length))
    }
    await damaged(copy => Buffer.concat([copy, Buffer.from('x')]))
    // The blocks exchanged, each with its own checksum.
    await damaged(copy =>
      Buffer.concat([
        copy.subarray(65_536, 131_072),
        copy.subarray(0, 65_536),
        copy.subarray(131_072),
      ]),
    )
    writeFileSync(pathOf(id), intact)
    expect(bytes.equals(await blobs.readAll(id))).toBe(true)
  })

  it('are served where they are intact, for a range reads nothing else', async () => {
    const id = await blobs.write(Buffer.alloc(140_000, 'ab'))
    const changed = readFileSync(pathOf(id))
    changed[0]! ^= 1
    writeFileSync(pathOf(id), changed)
    const range = { start: 70_000, end: 70_004 }
    expect((await gather(blobs.read(id, range))).toString()).toBe('abab')
  })

  it('that a dead process left unfinished are swept without a question, others are left alone', async () => {
    const own = fileBlobs(join(directory, 'own'), seededRandom('own'), clock)
    const id = await own.write(Buffer.from('x'))
    const shard = join(directory, 'own', id.slice(0, 2))
    const unfinished = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}.part`
    writeFileSync(join(shard, unfinished), 'half')
    writeFileSync(join(shard, 'README'), 'of an operator')
    writeFileSync(join(directory, 'own', 'note'), 'of an operator')
    clock.set(clock.now() + 60_000)
    expect(await own.sweep(() => true, 1_000)).toBe(1)
    expect(readdirSync(shard).toSorted()).toEqual([id, 'README'].toSorted())
  })

  it('let go of their file when the reader stops early', async () => {
    const id = await blobs.write(Buffer.alloc(500_000))
    for await (const part of blobs.read(id)) {
      expect(part.length).toBe(65_532)
      break
    }
    truncateSync(pathOf(id))
    await blobs.delete(id)
  })
})
