/** Characters that one step of an expression takes: ranges of code points, or all others. */
export interface CharacterSet {
  /** In order and apart. */
  readonly ranges: readonly Range[]
  readonly isNegated: boolean
  readonly ignoresCase: boolean
}

export type Range = readonly [first: number, last: number]

/** Whether a code point belongs to the set. */
export function has(set: CharacterSet, code: number): boolean {
  return covers(set, code) !== set.isNegated
}

function covers({ ranges, ignoresCase }: CharacterSet, code: number): boolean {
  if (within(ranges, code)) return true
  if (!ignoresCase) return false
  const char = String.fromCodePoint(code)
  return [char.toLowerCase(), char.toUpperCase()].some(other => {
    const otherCode = other.codePointAt(0)
    return otherCode !== undefined && otherCode !== code && within(ranges, otherCode)
  })
}

/** By halves: a class may have hundreds of ranges, and be asked for each character of a message. */
function within(ranges: readonly Range[], code: number): boolean {
  let [from, to] = [0, ranges.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const [first, last] = ranges[middle]!
    if (code > last) from = middle + 1
    else if (code >= first) return true
    else to = middle
  }
  return false
}

/** The same characters as ranges that are in order and apart. */
export function inOrder(ranges: readonly Range[]): readonly Range[] {
  const merged: [number, number][] = []
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = merged.at(-1)
    if (before && first <= before[1]) before[1] = Math.max(before[1], last)
    else merged.push([first, last])
  }
  return merged
}

const LAST = 0x10ffff

export const DIGITS: readonly Range[] = [[0x30, 0x39]]
export const WORD: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
export const SPACE: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]
/** What `.` does not take. */
export const LINE_ENDS: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]

/** All characters but these; `ranges` are in order and apart. */
export function others(ranges: readonly Range[]): readonly Range[] {
  const rest: Range[] = []
  let next = 0
  for (const [first, last] of ranges) {
    if (first > next) rest.push([next, first - 1])
    next = last + 1
  }
  if (next <= LAST) rest.push([next, LAST])
  return rest
}

export const isWordCode = (code: number): boolean => within(WORD, code)
