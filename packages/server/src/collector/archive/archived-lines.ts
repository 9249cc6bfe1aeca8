import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isLogsType } from '../checks.ts'
import type { OpenLines } from '../format-check.ts'
import type { ParsedLine } from '../formats/format.ts'
import { type BucketSource, readWhole, SourceFailure } from '../source.ts'
import { LIMITS } from './limits.ts'
import type { ArchivedFile, ArchivedLine } from './records.ts'

/** The lines of an archive file, once it was seen to be what its manifest says. @throws SourceFailure */
export async function* archivedLines(
  source: BucketSource,
  { key, sha256 }: ArchivedFile,
): AsyncGenerator<ArchivedLine> {
  const bytes = await readWhole(source, key, LIMITS.fileBytes)
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new SourceFailure('ArchiveDamaged', `${key} is not what its manifest says`)
  }
  const plain = Readable.from([bytes])
  const input = key.endsWith('.gz') ? plain.pipe(createGunzip()) : plain
  let unpacked = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    unpacked += line.length
    if (unpacked > LIMITS.unpackedBytes) {
      throw new SourceFailure('ArchiveDamaged', `${key} unpacks to more than is allowed`)
    }
    if (line !== '') yield JSON.parse(line) as ArchivedLine
  }
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
  const lines: ParsedLine[] = []
  for await (const batch of openLines(bytesOf(raw), options)) lines.push(...batch.lines)
  const [line] = lines
  // A format that makes more, or less, of it than one line read it together with others then.
  return line && lines.length === 1 ? { ...line, time: ts, raw } : bare
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${text}\n`)
}
