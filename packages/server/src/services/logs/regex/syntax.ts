import { LIMITS } from '../limits.ts'
import type { CharacterSet } from './character-set.ts'
import { LINE_ENDS } from './character-set.ts'
import { takeClass, takeEscape } from './classes.ts'
import { RegexProblem } from './problem.ts'

/** An expression as a tree. */
export type Node =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly node: Node
      readonly min: number
      /** Infinity when there is no end. */
      readonly max: number
      readonly isLazy: boolean
    }
  | { readonly kind: 'group'; readonly node: Node; readonly number: number }

export type Assertion = 'start' | 'end' | 'boundary' | 'no-boundary'

export interface ParsedRegex {
  readonly root: Node
  readonly groupCount: number
  readonly names: ReadonlyMap<string, number>
}

/** A place in the text of an expression. */
export interface Source {
  readonly text: string
  at: number
  ignoresCase: boolean
  dotTakesAll: boolean
}

interface Parser extends Source {
  groupCount: number
  depth: number
  readonly names: Map<string, number>
}

/** @throws RegexProblem */
export function parseSyntax(text: string): ParsedRegex {
  const parser: Parser = {
    text,
    at: 0,
    ignoresCase: false,
    dotTakesAll: false,
    groupCount: 0,
    depth: 0,
    names: new Map(),
  }
  const root = parseChoice(parser)
  if (parser.at < text.length) throw new RegexProblem('has a `)` without its `(`')
  return { root, groupCount: parser.groupCount, names: parser.names }
}

function parseChoice(parser: Parser): Node {
  const nodes = [parseSequence(parser)]
  while (parser.text[parser.at] === '|') {
    parser.at++
    nodes.push(parseSequence(parser))
  }
  return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes }
}

function parseSequence(parser: Parser): Node {
  const nodes: Node[] = []
  for (;;) {
    const next = parser.text[parser.at]
    if (next === undefined || next === '|' || next === ')') break
    const atom = parseAtom(parser)
    if (atom) nodes.push(parseRepeats(parser, atom))
  }
  return { kind: 'sequence', nodes }
}

/** Undefined for what only sets a flag. */
function parseAtom(parser: Parser): Node | undefined {
  const char = String.fromCodePoint(parser.text.codePointAt(parser.at) ?? 0)
  switch (char) {
    case '(':
      return parseGroup(parser)
    case '[':
      return { kind: 'set', set: takeClass(parser) }
    case '.': {
      parser.at++
      const ranges = parser.dotTakesAll ? [] : LINE_ENDS
      return { kind: 'set', set: { ranges, isNegated: true, ignoresCase: false } }
    }
    case '^':
    case '$':
      parser.at++
      return { kind: 'assert', assertion: char === '^' ? 'start' : 'end' }
    case '\\':
      return parseEscape(parser)
    case '*':
    case '+':
    case '?':
      throw new RegexProblem(`repeats nothing at character ${parser.at + 1}`)
    default: {
      parser.at += char.length
      return literal(char.codePointAt(0) ?? 0, parser)
    }
  }
}

function parseEscape(parser: Parser): Node {
  const assertion = { b: 'boundary', B: 'no-boundary' } as const
  const next = parser.text[parser.at + 1]
  if (next === 'b' || next === 'B') {
    parser.at += 2
    return { kind: 'assert', assertion: assertion[next] }
  }
  const taken = takeEscape(parser)
  if (typeof taken === 'number') return literal(taken, parser)
  return { kind: 'set', set: { ranges: taken, isNegated: false, ignoresCase: false } }
}

const literal = (code: number, { ignoresCase }: Parser): Node => ({
  kind: 'set',
  set: { ranges: [[code, code]], isNegated: false, ignoresCase },
})

function parseGroup(parser: Parser): Node | undefined {
  parser.at++
  parser.depth++
  if (parser.depth > LIMITS.patternDepth) throw new RegexProblem('has too many nested groups')
  const { ignoresCase, dotTakesAll } = parser
  const head = takeGroupHead(parser)
  if (head === 'flags') {
    parser.depth--
    return undefined
  }
  const number = head === 'plain' ? undefined : head
  const node = parseChoice(parser)
  if (parser.text[parser.at] !== ')') throw new RegexProblem('has a `(` without its `)`')
  parser.at++
  parser.depth--
  // Flags set inside a group end with it.
  parser.ignoresCase = ignoresCase
  parser.dotTakesAll = dotTakesAll
  return number === undefined ? node : { kind: 'group', node, number }
}

/** What stands after `(`: the group's number, or that it has none, or that it only sets flags. */
function takeGroupHead(parser: Parser): number | 'plain' | 'flags' {
  if (parser.text[parser.at] !== '?') return ++parser.groupCount
  const rest = parser.text.slice(parser.at, parser.at + LIMITS.nameCharacters)
  const [named, name = ''] = /^\?P?<([A-Za-z_][\w.]*)>/.exec(rest) ?? []
  if (named !== undefined) {
    if (parser.names.has(name)) throw new RegexProblem(`has two groups with the name \`${name}\``)
    parser.at += named.length
    parser.names.set(name, ++parser.groupCount)
    return parser.groupCount
  }
  const [flagged, flags = '', end] = /^\?([is]*)([:)])/.exec(rest) ?? []
  if (flagged === undefined) {
    throw new RegexProblem('has a group of a kind that is not understood, such as look-around')
  }
  parser.at += flagged.length
  parser.ignoresCase ||= flags.includes('i')
  parser.dotTakesAll ||= flags.includes('s')
  return end === ')' ? 'flags' : 'plain'
}

/** `*`, `+`, `?`, `{2}`, `{2,}` and `{2,4}`, each lazy with a `?` after it. */
function parseRepeats(parser: Parser, node: Node): Node {
  const bounds = takeBounds(parser)
  if (!bounds) return node
  const [min, max] = bounds
  if (node.kind === 'assert') throw new RegexProblem('repeats a place between characters')
  const isLazy = parser.text[parser.at] === '?'
  if (isLazy) parser.at++
  if (takeBounds(parser)) throw new RegexProblem('repeats a repetition')
  return { kind: 'repeat', node, min, max, isLazy }
}

function takeBounds(parser: Parser): readonly [min: number, max: number] | undefined {
  const simple = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] } as const
  const next = parser.text[parser.at]
  if (next === '*' || next === '+' || next === '?') {
    parser.at++
    return simple[next]
  }
  // A brace that begins no repetition stands for itself.
  const [taken, from = '', comma, to = ''] =
    /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(parser.text.slice(parser.at, parser.at + 12)) ?? []
  if (taken === undefined || (comma === '' && to !== '')) return undefined
  parser.at += taken.length
  const min = Number(from)
  const max = comma === '' ? min : to === '' ? Infinity : Number(to)
  if (max < min) throw new RegexProblem(`has a repetition out of order: \`${taken}\``)
  return [min, max]
}
