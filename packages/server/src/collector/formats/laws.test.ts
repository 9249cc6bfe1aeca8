import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FormatName } from './format.ts'
import { LIMITS } from './limits.ts'
import { readAll } from './reading.testing.ts'

/** Pieces of which objects are made: sound, broken, and what separates them. */
const PARTS = [
  '{"a":1}',
  '{"b":[1,{"c":"}\\"{"}]}',
  '{"a":\n 2\n}',
  '{"Records":[',
  '{"logGroup":"g","logEvents":[',
  ']}',
  '[',
  ']',
  ',',
  '{"a":',
  '"text"',
  'plain text',
  '12 ',
  '\\',
  '"',
  'é日本',
  '\xff',
  '  indented',
  '2026-01-01 begins',
  '#Fields: date time',
  '2026-01-01\t00:00:00',
  'version srcaddr start',
  '2 10.0.0.1 1418530010',
]
const texts = fc
  .array(fc.tuple(fc.constantFrom(...PARTS), fc.constantFrom('\n', '\r\n', '', ' ', '\n\n')), {
    maxLength: 12,
  })
  .map(parts => parts.flat().join(''))
/** Some with bytes that are no UTF-8. */
const objects = fc.oneof(
  texts.map(text => Buffer.from(text)),
  texts.map(text => Buffer.from(text, 'latin1')),
  fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes)),
)
const chunks = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
const formats = fc.constantFrom<FormatName>(
  ...([
    'json',
    'cloudtrail',
    'cloudwatch',
    'lex',
    'text',
    'vpcflow',
    'cloudfront',
    'elb',
    'S3Access',
  ] as const),
)
const multilines = fc.constantFrom(undefined, { begins: '####' }, { continues: ' ' })

describe('reading', () => {
  it('gives the same lines however the bytes are chunked', async () => {
    await fc.assert(
      fc.asyncProperty(objects, formats, chunks, multilines, async (bytes, format, sizes, rule) => {
        const options = { format, ...(rule && { multiline: rule }) }
        const whole = await readAll(bytes, options)
        const chunked = await readAll(bytes, options, sizes)
        expect(chunked.lines).toEqual(whole.lines)
        expect(chunked.end).toEqual(whole.end)
        expect(chunked.batches.at(-1)?.checkpoint.lines).toBe(whole.lines.length)
      }),
      { numRuns: 500 },
    )
  })

  it('goes on from any checkpoint with the lines that follow it', async () => {
    await fc.assert(
      fc.asyncProperty(objects, formats, chunks, multilines, async (bytes, format, sizes, rule) => {
        const options = { format, ...(rule && { multiline: rule }) }
        const packed = gzipSync(bytes)
        // A checkpoint behind every line.
        const { lines, checkpoints } = await everyCheckpoint(packed, options)
        for (const checkpoint of checkpoints) {
          const from = JSON.parse(JSON.stringify(checkpoint))
          const rest = await readAll(packed, { ...options, from }, sizes)
          expect(rest.lines).toEqual(lines.slice(checkpoint.lines))
          expect(rest.batches.at(-1)?.checkpoint.lines).toBe(lines.length)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('accounts for every byte of text', async () => {
    await fc.assert(
      fc.asyncProperty(objects, chunks, async (bytes, sizes) => {
        const { lines } = await readAll(bytes, { format: 'text' }, sizes)
        const expected = bytes
          .toString('latin1')
          .split('\n')
          .map(line => line.replace(/\r$/, ''))
          .filter(line => line !== '')
        expect(lines.map(({ raw }) => raw)).toEqual(expected.map(readable))
      }),
    )
  })

  it('loses no letter or digit of JSON that is outside of an envelope', async () => {
    await fc.assert(
      fc.asyncProperty(texts, chunks, async (text, sizes) => {
        const { lines } = await readAll(text, { format: 'json' }, sizes)
        const letters = (line: string) => line.replace(/[\s,[\]]/g, '')
        expect(letters(lines.map(({ raw }) => raw).join(''))).toBe(letters(text))
      }),
    )
  })

  it('gives what can be unpacked before a break, whatever is broken where', async () => {
    const text = Array.from({ length: 3_000 }, (_, index) => `line ${index} ${index ** 3}`).join(
      '\n',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(gzipSync(text), zstdCompressSync(text)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        chunks,
        async (packed, where, sizes) => {
          const at = Math.floor(where * (packed.length - 1))
          const broken = Buffer.from(packed)
          broken[at] = (broken[at] ?? 0) ^ 0x55
          const whole = await readAll(broken, { format: 'text' })
          const chunked = await readAll(
            broken,
            { format: 'text' },
            sizes.map(size => size * 500),
          )
          expect(chunked.lines).toEqual(whole.lines)
          expect(chunked.end).toEqual(whole.end)
        },
      ),
      { numRuns: 40 },
    )
  })
})

/** A line, given with a character for each byte: as UTF-8, if that is what it is. */
function readable(line: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'))
  } catch {
    return line
  }
}

async function everyCheckpoint(packed: Uint8Array, options: Parameters<typeof readAll>[1]) {
  const limits: { batchLines: number } = LIMITS
  const before = limits.batchLines
  limits.batchLines = 1
  try {
    const { lines, batches } = await readAll(packed, options)
    return { lines, checkpoints: batches.map(({ checkpoint }) => checkpoint) }
  } finally {
    limits.batchLines = before
  }
}
