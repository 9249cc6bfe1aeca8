import {
  type CharacterSet,
  DIGITS,
  inOrder,
  others,
  type Range,
  SPACE,
  WORD,
} from './character-set.ts'
import { RegexProblem } from './problem.ts'
import type { Source } from './syntax.ts'

/** `[a-z\d_]` and `[^…]`. @throws RegexProblem */
export function takeClass(source: Source): CharacterSet {
  source.at++
  const isNegated = source.text[source.at] === '^'
  if (isNegated) source.at++
  const ranges: Range[] = []
  for (;;) {
    const next = source.text[source.at]
    if (next === undefined) throw new RegexProblem('has a `[` without its `]`')
    if (next === ']') break
    ranges.push(...takeMember(source))
  }
  source.at++
  return { ranges: inOrder(ranges), isNegated, ignoresCase: source.ignoresCase }
}

function takeMember(source: Source): readonly Range[] {
  const first = takeOne(source)
  if (typeof first !== 'number') return first
  const isRange = source.text[source.at] === '-' && (source.text[source.at + 1] ?? ']') !== ']'
  if (!isRange) return [[first, first]]
  source.at++
  const last = takeOne(source)
  if (typeof last !== 'number') {
    return [[first, first], [HYPHEN, HYPHEN], ...last]
  }
  if (last < first) throw new RegexProblem('has a range of characters out of order')
  return [[first, last]]
}

const HYPHEN = 0x2d

function takeOne(source: Source): number | readonly Range[] {
  if (source.text[source.at] === '\\') {
    // Within a class it is the character for going back.
    if (source.text[source.at + 1] === 'b') {
      source.at += 2
      return 0x08
    }
    return takeEscape(source)
  }
  const code = source.text.codePointAt(source.at) ?? 0
  source.at += code > 0xffff ? 2 : 1
  return code
}

const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: DIGITS,
  D: others(DIGITS),
  w: WORD,
  W: others(WORD),
  s: SPACE,
  S: others(SPACE),
}

const CONTROLS: Readonly<Record<string, number>> = {
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
  '0': 0,
}

/** What a backslash stands for: one character or a class of them. @throws RegexProblem */
export function takeEscape(source: Source): number | readonly Range[] {
  const rest = source.text.slice(source.at + 1, source.at + 6)
  const [coded, two, four] = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(rest) ?? []
  if (coded !== undefined) {
    source.at += 1 + coded.length
    return Number.parseInt(two ?? four ?? '', 16)
  }
  const next = rest[0]
  if (next === undefined) throw new RegexProblem('ends with a backslash')
  source.at += 2
  if (Object.hasOwn(CLASSES, next)) return CLASSES[next]!
  if (Object.hasOwn(CONTROLS, next)) return CONTROLS[next]!
  if (/[A-Za-z0-9]/.test(next)) {
    throw new RegexProblem(`has \`\\${next}\`, which is not understood here`)
  }
  const code = source.text.codePointAt(source.at - 1) ?? 0
  if (code > 0xffff) source.at++
  return code
}
