import type { CheckResult } from './check-report.ts'
import type { FormatName, LineBatch, OpenLinesOptions, ParsedLine } from './formats/format.ts'
import { LIMITS } from './limits.ts'
import type { FoundObject } from './records.ts'
import { type BucketSource, SourceFailure } from './source.ts'

/** From the bytes of an object to its lines (§14.6). */
export type OpenLines = (
  bytes: AsyncIterable<Uint8Array>,
  options: OpenLinesOptions,
) => AsyncIterable<LineBatch>

/** Check 7: the beginning of the newest object, read as the type says, with a sample of what came out. */
export async function formatCheck(
  logsType: FormatName,
  source: BucketSource,
  newest: FoundObject | undefined,
  openLines: OpenLines,
): Promise<CheckResult> {
  const at = { number: 7, name: 'format' } as const
  if (!newest) return { ...at, status: 'skipped', message: 'There is nothing to read.' }
  const lines = await firstLines(logsType, source, newest, openLines).catch(gone)
  if (!lines) return { ...at, status: 'skipped', message: `${newest.key} could not be read again.` }
  const [first] = lines
  if (!first) return { ...at, status: 'skipped', message: `${newest.key} has no whole line.` }
  const isStrange = lines.filter(({ problem }) => problem !== undefined).length * 2 > lines.length
  const sample = sampleOf(
    lines.find(({ problem }) => (problem !== undefined) === isStrange) ?? first,
  )
  if (!isStrange) return { ...at, status: 'passed', sample }
  return {
    ...at,
    status: 'warning',
    code: 'FORMAT_MISMATCH',
    message: `${newest.key} does not look like ${logsType}: ${first.problem ?? 'most lines are not understood'}.`,
    fix: 'Check the type of the logs. Lines that are not understood are kept whole, as text.',
    sample,
  }
}

/** What was there a moment ago may be another object, or none. */
function gone(error: unknown): undefined {
  if (!(error instanceof SourceFailure)) throw error
  return undefined
}

/** The last line of a beginning may be cut, so it tells nothing unless it is the only one. */
async function firstLines(
  format: FormatName,
  source: BucketSource,
  { key, size, etag }: FoundObject,
  openLines: OpenLines,
): Promise<readonly ParsedLine[]> {
  const isWhole = size <= LIMITS.sampleBytes
  const end = Math.min(size, LIMITS.sampleBytes)
  const lines: ParsedLine[] = []
  for await (const batch of openLines(source.read(key, { etag, start: 0, end }), { format, key })) {
    lines.push(...batch.lines)
  }
  return isWhole || lines.length < 2 ? lines : lines.slice(0, -1)
}

function sampleOf({ fields, raw }: ParsedLine): string {
  const shown =
    fields.length === 0 ? raw : fields.map(([name, value]) => `${name}=${value}`).join(' ')
  return shown.slice(0, LIMITS.sampleCharacters)
}
