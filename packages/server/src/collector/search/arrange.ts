import { type BlockLine, blockBuilder, type LooseBlock, META, metaOf } from './block/columns.ts'
import { LIMITS } from './limits.ts'
import type { IngestBatch } from './search.ts'

/** The lines of one day, ready for its partition. */
export interface DayLines {
  readonly day: string
  readonly blocks: readonly LooseBlock[]
  /** Lines with lower numbers are not among them: the partition has them. */
  readonly begins: number
}

/**
 * Arranges a batch by day and time, as blocks. It is the caller's thread that does it, a little at a time, because
 * handing small objects to another thread costs more than this.
 * @param seen how many lines of the object the partitions of these days have already
 */
export async function arrange(
  batch: IngestBatch,
  seen: ReadonlyMap<string, number>,
): Promise<DayLines[]> {
  const meta = metaOf(batch.source)
  const days = new Map<number, Day>()
  batch.lines.forEach((line, index) => {
    const time = timeOf(line.time, batch)
    const number = Math.floor(time / DAY_MS)
    let day = days.get(number)
    if (!day) {
      const name = dayOf(time)
      day = { name, begins: seen.get(name) ?? 0, lines: [] }
      days.set(number, day)
    }
    if (batch.firstLine + index < day.begins) return
    const { fields: own, problem, raw } = line
    const about = problem === undefined ? meta : [...meta, [META.problem, problem] as const]
    day.lines.push({ time, own, meta: about, raw })
  })
  const arranged: DayLines[] = []
  for (const { name: day, lines, begins } of days.values()) {
    if (lines.length === 0) continue
    // INVARIANT: sorting is stable, so lines of the same time stay in the order of their object.
    lines.sort((a, b) => a.time - b.time)
    const blocks = await blocksOf(lines)
    arranged.push({ day, blocks, begins: Math.max(batch.firstLine, begins) })
  }
  return arranged
}

interface Day {
  readonly name: string
  /** Lines of the object with lower numbers are in its partition. */
  readonly begins: number
  readonly lines: BlockLine[]
}

/** Blocks of lines that are in order. */
export async function blocksOf(lines: readonly BlockLine[]): Promise<LooseBlock[]> {
  const blocks: LooseBlock[] = []
  let builder = blockBuilder()
  for (const [index, line] of lines.entries()) {
    if (index > 0 && index % LIMITS.linesPerTurn === 0) {
      await new Promise(resolve => setImmediate(resolve))
    }
    if (builder.add(line)) continue
    blocks.push(builder.finish())
    builder = blockBuilder()
    builder.add(line)
  }
  if (lines.length > 0) blocks.push(builder.finish())
  return blocks
}

export const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** A time out of all reason is not believed; the line still has it among its fields. */
function timeOf(own: number | undefined, { source }: IngestBatch): number {
  const { receivedAt, defaultTime } = source
  const isBelieved =
    own !== undefined &&
    own >= receivedAt - LIMITS.pastYears * 365 * DAY_MS &&
    own <= receivedAt + LIMITS.futureDays * DAY_MS
  return Math.max(0, Math.floor(isBelieved ? own : defaultTime))
}

export const DAY_MS = 86_400_000
