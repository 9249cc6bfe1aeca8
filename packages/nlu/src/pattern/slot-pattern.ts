/**
 * Regex slot types (spec/lex-runtime.md §4.3, spec/lex-models.md §3.7): literals, classes, groups,
 * alternation and bounded repeats.
 */
import { LIMITS } from '../limits.ts'
import type { SeededRandom } from '../table/random.ts'
import { contains, newMatcher, type Range, type SetTree, type Tree } from './automaton.ts'

export type PatternResult =
  | { readonly ok: true; readonly pattern: SlotPattern }
  /** A sentence such as ``expected `]` at 7`` for the error the API gives. */
  | { readonly ok: false; readonly message: string }

export interface SlotPattern {
  readonly source: string
  /** The whole text is a value; case counts. */
  matches(text: string): boolean
  /** A value of the pattern, chosen by numbers in [0, 1). */
  example(random: SeededRandom): string
}

/**
 * Parses the pattern of a regex slot type.
 *
 * @example
 * const parsed = parseSlotPattern('[A-Z]{3}[0-9]{1,3}')
 * parsed.ok && parsed.pattern.matches('APQ123') // true
 */
export function parseSlotPattern(source: string): PatternResult {
  if (source.length === 0) return { ok: false, message: 'expected a pattern, got nothing' }
  if (source.length > LIMITS.patternLength)
    return { ok: false, message: `expected at most ${LIMITS.patternLength} characters` }
  const reader: Reader = { source, at: 0, depth: 0, problem: undefined }
  const tree = readAlternatives(reader)
  if (!reader.problem && reader.at < source.length) fail(reader, 'unbalanced `)`')
  if (!reader.problem && statesOf(tree) > LIMITS.patternStates) fail(reader, 'repeats too much')
  if (reader.problem) return { ok: false, message: reader.problem }
  const matches = newMatcher(tree)
  return {
    ok: true,
    pattern: {
      source,
      matches: text => text.length <= LIMITS.patternValueLength && matches(text),
      example: random => exampleOf(tree, random).slice(0, LIMITS.patternValueLength),
    },
  }
}

interface Reader {
  readonly source: string
  at: number
  depth: number
  problem: string | undefined
}

