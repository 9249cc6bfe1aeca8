/**
 * The engine under dates and times. A table of patterns per language names an action of the shared
 * composer; a pattern is words, `(a|b c)` choices, `{symbol}` references, each optional with `?`.
 * All patterns of a type share one tree. Nothing repeats or recurs, so the work at one place is bounded
 * by the tree; and a word that begins no pattern costs one look-up.
 */
import { type Found, spellings } from './lexicon.ts'
import { type GrammarSymbol, mayStart, type Starts, type Symbols, union } from './readers.ts'
import { type Tokens, wordsOf } from './tokens.ts'

export interface Grammar<Action extends string> {
  readonly root: Node<Action>
  /** What its patterns may begin with. */
  readonly starts: Starts
}

export interface Parse<Action extends string> {
  readonly end: number
  readonly action: Action
  readonly captures: Captures
}

/** What the symbols of a pattern read, by name. */
export type Captures = Readonly<Record<string, number | undefined>>

interface Node<Action extends string> {
  words?: Map<string, Node<Action>>
  symbols?: SymbolEdge<Action>[]
  /** Patterns that may end here, by their place in the table. */
  ends?: { readonly order: number; readonly action: Action }[]
}

interface SymbolEdge<Action extends string> {
  readonly name: string
  readonly symbol: GrammarSymbol
  readonly next: Node<Action>
}

/** Earlier patterns win over later ones that read the same span. */
export function grammar<Action extends string>(
  patterns: readonly (readonly [pattern: string, action: Action])[],
  symbols: Symbols,
): Grammar<Action> {
  const root: Node<Action> = {}
  patterns.forEach(([pattern, action], order) => {
    let frontier = new Set([root])
    for (const element of elementsOf(pattern)) {
      const beyond = [...frontier].flatMap(node => extend(node, element, symbols))
      frontier = new Set(element.optional ? [...frontier, ...beyond] : beyond)
    }
    for (const node of frontier) (node.ends ??= []).push({ order, action })
  })
  return { root, starts: startsOf(root) }
}

const startsOf = ({ words, symbols }: Node<string>): Starts =>
  union([
    { words: new Set(words?.keys()), figures: false },
    ...(symbols ?? []).map(({ symbol }) => symbol.starts),
  ])

/** Every way the patterns read the text from the token on. */
export function parseAt<Action extends string>(
  { root }: Grammar<Action>,
  tokens: Tokens,
  at: number,
): readonly Parse<Action>[] {
  const parses: Ranked<Action>[] = []
  walk({ tokens, parses }, root, at)
  return parses.length > 1 ? parses.sort((a, b) => a.order - b.order) : parses
}

interface Ranked<Action extends string> extends Parse<Action> {
  readonly order: number
}

interface Walk<Action extends string> {
  readonly tokens: Tokens
  readonly parses: Ranked<Action>[]
}

interface Capture {
  readonly name: string
  readonly value: number
  readonly before: Capture | undefined
}

function walk<Action extends string>(
  route: Walk<Action>,
  node: Node<Action>,
  at: number,
  captured?: Capture,
): void {
  const { tokens, parses } = route
  for (const { order, action } of node.ends ?? NONE) {
    parses.push({ end: at, action, captures: recordOf(captured), order })
  }
  const next = node.words?.get(tokens.words[at] ?? '')
  if (next) walk(route, next, at + 1, captured)
  for (const { name, symbol, next } of node.symbols ?? NONE) {
    for (const { end, value } of readings(symbol, tokens, at)) {
      walk(route, next, end, { name, value, before: captured })
    }
  }
}

const NONE: readonly never[] = []

function readings(symbol: GrammarSymbol, tokens: Tokens, at: number): readonly Found<number>[] {
  return mayStart(symbol.starts, tokens, at) ? symbol.read(tokens, at) : NONE
}

/** Of two captures of one name the later counts. */
function recordOf(captured: Capture | undefined): Captures {
  const captures: Record<string, number> = {}
  for (let capture = captured; capture; capture = capture.before) {
    captures[capture.name] ??= capture.value
  }
  return captures
}

type Element =
  | { readonly kind: 'words'; readonly choices: readonly string[]; readonly optional: boolean }
  | { readonly kind: 'symbol'; readonly name: string; readonly optional: boolean }

/** The nodes behind an element that follows the node. */
function extend<Action extends string>(
  node: Node<Action>,
  element: Element,
  symbols: Symbols,
): Node<Action>[] {
  if (element.kind === 'words') {
    return element.choices.flatMap(spellings).map(choice => wordsOf(choice).reduce(wordEdge, node))
  }
  const { name } = element
  const known = node.symbols?.find(edge => edge.name === name)
  if (known) return [known.next]
  const symbol = symbols[name]
  if (!symbol) throw new Error(`no symbol is named \`${name}\``)
  const next: Node<Action> = {}
  node.symbols = [...(node.symbols ?? []), { name, symbol, next }]
  return [next]
}

function wordEdge<Action extends string>(node: Node<Action>, word: string): Node<Action> {
  node.words ??= new Map()
  let next = node.words.get(word)
  if (!next) node.words.set(word, (next = {}))
  return next
}

const PIECE = /\{(\w+)\}(\??)|\(([^)]*)\)(\??)|([^\s{(?]+)(\??)/gu

function elementsOf(pattern: string): Element[] {
  return [...pattern.matchAll(PIECE)].map(
    ([, name, nameMark, choices, choicesMark, word, mark]) => {
      if (name !== undefined) return { kind: 'symbol', name, optional: nameMark === '?' }
      return {
        kind: 'words',
        choices: (choices ?? word ?? '').split('|'),
        optional: (choicesMark ?? mark) === '?',
      }
    },
  )
}
