import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isLogsType } from '../checks.ts'
import type { OpenLines } from '../format-check.ts'
import type { OpenLinesOptions, ParsedLine } from '../formats/format.ts'
import { type BucketSource, readWhole, SourceFailure } from '../source.ts'
import { LIMITS } from './limits.ts'
import type { FoundFile } from './manifests.ts'
import type { ArchivedLine } from './records.ts'

/** The lines of an archive file, once it was seen to be what its manifest says. @throws SourceFailure */
export async function* archivedLines(
  source: BucketSource,
  { key, sha256 }: FoundFile,
): AsyncGenerator<ArchivedLine> {
  const bytes = await readWhole(source, key, LIMITS.fileBytes)
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new SourceFailure('ArchiveDamaged', `${key} is not what its manifest says`)
  }
  const plain = Readable.from([bytes])
  const input = key.endsWith('.gz') ? plain.pipe(createGunzip()) : plain
  try {
    for await (const line of textLines(input)) if (line !== '') yield lineOf(line)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SourceFailure('ArchiveDamaged', `${key}: ${reason}`, undefined, error)
  }
}

async function* textLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pieces: Uint8Array[] = []
  let [length, unpacked] = [0, 0]
  for await (const chunk of input) {
    unpacked += chunk.length
    if (unpacked > LIMITS.unpackedBytes) throw new Error('it unpacks to more than is allowed')
    let at = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, at)) {
      yield Buffer.concat([...pieces, chunk.subarray(at, end)]).toString('utf8')
      pieces = []
      length = 0
      at = end + 1
    }
    pieces.push(chunk.subarray(at))
    length += chunk.length - at
    if (length > LIMITS.archivedLineBytes) throw new Error('a line of it is longer than is allowed')
  }
  yield Buffer.concat(pieces).toString('utf8')
}

const NEWLINE = 10

function lineOf(text: string): ArchivedLine {
  const line = JSON.parse(text) as ArchivedLine | null
  const { ts, type, connector, key, raw } = line ?? {}
  const isLine =
    Number.isSafeInteger(ts) && [type, connector, key, raw].every(one => typeof one === 'string')
  if (!line || !isLine) throw new Error('a line of it is none of an archive')
  return line
}

/** The line as its format reads it, with the time that it had. */
export async function parsedAgain(
  { ts, type, raw, state }: ArchivedLine,
  openLines: OpenLines,
): Promise<ParsedLine> {
  const bare: ParsedLine = { time: ts, fields: [['message', raw]], problem: undefined, raw }
  if (!isLogsType(type) || type === 'text') return bare
  const from = { format: type, compression: 'none' as const, offset: 0, lines: 0 }
  const options = {
    format: type,
    key: '',
    ...(state !== undefined && { from: { ...from, state } }),
  }
  const lines = await readAgain(raw, options, openLines)
  const [line] = lines
  // A format that makes more, or less, of it than one line read it together with others then.
  return line && lines.length === 1 ? { ...line, time: ts, raw } : bare
}

/** Nothing when what it says of its header is none that was kept. */
async function readAgain(raw: string, options: OpenLinesOptions, openLines: OpenLines) {
  const lines: ParsedLine[] = []
  try {
    for await (const batch of openLines(bytesOf(raw), options)) lines.push(...batch.lines)
    return lines
  } catch {
    return []
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${text}\n`)
}
