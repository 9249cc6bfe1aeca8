/**
 * The engine under dates and times. A table of patterns per language names an action of the shared
 * composer; a pattern is words, `(a|b c)` choices, `{symbol}` references, each optional with `?`.
 * Nothing repeats or recurs, so a place in a text costs at most patterns × readings.
 */
import { type Found, type Lexicon, lexicon, lookUp } from './lexicon.ts'
import { MAX_READINGS } from './limits.ts'
import type { Tokens } from './tokens.ts'
import { wordsOf } from './tokens.ts'

/** Reads one symbol at one place: every way it may end there, longest first. */
export type Reader = (tokens: Tokens, at: number) => readonly Found<number>[]

export type Symbols = Readonly<Record<string, Reader>>

/** What the symbols of a pattern read, by name. */
export type Captures = Readonly<Record<string, number | undefined>>

export interface Grammar<Action extends string> {
  /** Rules that may begin with a word, and with a symbol. */
  readonly byWord: ReadonlyMap<string, readonly Rule<Action>[]>
  readonly bySymbol: ReadonlyMap<string, readonly Rule<Action>[]>
}

export interface Parse<Action extends string> {
  readonly end: number
  readonly action: Action
  readonly captures: Captures
}

interface Rule<Action extends string> {
  /** Its place in the table: earlier rules win over later ones that read the same span. */
  readonly order: number
  readonly action: Action
  readonly elements: readonly Element[]
}

type Element =
  | { readonly kind: 'words'; readonly choices: Lexicon<true>; readonly optional: boolean }
  | { readonly kind: 'symbol'; readonly name: string; readonly optional: boolean }

export function grammar<Action extends string>(
  patterns: readonly (readonly [pattern: string, action: Action])[],
): Grammar<Action> {
  const rules = patterns.map(([pattern, action], order) => ({
    order,
    action,
    elements: elementsOf(pattern),
  }))
  const byWord = new Map<string, Rule<Action>[]>()
  const bySymbol = new Map<string, Rule<Action>[]>()
  for (const rule of rules) {
    for (const element of leading(rule.elements)) {
      if (element.kind === 'symbol') file(bySymbol, element.name, rule)
      else for (const word of element.choices.root.next.keys()) file(byWord, word, rule)
    }
  }
  return { byWord, bySymbol }
}

/** Every way the rules read the text from the token on. */
export function parseAt<Action extends string>(
  { byWord, bySymbol }: Grammar<Action>,
  symbols: Symbols,
  tokens: Tokens,
  at: number,
): Parse<Action>[] {
  const candidates = new Set(byWord.get(tokens.words[at] ?? '') ?? [])
  for (const [name, rules] of bySymbol) {
    if (read(symbols, name, tokens, at).length > 0) for (const rule of rules) candidates.add(rule)
  }
  const parses: Parse<Action>[] = []
  for (const rule of [...candidates].sort((a, b) => a.order - b.order)) {
    walk(rule, symbols, tokens, at, (end, captures) =>
      parses.push({ end, action: rule.action, captures }),
    )
  }
  return parses
}

/** Remembers what each symbol reads at each place of one text. */
export function remembering(symbols: Symbols): Symbols {
  return Object.fromEntries(Object.entries(symbols).map(([name, reader]) => [name, memo(reader)]))
}

/** A symbol that is one of a list of phrases. */
export function phrases(entries: Iterable<readonly [string, number]>): Reader {
  const table = lexicon(entries)
  return (tokens, at) => lookUp(table, tokens, at).slice(0, MAX_READINGS)
}

function memo(reader: Reader): Reader {
  const known = new Map<number, readonly Found<number>[]>()
  return (tokens, at) => {
    let readings = known.get(at)
    if (!readings) known.set(at, (readings = reader(tokens, at).slice(0, MAX_READINGS)))
    return readings
  }
}

function read(symbols: Symbols, name: string, tokens: Tokens, at: number) {
  return symbols[name]?.(tokens, at) ?? []
}

function walk<Action extends string>(
  rule: Rule<Action>,
  symbols: Symbols,
  tokens: Tokens,
  start: number,
  done: (end: number, captures: Captures) => void,
): void {
  const step = (index: number, at: number, captures: Captures): void => {
    const element = rule.elements[index]
    if (!element) {
      if (at > start) done(at, captures)
      return
    }
    if (element.kind === 'words') {
      for (const { end } of lookUp(element.choices, tokens, at)) step(index + 1, end, captures)
    } else {
      for (const { end, value } of read(symbols, element.name, tokens, at)) {
        step(index + 1, end, { ...captures, [element.name]: value })
      }
    }
    if (element.optional) step(index + 1, at, captures)
  }
  step(0, start, {})
}

function leading(elements: readonly Element[]): Element[] {
  const required = elements.findIndex(element => !element.optional)
  return elements.slice(0, required === -1 ? elements.length : required + 1)
}

function file<Action extends string>(
  index: Map<string, Rule<Action>[]>,
  key: string,
  rule: Rule<Action>,
): void {
  const rules = index.get(key)
  if (rules) rules.push(rule)
  else index.set(key, [rule])
}

const PIECE = /\{(\w+)\}(\??)|\(([^)]*)\)(\??)|([^\s{(?]+)(\??)/gu

function elementsOf(pattern: string): Element[] {
  return [...pattern.matchAll(PIECE)].map(
    ([, name, nameMark, choices, choicesMark, word, mark]) => {
      if (name !== undefined) return { kind: 'symbol', name, optional: nameMark === '?' }
      const phrases = (choices ?? word ?? '')
        .split('|')
        .filter(phrase => wordsOf(phrase).length > 0)
      return {
        kind: 'words',
        choices: lexicon(phrases.map(phrase => [phrase, true])),
        optional: (choicesMark ?? mark) === '?',
      }
    },
  )
}
