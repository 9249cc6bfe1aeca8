/** Every way a language writes a number, read at one place of a text. */

import { readKanjiNumber } from './kanji-numbers.ts'
import { type Found, type Lexicon, lexicon, lookUp } from './lexicon.ts'
import { MAX_DIGITS, MAX_READINGS } from './limits.ts'
import {
  type NumberWords,
  pairs,
  readNumberWords,
  type Vocabulary,
  vocabulary,
} from './number-words.ts'
import {
  figures,
  type NumberReading,
  numberReading,
  readNumeral,
  type Separators,
} from './numerals.ts'
import { isJoined, type Tokens } from './tokens.ts'

export interface Numbers {
  /** Numbers that begin at the token, longest first. */
  read(tokens: Tokens, at: number): readonly NumberReading[]
  /** Whole numbers said as an amount, not as a row or pairs of figures. */
  count(tokens: Tokens, at: number): readonly Found<number>[]
  /** Figures one after the other: `five five five`, `double seven`, `555`. */
  row(tokens: Tokens, at: number): Found<string> | undefined
}

export function numbers(words: NumberWords, separators: Separators): Numbers {
  const table = tableOf(words, separators)
  return {
    read: (tokens, at) => {
      const signed = signAt(table, tokens, at)
      if (signed === at) return unsigned(table, tokens, at)
      return unsigned(table, tokens, signed).map(negated)
    },
    count: (tokens, at) =>
      amounts(table, tokens, at)
        .filter(({ value }) => Number.isInteger(value))
        .sort((a, b) => b.end - a.end),
    row: (tokens, at) => rowAt(table, tokens, at, true),
  }
}

interface Table {
  readonly vocabulary: Vocabulary
  readonly separators: Separators
  readonly point: Lexicon<true>
  readonly minus: Lexicon<true>
  readonly articles: Lexicon<true>
  readonly collective: Lexicon<number>
  readonly rowDigits: Lexicon<number>
  readonly repeats: Lexicon<number>
  readonly scales: Lexicon<number>
  readonly half: Lexicon<true>
}

function tableOf(words: NumberWords, separators: Separators): Table {
  const set = (phrases: readonly string[]) =>
    lexicon(phrases.map(phrase => [phrase, true] as const))
  return {
    vocabulary: vocabulary(words),
    separators,
    point: set(words.point),
    minus: set(words.minus),
    articles: set(words.articles),
    collective: lexicon(pairs(words.collective)),
    rowDigits: lexicon([
      ...pairs(words.digits).filter(([, value]) => Number.isInteger(value)),
      ...words.oh.map((oh): [string, number] => [oh, 0]),
    ]),
    repeats: lexicon(pairs(words.repeats)),
    scales: lexicon([...pairs(words.scales), ...pairs(words.hundred)]),
    half: set(words.half),
  }
}

/** The token after a sign, or the token itself. */
function signAt({ minus }: Table, tokens: Tokens, at: number): number {
  const word = lookUp(minus, tokens, at)[0]
  if (word) return word.end
  const free = at === 0 || !isJoined(tokens, at - 1)
  return tokens.words[at] === '-' && free && isJoined(tokens, at) ? at + 1 : at
}

function negated({ end, value, text }: NumberReading): NumberReading {
  return value === 0 ? { end, value, text } : { end, value: -value, text: `-${text}` }
}

function unsigned(table: Table, tokens: Tokens, at: number): NumberReading[] {
  const whole = wholes(table, tokens, at)
  const collected = [{ end: at, value: 1, text: '1' }, ...whole].flatMap(reading =>
    collectives(table, tokens, reading, at),
  )
  const fractions = [{ end: at, value: 0, text: '0' }, ...whole].flatMap(reading =>
    spokenFraction(table, tokens, reading),
  )
  const row = rowAt(table, tokens, at, false)
  const rows = row ? [{ end: row.end, value: Number(row.value), text: trimZeros(row.value) }] : []
  return [...fractions, ...collected, ...rows, ...whole]
    .sort((a, b) => b.end - a.end)
    .slice(0, MAX_READINGS)
}

function wholes(table: Table, tokens: Tokens, at: number): NumberReading[] {
  const amount = amounts(table, tokens, at)
  return table.vocabulary.words.pairs ? [...amount, ...pairsOf(table, tokens, at, amount)] : amount
}

