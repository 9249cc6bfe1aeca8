/** Every way a language writes a number, read at one place of a text. */
import { readKanjiNumber } from './kanji-numbers.ts'
import { type Found, lookUp } from './lexicon.ts'
import { MAX_READINGS, MAX_ROW_DIGITS } from './limits.ts'
import { type NumberTable, numberStarts, numberTable } from './number-table.ts'
import { type NumberWords, readNumberWords } from './number-words.ts'
import {
  figures,
  type NumberReading,
  numberReading,
  readNumeral,
  type Separators,
} from './numerals.ts'
import { mayStart, remembered, type Starts } from './readers.ts'
import { isJoined, type Tokens } from './tokens.ts'

export interface Numbers {
  readonly starts: Starts
  /** Numbers that begin at the token, longest first. */
  read(tokens: Tokens, at: number): readonly NumberReading[]
  /** Whole numbers said as an amount, not as a row or pairs of figures. */
  count(tokens: Tokens, at: number): readonly Found<number>[]
  /** One run of figures or one figure in words, perhaps repeated. */
  digit(tokens: Tokens, at: number): Found<string> | undefined
  /** Figures one after the other: `five five five`, `double seven`, `555`. */
  row(tokens: Tokens, at: number): Found<string> | undefined
}

export function numbers(words: NumberWords, separators: Separators): Numbers {
  const lists = numberTable(words, separators)
  const table: Table = {
    ...lists,
    amounts: remembered((tokens, at) => amountsAt(lists, tokens, at)),
  }
  const starts = numberStarts(table)
  const read = remembered((tokens, at) => signedAt(table, tokens, at))
  const count = remembered((tokens, at) =>
    table.amounts(tokens, at).filter(({ value }) => Number.isInteger(value)),
  )
  return {
    starts,
    read: (tokens, at) => (mayStart(starts, tokens, at) ? read(tokens, at) : NONE),
    count: (tokens, at) => (mayStart(starts, tokens, at) ? count(tokens, at) : NONE),
    digit: (tokens, at) =>
      mayStart(starts, tokens, at) ? rowPiece(table, tokens, at, true) : undefined,
    row: (tokens, at) =>
      mayStart(starts, tokens, at) ? rowAt(table, tokens, at, true) : undefined,
  }
}

const NONE: readonly never[] = []

interface Table extends NumberTable {
  readonly amounts: (tokens: Tokens, at: number) => readonly NumberReading[]
}

function signedAt(table: Table, tokens: Tokens, at: number): readonly NumberReading[] {
  const signed = signAt(table, tokens, at)
  const readings = unsigned(table, tokens, signed)
  return signed === at ? readings : readings.map(negated)
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

function wholes(table: Table, tokens: Tokens, at: number): readonly NumberReading[] {
  const amount = table.amounts(tokens, at)
  return table.vocabulary.words.pairs ? [...amount, ...pairsOf(table, tokens, at, amount)] : amount
}

function amountsAt(table: NumberTable, tokens: Tokens, at: number): NumberReading[] {
  const numerals = readNumeral(table.separators, tokens, at)
  const kanji = readKanjiNumber(tokens, at)
  return [
    ...numerals.flatMap(reading => scaled(table, tokens, reading)),
    ...kanji.filter(reading => reading.end > at + 1 || numerals.length === 0),
    ...readNumberWords(table.vocabulary, tokens, at).map(({ end, value }) =>
      numberReading(end, value),
    ),
  ].sort((a, b) => b.end - a.end)
}

/** `3.5 million`, `2 ½`, `2 and a half`, and the numeral itself. */
function scaled(
  { scales, half }: NumberTable,
  tokens: Tokens,
  reading: NumberReading,
): NumberReading[] {
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
  while (text.length < MAX_ROW_DIGITS) {
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
