/** Readers of one symbol at one place, and how they combine. */
import { type Found, lexicon, lookUp } from './lexicon.ts'
import { MAX_READINGS } from './limits.ts'
import type { Tokens } from './tokens.ts'

/** Every way the symbol may end that begins at the token, longest first. */
export type Reader = (tokens: Tokens, at: number) => readonly Found<number>[]

export interface GrammarSymbol {
  readonly read: Reader
  readonly starts: Starts
}

/** What a symbol may begin with: nothing else is worth a try. */
export interface Starts {
  readonly words: ReadonlySet<string>
  readonly figures: boolean
  /** Whether a word may be put together of others, as German numbers are. */
  readonly isCompound?: (word: string) => boolean
}

export type Symbols = Readonly<Record<string, GrammarSymbol>>

/** One of a list of phrases. */
export function phrases(entries: Iterable<readonly [string, number]>): GrammarSymbol {
  const table = lexicon(entries)
  return {
    read: (tokens, at) => lookUp(table, tokens, at),
    starts: { words: new Set(table.root.next.keys()), figures: false },
  }
}

/** Figures that a function reads. */
export function ofFigures(read: Reader): GrammarSymbol {
  return { read, starts: { words: new Set(), figures: true } }
}

export function either(...symbols: readonly GrammarSymbol[]): GrammarSymbol {
  return {
    read: (tokens, at) =>
      symbols.flatMap(({ read }) => read(tokens, at)).sort((a, b) => b.end - a.end),
    starts: union(symbols.map(({ starts }) => starts)),
  }
}

export function union(starts: readonly Starts[]): Starts {
  const isCompound = starts.find(({ isCompound }) => isCompound)?.isCompound
  return {
    words: new Set(starts.flatMap(({ words }) => [...words])),
    figures: starts.some(({ figures }) => figures),
    ...(isCompound && { isCompound }),
  }
}

export function mayStart({ words, figures, isCompound }: Starts, tokens: Tokens, at: number) {
  const word = tokens.words[at] ?? ''
  if (tokens.kinds[at] === 'digits') return figures
  return words.has(word) || (isCompound?.(word) ?? false)
}

export function bounded({ read, starts }: GrammarSymbol, low: number, high: number): GrammarSymbol {
  const isWithin = ({ value }: Found<number>) =>
    Number.isInteger(value) && value >= low && value <= high
  return { read: (tokens, at) => read(tokens, at).filter(isWithin), starts }
}

/** Remembers what a reader found at each place of the text it read last. */
export function remembered<T>(
  read: (tokens: Tokens, at: number) => readonly T[],
): (tokens: Tokens, at: number) => readonly T[] {
  let text: Tokens | undefined
  let known: (readonly T[] | undefined)[] = []
  return (tokens, at) => {
    if (text !== tokens) {
      text = tokens
      known = []
    }
    let readings = known[at]
    if (!readings) known[at] = readings = read(tokens, at).slice(0, MAX_READINGS)
    return readings
  }
}
