import type { Json } from '../../kernel/json.ts'
import type { Cut, Cutter } from './cutter.ts'
import { LIMITS } from './limits.ts'
import type { LinePattern } from './line-pattern.ts'

export interface EntryRule {
  readonly pattern: LinePattern
  /** A line that matches begins an entry, or else continues the one before. */
  readonly begins: boolean
}

/** Makes entries of lines. An entry is given when the line behind it is known, or the object has ended. */
export function joinLines(lines: Cutter, { pattern, begins }: EntryRule): Cutter {
  let entry: Entry | undefined
  let finished = false
  // INVARIANT: the place behind the last entry given, though lines after it were already read.
  let place = placeOf(lines)

  const give = ({ cut, after }: Entry): Cut => {
    place = after
    return cut
  }
  return {
    append: bytes => lines.append(bytes),
    finish(broken) {
      finished = true
      lines.finish(broken)
    },
    next() {
      for (;;) {
        const cut = lines.next()
        if (cut === undefined) {
          const last = finished ? entry : undefined
          if (last) entry = undefined
          return last && give(last)
        }
        const next: Entry = { cut, after: placeOf(lines) }
        if (entry && pattern(cut.raw) !== begins && canJoin(entry.cut, cut)) {
          entry = { cut: joined(entry.cut, cut), after: next.after }
          continue
        }
        const given = entry
        entry = next
        if (given) return give(given)
      }
    },
    position: () => place.position,
    state: () => place.state,
  }
}

interface Entry {
  readonly cut: Cut
  readonly after: Place
}

interface Place {
  readonly position: number
  readonly state: Json
}

const placeOf = (lines: Cutter): Place => ({ position: lines.position(), state: lines.state() })

/** Pieces of too long lines stay alone. */
function canJoin(entry: Cut, cut: Cut): boolean {
  const isWhole = entry.problem === undefined && cut.problem === undefined
  return isWhole && entry.bytes + cut.bytes < LIMITS.lineBytes
}

const joined = (entry: Cut, cut: Cut): Cut => ({
  raw: `${entry.raw}\n${cut.raw}`,
  bytes: entry.bytes + cut.bytes + 1,
  problem: undefined,
})