function readAlternatives(reader: Reader): Tree {
  const options = [readSequence(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at++
    options.push(readSequence(reader))
  }
  return options.length === 1 ? options[0]! : { kind: 'either', options }
}

function readSequence(reader: Reader): Tree {
  const items: Tree[] = []
  while (reader.at < reader.source.length && !reader.problem) {
    const character = reader.source[reader.at]
    if (character === '|' || character === ')') break
    items.push(readRepeats(reader, readAtom(reader)))
  }
  return { kind: 'sequence', items }
}

function readAtom(reader: Reader): Tree {
  const character = reader.source[reader.at] ?? ''
  if (character === '(') return readGroup(reader)
  if (character === '[') return readClass(reader)
  if ('*+?.^${}]'.includes(character)) return fail(reader, `\`${character}\` is not supported`)
  return exactly(readCharacter(reader))
}

function readGroup(reader: Reader): Tree {
  reader.at += reader.source.startsWith('(?:', reader.at) ? 3 : 1
  if (++reader.depth > LIMITS.patternLength) return fail(reader, 'nested too deeply')
  const tree = readAlternatives(reader)
  if (reader.source[reader.at] !== ')') return fail(reader, 'expected `)`')
  reader.at++
  reader.depth--
  return tree
}

function readClass(reader: Reader): Tree {
  reader.at++
  const negated = reader.source[reader.at] === '^'
  if (negated) reader.at++
  const ranges: Range[] = []
  while (!reader.problem) {
    const character = reader.source[reader.at]
    if (character === undefined) return fail(reader, 'expected `]`')
    if (character === ']') break
    ranges.push(readRange(reader))
  }
  reader.at++
  if (ranges.length === 0) return fail(reader, 'empty class')
  return { kind: 'set', ranges, negated }
}

function readRange(reader: Reader): Range {
  const first = readCharacter(reader)
  const next = reader.source[reader.at + 1]
  if (reader.source[reader.at] !== '-' || next === ']' || next === undefined) return [first, first]
  reader.at++
  const last = readCharacter(reader)
  if (last < first) fail(reader, 'range out of order')
  return [first, last]
}

/** One literal unit; `\uXXXX` names it, `\` before anything else but a letter or digit quotes it. */
function readCharacter(reader: Reader): number {
  const { source, at } = reader
  if (source[at] !== '\\') {
    reader.at++
    return source.charCodeAt(at)
  }
  const hex = /^\\u([0-9a-fA-F]{4})/.exec(source.slice(at, at + 6))?.[1]
  if (hex) {
    reader.at += 6
    return Number.parseInt(hex, 16)
  }
  const quoted = source[at + 1]
  if (quoted === undefined || /[0-9a-zA-Z]/.test(quoted)) {
    fail(reader, `\`\\${quoted ?? ''}\` is not supported`)
    return 0
  }
  reader.at += 2
  return source.charCodeAt(at + 1)
}

function readRepeats(reader: Reader, item: Tree): Tree {
  const { source, at } = reader
  if (source[at] === '?') {
    reader.at++
    return readRepeats(reader, { kind: 'repeat', item, min: 0, max: 1 })
  }
  if (source[at] !== '{') return item
  const found = /^\{(\d{1,3})(?:,(\d{1,3}))?\}/.exec(source.slice(at, at + 9))
  if (!found) return fail(reader, 'expected `{n}` or `{n,m}`')
  const min = Number(found[1])
  const max = found[2] === undefined ? min : Number(found[2])
  if (max < min || max > LIMITS.patternRepeat) return fail(reader, `cannot repeat ${found[0]}`)
  reader.at += found[0].length
  return readRepeats(reader, { kind: 'repeat', item, min, max })
}

function fail(reader: Reader, what: string): Tree {
  reader.problem ??= `${what} at ${reader.at}`
  reader.at = reader.source.length
  return { kind: 'sequence', items: [] }
}

const exactly = (unit: number): Tree => ({ kind: 'set', ranges: [[unit, unit]], negated: false })

function statesOf(tree: Tree): number {
  switch (tree.kind) {
    case 'set':
      return 1
    case 'sequence':
      return tree.items.reduce((sum, item) => sum + statesOf(item), 1)
    case 'either':
      return tree.options.reduce((sum, option) => sum + statesOf(option), 1)
    case 'repeat':
      return tree.max * statesOf(tree.item) + tree.max + 1
    default:
      return tree satisfies never
  }
}

function exampleOf(tree: Tree, random: SeededRandom): string {
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  switch (tree.kind) {
    case 'set': {
      if (tree.negated) return unitOutside(tree)
      const [first, last] = tree.ranges[between(0, tree.ranges.length - 1)]!
      return String.fromCharCode(between(first, last))
    }
    case 'sequence':
      return tree.items.map(item => exampleOf(item, random)).join('')
    case 'either':
      return exampleOf(tree.options[between(0, tree.options.length - 1)]!, random)
    case 'repeat':
      return Array.from({ length: between(tree.min, tree.max) }, () =>
        exampleOf(tree.item, random),
      ).join('')
    default:
      return tree satisfies never
  }
}

/** One that a negated class takes: a common one, or the first behind one of its ranges. */
function unitOutside(set: SetTree): string {
  const common = [...'x7-'].map(one => one.charCodeAt(0))
  const behind = set.ranges.map(([, last]) => last + 1).filter(code => code <= LAST_UNIT)
  const code = [...common, ...behind, 0].find(one => contains(set, one))
  return code === undefined ? '' : String.fromCharCode(code)
}

const LAST_UNIT = 0xffff
