import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { NOON, newConnector } from '../collect-room.testing.ts'
import { openLines } from '../formats/lines.ts'
import { memoryBucket } from '../memory-bucket.testing.ts'
import { SourceFailure } from '../source.ts'
import { archivedLines, parsedAgain } from './archived-lines.ts'
import { fileBuilder } from './build-files.ts'
import { LIMITS } from './limits.ts'
import { findFiles } from './manifests.ts'
import type { ArchivedLine, ArchiveSetting } from './records.ts'

/** The bucket of an archive is its owner's: what lies there may have been written by anybody. */

const { credentials, ...PLACE } = newConnector({})
const SETTING: ArchiveSetting = {
  ...{ bucket: PLACE.bucket, region: PLACE.region, endpoint: '', prefix: 'kept/', credentials },
  ...{ id: '9', accountId: '42', owner: PLACE.owner, enabled: true, compressed: true },
  createdAt: NOON,
}
const ROOT = 'kept/account=42/'
const ALL = { startTime: NOON - 1, endTime: NOON + 1, search: undefined }
const LINE: ArchivedLine = {
  ...{ ts: NOON, type: 'text', accountId: '42', connector: '7', key: 'a.log', raw: 'hello' },
}

const fileOf = (body: Uint8Array, more: object = {}) => ({
  key: `${ROOT}dt=2026-11-20/hr=12/1.json.gz`,
  ...{ lines: 1, bytes: body.length, rawBytes: 1, minTs: NOON, maxTs: NOON, bloom: 'AAAA' },
  sha256: createHash('sha256').update(body).digest('hex'),
  ...more,
})

async function sourceWith(objects: Readonly<Record<string, string | Uint8Array>>) {
  const bucket = memoryBucket(fakeClock(NOON))
  for (const [key, body] of Object.entries(objects)) bucket.put(key, body)
  const errand = { place: PLACE, accountId: '42', owner: PLACE.owner }
  return bucket.doors.open(errand, { kind: 'role', arn: '', externalId: undefined })
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    value => value,
    error => (error instanceof SourceFailure ? [error.code, error.message] : error),
  )

const MANIFEST = `${ROOT}_manifest/2026-11-20T12-0.json`
const file = fileOf(Buffer.from(''))

describe('a manifest', () => {
  it.each([
    ['no JSON', 'what?'],
    ['nothing', 'null'],
    ['no list', '{"files":{"length":1}}'],
    ['a file of nothing', '{"files":[null]}'],
    ['a time that is none', JSON.stringify({ files: [{ ...file, minTs: 1e300 }] })],
    ['a size below nothing', JSON.stringify({ files: [{ ...file, rawBytes: -1 }] })],
    ['a file elsewhere', JSON.stringify({ files: [{ ...file, key: 'secret.json' }] })],
    ['no filter', JSON.stringify({ files: [{ ...file, bloom: '' }] })],
  ])('of %s is told of', async (_, body) => {
    const source = await sourceWith({ [MANIFEST]: body })
    expect(await failureOf(findFiles(source, SETTING, ALL))).toEqual([
      'ArchiveDamaged',
      `${MANIFEST} is no manifest of the archive`,
    ])
  })

  it('is one of so many and no more', async () => {
    const files = Array.from({ length: LIMITS.restoreFiles + 1 }, () => file)
    const body = JSON.stringify({ files })
    const source = await sourceWith({ [MANIFEST]: body, [`${MANIFEST}2`]: body })
    const [code] = (await failureOf(findFiles(source, SETTING, ALL))) as string[]
    expect(code).toBe('ArchiveTooLarge')
  })
})

describe('a file of an archive', () => {
  const linesOf = async (body: Uint8Array) => {
    const found = fileOf(body)
    const source = await sourceWith({ [found.key]: body })
    const lines: ArchivedLine[] = []
    for await (const line of archivedLines(source, found)) lines.push(line)
    return lines
  }
  const text = (...lines: readonly unknown[]) =>
    gzipSync(lines.map(line => `${JSON.stringify(line)}\n`).join(''))

  it('gives its lines', async () => {
    expect(await linesOf(text(LINE, { ...LINE, raw: 'é' }))).toEqual([LINE, { ...LINE, raw: 'é' }])
  })

  it.each([
    ['no gzip', Buffer.from('not packed at all'), 'incorrect header check'],
    ['half a gzip', text(LINE).subarray(0, 40), 'unexpected end of file'],
    ['no JSON', gzipSync('{'), "Expected property name or '}' in JSON"],
    ['null', text(null), 'a line of it is none of an archive'],
    ['a line without its text', text({ ...LINE, raw: 1 }), 'a line of it is none of an archive'],
    ['a time that is none', text({ ...LINE, ts: '1' }), 'a line of it is none of an archive'],
    [
      'one endless line',
      gzipSync(Buffer.alloc(LIMITS.archivedLineBytes + 65_536, 'x')),
      'a line of it is longer than is allowed',
    ],
  ])('that is %s is told of', async (_, body, reason) => {
    const [code, message] = (await failureOf(linesOf(body))) as string[]
    expect([code, message]).toEqual(['ArchiveDamaged', expect.stringContaining(reason)])
  })

  it('with a header that nobody kept gives its lines as they are', async () => {
    const line: ArchivedLine = { ...LINE, type: 'json', state: { cutter: { scanner: null } } }
    expect(await parsedAgain(line, openLines)).toEqual({
      ...{ time: NOON, fields: [['message', 'hello']], problem: undefined, raw: 'hello' },
    })
  })
})

describe('lines of very many hours', () => {
  it('are archived with few files open', async () => {
    const hours = 1_000
    const packed = gzipSync(
      JSON.stringify(
        Array.from({ length: 2 * hours }, (_, n) => [NOON + (n % hours) * 3_600_000, `${n}`]),
      ),
    ).toString('base64')
    const emitted: string[] = []
    let lines = 0
    const builder = fileBuilder({
      ...{ setting: SETTING, sequence: 5, last: new Map() },
      async emit(built) {
        emitted.push(built.file.key, built.manifestKey)
        lines += built.file.lines
      },
    })
    await builder.add({
      ...{ at: NOON, type: 'text', connector: '7', key: 'a', object: 'o', firstLine: 0 },
      ...{ lines: 2 * hours, packed },
    })
    expect(emitted.length).toBe(2 * (2 * hours - LIMITS.openFiles))
    await builder.finish()
    expect([new Set(emitted).size, lines]).toEqual([4 * hours, 2 * hours])
    const second = `${NOON + 3_600_000}`
    expect(emitted.filter(key => key.includes(`${second}-${second}-`))).toEqual([
      `${ROOT}dt=2026-11-20/hr=13/${second}-${second}-9-5.json.gz`,
      `${ROOT}dt=2026-11-20/hr=13/${second}-${second}-9-5-1.json.gz`,
    ])
  })
})
