/** Types that are lists: a span of the list stays as it was said (spec/lex-runtime.md §4.3). */
import type { Locale } from '../types.ts'
import { lexicon, lookUp } from './lexicon.ts'
import { MAX_NAME_WORDS } from './limits.ts'
import { ranked } from './matches.ts'
import type { Find } from './parsed.ts'
import { type Tokens, tokenise } from './tokens.ts'
import type { BuiltinMatch } from './types.ts'

export interface ListType {
  /** Without `AMAZON.`. */
  readonly name: string
  readonly samples: readonly string[]
  entries(locale: Locale): readonly string[]
  /** What makes a name of the words beside it: `… Airport`, `Rue …`, `…straße`. */
  readonly nouns?: Nouns
}

export interface Nouns {
  /** Nouns that stand behind a name. */
  readonly after?: readonly string[]
  /** Nouns that stand before a name. */
  readonly before?: readonly string[]
  /** Endings of a single word. */
  readonly endings?: readonly string[]
  /** Small words that may stand inside a name: `de la`. */
  readonly particles?: readonly string[]
}

export function listFinder(locale: Locale, list: ListType): Find {
  const entries = lexicon(list.entries(locale).map(entry => [entry, true] as const))
  const nouns = list.nouns && nounsOf(list.nouns)
  return text => {
    const tokens = tokenise(text)
    const found: BuiltinMatch[] = []
    for (let at = 0; at < tokens.words.length; at++) {
      for (const { end } of lookUp(entries, tokens, at)) found.push(span(tokens, at, end))
      if (nouns)
        found.push(...namedBy(nouns, tokens, at).map(([from, to]) => span(tokens, from, to)))
    }
    return ranked(found)
  }
}

function span(tokens: Tokens, from: number, to: number): BuiltinMatch {
  const start = tokens.starts[from] ?? 0
  const end = tokens.ends[to - 1] ?? start
  return { start, end, value: tokens.text.slice(start, end), resolutions: [] }
}

type NounTable = ReturnType<typeof nounsOf>

function nounsOf({ after = [], before = [], endings = [], particles = [] }: Nouns) {
  const set = (phrases: readonly string[]) =>
    lexicon(phrases.map(phrase => [phrase, true] as const))
  return {
    after: set(after),
    before: set(before),
    endings: endings.map(ending => [...tokenise(ending).words].join('')),
    particles: new Set(particles.flatMap(particle => tokenise(particle).words)),
  }
}

/** The spans that a noun at the token makes a name of. */
function namedBy(table: NounTable, tokens: Tokens, at: number): (readonly [number, number])[] {
  const word = tokens.words[at] ?? ''
  const after = lookUp(table.after, tokens, at)[0]
  const before = lookUp(table.before, tokens, at)[0]
  const spans: (readonly [number, number])[] = []
  if (after) {
    const from = nameBefore(table, tokens, at)
    if (from < at) spans.push([from, after.end])
  }
  if (before) {
    const to = nameAfter(table, tokens, before.end)
    if (to > before.end) spans.push([at, to])
  }
  const ended = table.endings.some(
    ending => word.length > ending.length + 1 && word.endsWith(ending),
  )
  if (ended) spans.push([at, at + 1])
  return spans
}

/** Capitalised words before the noun; where nothing is capitalised, the one word before it. */
function nameBefore({ particles }: NounTable, tokens: Tokens, noun: number): number {
  let from = noun
  for (let at = noun - 1; at >= 0 && noun - at <= MAX_NAME_WORDS; at--) {
    if (tokens.kinds[at] !== 'word') break
    if (isCapital(tokens, at)) from = at
    else if (!particles.has(tokens.words[at] ?? '')) break
  }
  return from === noun && tokens.kinds[noun - 1] === 'word' ? noun - 1 : from
}

function nameAfter({ particles }: NounTable, tokens: Tokens, first: number): number {
  let to = first
  let plain = 0
  for (let at = first; at < tokens.words.length && at - first < MAX_NAME_WORDS + 1; at++) {
    if (tokens.kinds[at] === 'symbol') break
    const particle = particles.has(tokens.words[at] ?? '')
    if (!isCapital(tokens, at) && !particle && ++plain > 1) break
    if (plain === 1 && to > first && !particle && !isCapital(tokens, at)) break
    if (!particle) to = at + 1
  }
  return to
}

const isCapital = (tokens: Tokens, at: number) =>
  /^[\p{Lu}\p{Lo}]/u.test(tokens.text.slice(tokens.starts[at], tokens.ends[at]))
