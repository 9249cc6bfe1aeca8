import type { CollectParts } from '../collect-parts.ts'
import type { ParsedLine } from '../formats/format.ts'
import type { BucketSource } from '../source.ts'
import { archivedLines, parsedAgain } from './archived-lines.ts'
import { passes } from './filters.ts'
import { LIMITS } from './limits.ts'
import type { FoundFile } from './manifests.ts'
import { matches, type PowerSearch } from './power-search.ts'
import type { Restore } from './records.ts'

export interface Bringing {
  readonly restore: Restore
  readonly search: PowerSearch | undefined
  readonly source: BucketSource
}

/** The lines of one file that are wanted, stored once however often it is tried. */
export async function bringBack(
  file: FoundFile,
  { restore, search, source }: Bringing,
  parts: CollectParts,
): Promise<{ readonly lines: number; readonly bytes: number }> {
  const { lines: store, openLines, clock } = parts
  const { restoredAccountId, startTime, endTime, filters } = restore
  const name = `restore\n${restore.id}\n${file.key}`
  let previous = await store.checkpoint(restoredAccountId, name)
  const start = Number(previous ?? 0)
  let number = 0
  let kept: { readonly line: ParsedLine; readonly type: string }[] = []
  const sums = { lines: 0, bytes: 0 }
  const flush = async (value: number) => {
    const [first] = kept
    if (!first && String(value) === previous) return
    const ingested = await store.ingest(restoredAccountId, {
      lines: kept.map(({ line }) => line),
      source: {
        type: first?.type ?? 'text',
        connector: `restore-${restore.id}`,
        object: file.key,
        receivedAt: clock.now(),
        defaultTime: file.minTs,
      },
      firstLine: sums.lines - kept.length,
      checkpoint: { key: name, value: String(value), previous },
    })
    if (ingested.kind === 'checkpoint-moved') throw new Error('another process restores the same')
    previous = String(value)
    kept = []
  }
  for await (const archived of archivedLines(source, file)) {
    const at = number++
    if (archived.ts < startTime || archived.ts >= endTime) continue
    if (search && !matches(search, archived.raw)) continue
    const line = await parsedAgain(archived, openLines)
    if (!passes(filters, line.fields)) continue
    const isFull = kept.length >= LIMITS.storedLines
    if (isFull || (kept[0] && kept[0].type !== archived.type)) await flush(at)
    sums.lines++
    sums.bytes += Buffer.byteLength(archived.raw)
    // What was stored before the process died is only counted.
    if (at >= start) kept.push({ line, type: archived.type })
  }
  await flush(number)
  return sums
}
