import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { openLines } from './lines.ts'
import { readAll } from './reading.testing.ts'

const LINES = Array.from({ length: 500 }, (_, n) => `line ${n} ${n ** 4}`)
const TEXT = `${LINES.join('\n')}\n`
const MIB = 1024 * 1024

describe('compressed objects', () => {
  const gzip = gzipSync(TEXT)
  const zstd = zstdCompressSync(TEXT)

  it.each([
    ['gzip', gzip],
    ['zstd', zstd],
  ])('are read from %s, also several in one and padded', async (kind, packed) => {
    const padded = kind === 'gzip' ? [packed, packed, Buffer.alloc(40_000)] : [packed, packed]
    const { lines, end, batches } = await readAll(Buffer.concat(padded), { format: 'text' })
    expect(lines.map(({ raw }) => raw)).toEqual([...LINES, ...LINES])
    expect(end).toEqual({ kind: 'whole' })
    expect(batches.at(-1)?.checkpoint.compression).toBe(kind)
  })

  it.each([
    ['gzip', gzip, 450],
    // It is unpacked by blocks of 128 KiB.
    ['zstd', zstdCompressSync(TEXT.repeat(40)), 5_000],
  ])('that are cut give what stands before the cut: %s', async (_, packed, atLeast) => {
    const { lines, end } = await readAll(packed.subarray(0, packed.length - 20), { format: 'text' })
    expect(end).toMatchObject({ kind: 'broken', reason: expect.stringContaining('unexpected end') })
    expect(lines.length).toBeGreaterThan(atLeast)
    const whole = lines.slice(0, -1)
    expect(whole.map(({ raw }) => raw)).toEqual(whole.map((_, n) => LINES[n % LINES.length]))
    expect(lines.at(-1)?.problem).toMatch(/^cut off: /)
  })

  it('whose checksum is wrong give all their lines, and the reason', async () => {
    const broken = Buffer.from(gzip)
    broken[broken.length - 6]! ^= 1
    const { lines, end } = await readAll(broken, { format: 'text' })
    expect(lines.map(({ raw }) => raw)).toEqual(LINES)
    expect(end).toEqual({ kind: 'broken', reason: 'gzip: incorrect data check' })
  })

  it('that are followed by something else give their lines, and the reason', async () => {
    const { lines, end } = await readAll(Buffer.concat([gzip, Buffer.from('more')]), {
      format: 'text',
    })
    expect(lines).toHaveLength(LINES.length)
    expect(end).toEqual({ kind: 'broken', reason: 'gzip: incorrect header check' })
  })

  it('that unpack to far more than they are, are given up', async () => {
    const bomb = gzipSync(Buffer.alloc(32 * MIB, `${'x'.repeat(1_023)}\n`))
    const { lines, end } = await readAll(bomb, { format: 'text' })
    expect(end).toEqual({ kind: 'broken', reason: 'unpacks to more than 200 times its size' })
    expect(lines.length * 1_024).toBeLessThanOrEqual(LIMITS.ratioFromBytes + 64 * 1024)
    expect(lines.length * 1_024).toBeGreaterThan(LIMITS.ratioFromBytes / 2)
  })

  it('by their name alone are broken', async () => {
    const { end } = await readAll('x', { format: 'text', key: 'a.gz' })
    expect(end).toMatchObject({ kind: 'broken' })
  })

  it('that are empty have no lines', async () => {
    const { lines, end } = await readAll('', { format: 'json', key: 'a.gz' })
    expect([lines, end]).toEqual([[], { kind: 'whole' }])
  })
})

describe('a line beyond the limit', () => {
  const long = 'é'.repeat(1.2 * MIB)

  it('is cut into marked pieces, between characters', async () => {
    const { lines } = await readAll(`a${long}\nnext\n`, { format: 'text' }, [70_001])
    expect(lines.map(({ problem }) => problem)).toEqual([
      'longer than 1048576 bytes, piece 1',
      'longer than 1048576 bytes, piece 2',
      'longer than 1048576 bytes, piece 3',
      undefined,
    ])
    expect(
      lines
        .slice(0, 3)
        .map(({ raw }) => raw)
        .join(''),
    ).toBe(`a${long}`)
    expect(lines[3]?.raw).toBe('next')
  })

  it('of JSON is cut too, and what follows is read, whatever the chunks', async () => {
    const record = JSON.stringify({ text: long, end: '}' })
    const object = `{"Records":[${record},{"a":1}]}\n{"Records":[{"b":2}]}`
    const whole = await readAll(object, { format: 'cloudtrail' }, [4 * MIB])
    expect(
      whole.lines
        .map(({ raw }) => raw)
        .join('\n')
        .replaceAll('\n', ''),
    ).toBe(`${record}{"a":1}{"b":2}`)
    expect(whole.lines.map(({ problem }) => problem)).toEqual([
      'longer than 1048576 bytes, piece 1',
      'longer than 1048576 bytes, piece 2',
      'longer than 1048576 bytes, piece 3',
      undefined,
      undefined,
    ])
    const chunked = await readAll(object, { format: 'cloudtrail' }, [65_537, 99])
    expect(chunked.lines).toEqual(whole.lines)
    for (const { checkpoint } of whole.batches) {
      const from = JSON.parse(JSON.stringify(checkpoint))
      const rest = await readAll(object, { format: 'cloudtrail', from })
      expect(rest.lines).toEqual(whole.lines.slice(checkpoint.lines))
    }
  })
})

it('reads only the rest of a plain object, when it is given only that', async () => {
  const { batches } = await readAll(TEXT, { format: 'text' })
  const from = { ...batches[0]!.checkpoint, offset: LINES[0]!.length + 1, lines: 1 }
  const rest = Buffer.from(TEXT).subarray(from.offset)
  const { lines } = await readAll(rest, { format: 'text', from, startsAt: from.offset })
  expect(lines.map(({ raw }) => raw)).toEqual(LINES.slice(1))
})

it('throws what the source throws, after the lines that were whole', async () => {
  async function* source() {
    yield Buffer.from('a\n'.repeat(LIMITS.batchLines + 1))
    throw new Error('the connection was lost')
  }
  const seen: number[] = []
  const reading = async () => {
    for await (const { lines } of openLines(source(), { format: 'text', key: 'k' })) {
      seen.push(lines.length)
    }
  }
  await expect(reading()).rejects.toThrow('the connection was lost')
  expect(seen).toEqual([])
})
