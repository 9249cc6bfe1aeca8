/** Numbers written in words: the morphemes of a language and the machine that adds them up. */
import { type Found, type Lexicon, lexicon, lookUp, spellings } from './lexicon.ts'
import { MAX_COMPOUND_LENGTH, MAX_NUMBER_TOKENS } from './limits.ts'
import { foldWord, type Tokens } from './tokens.ts'

/** Entries such as `one:1`, with `_` for a space. */
export interface NumberWords {
  readonly digits: string
  readonly teens: string
  readonly tens: string
  /** Whole hundreds of one word (`quinientos:500`). */
  readonly hundreds?: string
  /** The word that multiplies what stands before it, and where it may stand alone. */
  readonly hundred: string
  readonly scales: string
  /** Words that join parts, and after which parts: unit, ten, hundred, scale. */
  readonly and: readonly string[]
  readonly andAfter: readonly Level[]
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
  /** `drei-und-zwanzig`. */
  readonly unitBeforeTen?: boolean
  /** Tens that a teen may follow: `soixante-dix`. */
  readonly teensAfter?: readonly number[]
  /** Hundreds may count to 99: `nineteen hundred`. */
  readonly wideHundreds?: boolean
  /** Two pairs of digits are a number: `twenty twenty`. */
  readonly pairs?: boolean
}

export type Level = 'none' | 'unit' | 'teen' | 'ten' | 'hundred' | 'scale' | 'done'

export interface Morpheme {
  readonly kind:
    | 'digit'
    | 'teen'
    | 'ten'
    | 'hundreds'
    | 'hundred'
    | 'scale'
    | 'and'
    | 'half'
    | 'article'
  readonly value: number
}

export interface Vocabulary {
  readonly words: NumberWords
  readonly morphemes: Lexicon<Morpheme>
  /** Parts of compounds by their letters. */
  readonly parts: ReadonlyMap<string, Morpheme>
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
  return { words, morphemes: lexicon(entries), parts: new Map(parts) }
}

/** The values of every run of number words that begins at the token, longest first. */
export function readNumberWords(
  vocabulary: Vocabulary,
  tokens: Tokens,
  at: number,
): Found<number>[] {
  const readings: Found<number>[] = []
  let sum: Sum | undefined = EMPTY
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
  { morphemes, parts, words }: Vocabulary,
  tokens: Tokens,
  at: number,
): Found<readonly Morpheme[]> | undefined {
  const phrase = lookUp(morphemes, tokens, at)[0]
  if (phrase) return { end: phrase.end, value: [phrase.value] }
  const word = words.compounds ? tokens.words[at] : undefined
  const split = word === undefined ? undefined : splitCompound(parts, word)
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

/** A number so far: `total` holds closed scales, `group` what counts below the next scale. */
interface Sum {
  readonly total: number
  readonly group: number
  readonly level: Level
  readonly scale: number
  readonly afterAnd: boolean
  readonly complete: boolean
}

const EMPTY: Sum = {
  total: 0,
  group: 0,
  level: 'none',
  scale: Number.POSITIVE_INFINITY,
  afterAnd: false,
  complete: false,
}

function add(words: NumberWords, sum: Sum, { kind, value }: Morpheme): Sum | undefined {
  switch (kind) {
    case 'digit':
      return addDigit(words, sum, value)
    case 'teen':
      return addTeen(words, sum, value)
    case 'ten':
      return addTen(words, sum, value)
    case 'hundreds':
      return isOpen(sum) ? below(sum, value, 'hundred') : undefined
    case 'hundred':
      return addHundred(words, sum, value)
    case 'scale':
      return addScale(sum, value)
    case 'and':
      return words.andAfter.includes(sum.level) && !sum.afterAnd
        ? { ...sum, afterAnd: true, complete: false }
        : undefined
    case 'half':
      return sum.complete ? { ...below(sum, value, 'done') } : undefined
    case 'article':
      return sum === EMPTY ? { ...sum, group: value, level: 'unit' } : undefined
    default:
      return kind satisfies never
  }
}

/** Nothing stands yet below the last scale. */
const isOpen = ({ level }: Sum) => level === 'none' || level === 'scale'

function below(sum: Sum, value: number, level: Level): Sum {
  return { ...sum, group: sum.group + value, level, afterAnd: false, complete: true }
}

function addDigit(words: NumberWords, sum: Sum, value: number): Sum | undefined {
  if (value === 0) return sum === EMPTY ? below(sum, 0, 'done') : undefined
  if (isOpen(sum) || sum.level === 'hundred') return below(sum, value, 'unit')
  return sum.level === 'ten' && !words.unitBeforeTen ? below(sum, value, 'done') : undefined
}

function addTeen(words: NumberWords, sum: Sum, value: number): Sum | undefined {
  if (isOpen(sum) || sum.level === 'hundred') return below(sum, value, 'teen')
  const follows = sum.level === 'ten' && words.teensAfter?.includes(sum.group % 100)
  return follows ? below(sum, value, 'done') : undefined
}

function addTen(words: NumberWords, sum: Sum, value: number): Sum | undefined {
  if (isOpen(sum) || sum.level === 'hundred') return below(sum, value, 'ten')
  const inverted = words.unitBeforeTen && sum.level === 'unit' && sum.afterAnd
  return inverted ? below(sum, value, 'done') : undefined
}

function addHundred(words: NumberWords, sum: Sum, value: number): Sum | undefined {
  if (sum.afterAnd && !isOpen(sum)) return undefined
  if (isOpen(sum)) return below(sum, value, 'hundred')
  const counts = words.wideHundreds && sum.total === 0 ? sum.group < 100 : sum.group < 10
  if (!counts || sum.level === 'hundred') return undefined
  return { ...sum, group: sum.group * value, level: 'hundred', afterAnd: false, complete: true }
}

function addScale(sum: Sum, value: number): Sum | undefined {
  if (sum.afterAnd && !isOpen(sum)) return undefined
  const closed = {
    group: 0,
    level: 'scale',
    scale: value,
    afterAnd: false,
    complete: true,
  } as const
  if (value < sum.scale) return { total: sum.total + (sum.group || 1) * value, ...closed }
  // `dos mil millones`: a thousand counts the next scale.
  const counted = sum.total + sum.group
  return sum.scale === 1000 && value > 1000 ? { total: counted * value, ...closed } : undefined
}
