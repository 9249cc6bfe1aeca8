/** Numbers written in words: what the words of a language are, and where they stand in a text. */
import { type Found, type Lexicon, lexicon, lookUp, spellings } from './lexicon.ts'
import { MAX_COMPOUND_LENGTH, MAX_NUMBER_TOKENS } from './limits.ts'
import { add, EMPTY_SUM, type Morpheme, type Sum, type SumRules } from './number-sum.ts'
import { foldWord, type Tokens } from './tokens.ts'

/** Entries such as `one:1`, with `_` for a space. */
export interface NumberWords extends SumRules {
  readonly digits: string
  readonly teens: string
  readonly tens: string
  /** Whole hundreds of one word (`quinientos:500`). */
  readonly hundreds?: string
  /** The word that multiplies what stands before it. */
  readonly hundred: string
  readonly scales: string
  /** Words that join parts. */
  readonly and: readonly string[]
  readonly point: readonly string[]
  readonly minus: readonly string[]
  /** `two and a half`; in German part of the compound. */
  readonly half: readonly string[]
  /** Counting words that multiply: `dozen:12`. */
  readonly collective: string
  /** An article that stands for one before hundred, scales and collectives. */
  readonly articles: readonly string[]
  /** Zero inside a row of digits alone: `oh`. */
  readonly oh: readonly string[]
  /** `double five`. */
  readonly repeats: string
  /** Parts are written together: `einhundertdrei`, `ventitré`. */
  readonly compounds?: boolean
  /** Two pairs of digits are a number: `twenty twenty`. */
  readonly pairs?: boolean
}

export interface Vocabulary {
  readonly words: NumberWords
  readonly morphemes: Lexicon<Morpheme>
  /** Parts of compounds by their letters. */
  readonly parts: ReadonlyMap<string, Morpheme>
  /** The first and the last two letters of the parts: most words are no numbers by them alone. */
  readonly heads: ReadonlySet<string>
  readonly tails: ReadonlySet<string>
}

/** `one:1 quatre_vingt:80` as entries. */
export function pairs(list: string): [string, number][] {
  return list
    .split(/\s+/)
    .filter(entry => entry.includes(':'))
    .map(entry => {
      const [phrase = '', value = ''] = entry.split(':')
      return [phrase.replaceAll('_', ' '), Number(value)]
    })
}

export function vocabulary(words: NumberWords): Vocabulary {
  const of = (kind: Morpheme['kind'], list: string): [string, Morpheme][] =>
    pairs(list).map(([phrase, value]) => [phrase, { kind, value }])
  const entries = [
    ...of('digit', words.digits),
    ...of('teen', words.teens),
    ...of('ten', words.tens),
    ...of('hundreds', words.hundreds ?? ''),
    ...of('hundred', words.hundred),
    ...of('scale', words.scales),
    ...words.and.map((word): [string, Morpheme] => [word, { kind: 'and', value: 0 }]),
    ...words.half.map((word): [string, Morpheme] => [word, { kind: 'half', value: 0.5 }]),
    ...words.articles.map((word): [string, Morpheme] => [word, { kind: 'article', value: 1 }]),
  ]
  const parts = entries
    .filter(([, { kind }]) => words.compounds && kind !== 'article')
    .flatMap(([phrase, part]) => spellings(phrase).map(word => [foldWord(word), part] as const))
  return {
    words,
    morphemes: lexicon(entries),
    parts: new Map(parts),
    heads: new Set(parts.map(([word]) => word.slice(0, 2))),
    tails: new Set(parts.map(([word]) => word.slice(-2))),
  }
}

/** A quick look, before the word is taken apart. */
export function mayBeCompound({ heads, tails }: Vocabulary, word: string): boolean {
  return heads.has(word.slice(0, 2)) && tails.has(word.slice(-2))
}

/** The values of every run of number words that begins at the token, longest first. */
export function readNumberWords(
  vocabulary: Vocabulary,
  tokens: Tokens,
  at: number,
): Found<number>[] {
  const readings: Found<number>[] = []
  let sum: Sum | undefined = EMPTY_SUM
  let place = at
  while (sum && place < tokens.words.length && place - at < MAX_NUMBER_TOKENS) {
    const found = morphemesAt(vocabulary, tokens, place)
    if (!found) break
    for (const morpheme of found.value) sum = sum && add(vocabulary.words, sum, morpheme)
    place = found.end
    if (sum?.complete) readings.push({ end: place, value: sum.total + sum.group })
  }
  return readings.reverse()
}

/** The next morphemes: a phrase of the list, else a word that is a compound of them. */
function morphemesAt(
  vocabulary: Vocabulary,
  tokens: Tokens,
  at: number,
): Found<readonly Morpheme[]> | undefined {
  const phrase = lookUp(vocabulary.morphemes, tokens, at)[0]
  if (phrase) return { end: phrase.end, value: [phrase.value] }
  const word = tokens.words[at] ?? ''
  const split = mayBeCompound(vocabulary, word) ? splitCompound(vocabulary.parts, word) : undefined
  return split && { end: at + 1, value: split }
}

/** `dreiundzwanzig` → drei · und · zwanzig, preferring long parts; undefined when letters are left. */
export function splitCompound(
  parts: ReadonlyMap<string, Morpheme>,
  word: string,
): Morpheme[] | undefined {
  if (word.length > MAX_COMPOUND_LENGTH) return undefined
  const dead = new Set<number>()
  const from = (start: number): Morpheme[] | undefined => {
    if (start === word.length) return []
    if (dead.has(start)) return undefined
    for (let end = Math.min(word.length, start + LONGEST_PART); end > start; end--) {
      const part = parts.get(word.slice(start, end))
      const rest = part && from(end)
      if (part && rest) return [part, ...rest]
    }
    dead.add(start)
    return undefined
  }
  return from(0)
}

const LONGEST_PART = 14
