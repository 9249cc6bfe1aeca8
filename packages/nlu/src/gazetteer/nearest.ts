/** The listed value that a misspelt phrase means (spec/nlu.md §5.8). */
import { LIMITS } from '../limits.ts'
import type { TypeOutline } from '../outline.ts'
import { normalisedText, withoutMarks } from '../text/normalise.ts'

/** Values within the distance that a phrase of this length allows, nearest first; five at most. */
export type Nearest = (phrase: string) => readonly string[]

/** One slip from five letters on, two from nine. */
export const slipsAllowed = (length: number): number => (length < 5 ? 0 : length < 9 ? 1 : 2)

/** The phrases of the type are prepared when a phrase is looked for the first time. */
export function newNearest({ values, synonyms }: TypeOutline): Nearest {
  let entries: readonly Entry[] | undefined
  return phrase => {
    const text = comparable(phrase)
    const slips = slipsAllowed(text.length)
    if (slips === 0) return []
    entries ??= values.flatMap((value, at) =>
      [value, ...(synonyms[at] ?? [])].map(one => entryOf(one, value)),
    )
    const letters = letterSet(text)
    const found = new Map<string, number>()
    for (const entry of entries) {
      if (Math.abs(entry.text.length - text.length) > slips) continue
      // Each slip changes at most two members of the set of letters.
      if (bits(entry.letters ^ letters) > 2 * slips) continue
      const distance = slipsBetween(text, entry.text, slips)
      if (distance <= slips && distance < (found.get(entry.value) ?? Infinity))
        found.set(entry.value, distance)
    }
    return [...found]
      .sort(([, first], [, second]) => first - second)
      .slice(0, LIMITS.resolutions)
      .map(([value]) => value)
  }
}

interface Entry {
  readonly text: string
  readonly letters: number
  readonly value: string
}

function entryOf(phrase: string, value: string): Entry {
  const text = comparable(phrase)
  return { text, letters: letterSet(text), value }
}

const comparable = (phrase: string) => withoutMarks(normalisedText(phrase)).trim()

function letterSet(text: string): number {
  let set = 0
  for (let at = 0; at < text.length; at++) set |= 1 << (text.charCodeAt(at) & 31)
  return set
}

function bits(set: number): number {
  let count = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) count++
  return count
}

/**
 * Letters dropped, added, changed, or swapped with their neighbour (optimal string alignment); anything
 * above `most` may come out as `most + 1`.
 */
export function slipsBetween(first: string, second: string, most: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: second.length + 1 }, (_, at) => at)
  for (let row = 1; row <= first.length; row++) {
    const current = [row]
    let least = row
    for (let column = 1; column <= second.length; column++) {
      const same = first[row - 1] === second[column - 1]
      let slips = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      )
      if (
        row > 1 &&
        column > 1 &&
        first[row - 1] === second[column - 2] &&
        first[row - 2] === second[column - 1]
      )
        slips = Math.min(slips, beforeLast[column - 2]! + 1)
      current.push(slips)
      least = Math.min(least, slips)
    }
    if (least > most) return most + 1
    beforeLast = last
    last = current
  }
  return last[second.length]!
}