function amounts(table: Table, tokens: Tokens, at: number): NumberReading[] {
  const numerals = readNumeral(table.separators, tokens, at)
  const kanji = readKanjiNumber(tokens, at)
  return [
    ...numerals.flatMap(reading => scaled(table, tokens, reading)),
    ...kanji.filter(reading => reading.end > at + 1 || numerals.length === 0),
    ...readNumberWords(table.vocabulary, tokens, at).map(({ end, value }) =>
      numberReading(end, value),
    ),
  ]
}

/** `3.5 million`, `2 ½`, `2 and a half`, and the numeral itself. */
function scaled({ scales, half }: Table, tokens: Tokens, reading: NumberReading): NumberReading[] {
  const scale = lookUp(scales, tokens, reading.end)[0]
  const multiplied = scale ? [numberReading(scale.end, reading.value * scale.value)] : []
  const isWhole = Number.isInteger(reading.value)
  const sign = tokens.words[reading.end] === '½' ? reading.end + 1 : undefined
  const end = sign ?? lookUp(half, tokens, reading.end)[0]?.end
  const halved = isWhole && end ? [numberReading(end, reading.value + 0.5)] : []
  return [...multiplied, ...halved, reading]
}

/** `twenty twenty`, `nineteen oh five`. */
function pairsOf(
  table: Table,
  tokens: Tokens,
  at: number,
  first: readonly NumberReading[],
): NumberReading[] {
  return first
    .filter(({ value, end }) => isPair(value) && tokens.kinds[at] === 'word' && end > at)
    .flatMap(({ end, value }) => {
      const oh = table.vocabulary.words.oh.includes(tokens.words[end] ?? '') ? end + 1 : end
      return readNumberWords(table.vocabulary, tokens, oh)
        .filter(second => (oh > end ? second.value > 0 && second.value < 10 : isPair(second.value)))
        .map(second => numberReading(second.end, value * 100 + second.value))
    })
}

const isPair = (value: number) => Number.isInteger(value) && value >= 10 && value < 100

/** `two dozen`, `a dozen`, `dozen`. */
function collectives(
  table: Table,
  tokens: Tokens,
  { end, value }: NumberReading,
  at: number,
): NumberReading[] {
  const places = end === at ? [at, ...lookUp(table.articles, tokens, at).map(a => a.end)] : [end]
  return places.flatMap(place =>
    lookUp(table.collective, tokens, place).map(found =>
      numberReading(found.end, value * found.value),
    ),
  )
}

/** `point four two` and `point forty two` after what was read so far. */
function spokenFraction(table: Table, tokens: Tokens, whole: NumberReading): NumberReading[] {
  const point = lookUp(table.point, tokens, whole.end)[0]
  if (!point || !Number.isInteger(whole.value)) return []
  const row = rowAt(table, tokens, point.end, true)
  const read = readNumberWords(table.vocabulary, tokens, point.end).map(({ end, value }) => ({
    end,
    value: String(value),
  }))
  const fraction = [...(row ? [row] : []), ...read]
    .filter(({ value }) => /^\d+$/.test(value))
    .sort((a, b) => b.end - a.end)[0]
  if (!fraction) return []
  const text = `${whole.text}.${fraction.value}`
  return [{ end: fraction.end, value: Number(text), text }]
}

/** A row is two figures at least, or one run of figures where `runs` may take part. */
function rowAt(table: Table, tokens: Tokens, at: number, runs: boolean): Found<string> | undefined {
  let text = ''
  let end = at
  while (text.length < MAX_DIGITS) {
    const next = rowPiece(table, tokens, end, runs)
    if (!next) break
    text += next.value
    end = next.end
  }
  return text.length > 1 || (runs && text.length === 1) ? { end, value: text } : undefined
}

function rowPiece(table: Table, tokens: Tokens, at: number, runs: boolean) {
  const run = runs ? figures(tokens, at) : undefined
  if (run !== undefined) return { end: at + 1, value: run }
  const times = lookUp(table.repeats, tokens, at)[0]
  const digit = lookUp(table.rowDigits, tokens, times?.end ?? at)[0]
  return digit && { end: digit.end, value: String(digit.value).repeat(times?.value ?? 1) }
}

const trimZeros = (figures: string) => figures.replace(/^0+(?=\d)/, '')
