import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readZip, writeZip, type ZipEntry } from './archive.ts'

const LIMITS = { entries: 20, totalBytes: 4_000_000, ratio: 100 }

/** One file as a forger would write it: every field can lie. */
interface Forged {
  readonly name: string
  readonly contents?: Uint8Array
  readonly mode?: number
  readonly flags?: number
  readonly method?: number
  readonly crc?: number
  readonly size?: number
  readonly packedSize?: number
}

function forge(...files: readonly Forged[]): Uint8Array {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const contents = file.contents ?? Buffer.from('hello')
    const packed = deflateRawSync(contents)
    const name = Buffer.from(file.name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE((file.flags ?? 0) | 0x800, 2)
    common.writeUInt16LE(file.method ?? 8, 4)
    common.writeUInt32LE(file.crc ?? crc32(contents), 10)
    common.writeUInt32LE(file.packedSize ?? packed.length, 14)
    common.writeUInt32LE(file.size ?? contents.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((file.mode ?? 0o100644) << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    central.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, name]),
    )
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

const many = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `f${i}` }))
const zeros = (bytes: number) => new Uint8Array(bytes)

const HOSTILE: readonly [what: string, archive: Uint8Array, reason: string][] = [
  ['nothing', Buffer.alloc(0), 'End of central directory record signature not found'],
  ['half an archive', forge({ name: 'a' }).subarray(0, 40), 'End of central directory'],
  ['a name that climbs', forge({ name: '../a' }), 'invalid relative path: ../a'],
  ['a name that climbs late', forge({ name: 'a/b/../../../c' }), 'invalid relative path'],
  ['a name that climbs by backslashes', forge({ name: 'a\\..\\..\\b' }), 'invalid relative path'],
  ['an absolute name', forge({ name: '/etc/passwd' }), 'absolute path: /etc/passwd'],
  ['a name with a drive', forge({ name: 'C:/a' }), 'absolute path: C:/a'],
  ['a name with a dot', forge({ name: 'a/./b' }), '`a/./b` has an empty part in its name'],
  ['a name with nothing in it', forge({ name: 'a//b' }), '`a//b` has an empty part in its name'],
  ['a name with NUL', forge({ name: 'a\u0000b' }), '`a?b` has a control character'],
  ['a name of 1025 bytes', forge({ name: 'n'.repeat(1025) }), 'has too long a name'],
  ['a name of 33 parts', forge({ name: 'd/'.repeat(32).concat('f') }), 'deeper than 32 folders'],
  ['a symbolic link', forge({ name: 'a', mode: 0o120777 }), '`a` is a symbolic link'],
  ['a device', forge({ name: 'a', mode: 0o020666 }), '`a` is neither a file nor a folder'],
  ['an encrypted file', forge({ name: 'a', flags: 1 }), '`a` is encrypted'],
  ['an unknown method', forge({ name: 'a', method: 12 }), '`a` is packed by the unknown method 12'],
  ['a wrong checksum', forge({ name: 'a', crc: 1 }), '`a` has another checksum than announced'],
  ['more bytes than announced', forge({ name: 'a', size: 4 }), 'too many bytes in the stream'],
  ['fewer bytes than announced', forge({ name: 'a', size: 6 }), 'not enough bytes in the stream'],
  ['twice the same name', forge({ name: 'a' }, { name: 'a' }), '`a` stands there twice'],
  ['a file that is a folder', forge({ name: 'a' }, { name: 'a/b' }), '`a` is both a file and a'],
  ['too many entries', forge(...many(21)), 'more than 20 entries'],
  [
    'a bomb by ratio',
    forge({ name: 'a', contents: zeros(3_000_000) }),
    '`a` unpacks to more than 100 times its size',
  ],
  [
    'a bomb by number',
    forge(...many(5).map(file => ({ ...file, contents: zeros(1_000_000) }))),
    'unpacks to more than 4000000 bytes',
  ],
  ['files that share their bytes', forge({ name: 'a', packedSize: 100_000 }), 'entries overlap'],
]

describe('readZip refuses', () => {
  for (const [what, archive, reason] of HOSTILE) {
    it(what, async () => {
      const read = await readZip(archive, LIMITS)
      expect(read.ok ? 'accepted' : read.error).toContain(reason)
    })
  }
})

describe('readZip', () => {
  it('accepts what the forger writes when nothing lies', async () => {
    const archive = forge(
      { name: 'd/', contents: zeros(0), mode: 0o040755 },
      { name: 'd/f', mode: 0o100755 },
    )
    expect(await readZip(archive, LIMITS)).toEqual({
      ok: true,
      value: [{ name: 'd/f', bytes: Buffer.from('hello'), executable: true }],
    })
  })

  it('never throws, whatever is changed in an archive', async () => {
    const sound = forge({ name: 'a/b' }, { name: 'c', contents: zeros(500) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async changes => {
          const archive = Uint8Array.from(sound)
          for (const [at, byte] of changes) archive[at] = byte
          const read = await readZip(archive, LIMITS)
          for (const { name } of read.ok ? read.value : []) {
            expect(name.split('/')).not.toContain('..')
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('writeZip', () => {
  const files: ZipEntry[] = [
    { name: 'index.js', bytes: Buffer.from('exports.handler = 1'), executable: false },
    { name: 'bin/run', bytes: Buffer.from('#!/bin/sh\n'), executable: true },
    { name: 'größe.txt', bytes: Buffer.alloc(0), executable: false },
  ]

  it('writes what readZip reads', async () => {
    expect(await readZip(await writeZip(files), LIMITS)).toEqual({ ok: true, value: files })
  })

  it('writes the same bytes each time', async () => {
    expect(await writeZip(files)).toEqual(await writeZip(files))
  })
})
