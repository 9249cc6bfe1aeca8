/** The symbols that patterns of dates and times refer to, for one language and locale. */
import { dayNumber } from './calendar.ts'
import type { Language, LocaleTraits } from './language.ts'
import { type Found, lexicon, lookUp } from './lexicon.ts'
import { pairs } from './number-words.ts'
import type { Numbers } from './numbers.ts'
import { figures } from './numerals.ts'
import {
  bounded,
  either,
  type GrammarSymbol,
  ofFigures,
  phrases,
  type Reader,
  remembered,
  type Symbols,
} from './readers.ts'
import { isJoined, type Tokens } from './tokens.ts'

/** `n` amount · `ord` and `day` of a month · `m` month number · `year` · `numeric` date · `hour` … */
export function symbolsOf(language: Language, traits: LocaleTraits, numbers: Numbers): Symbols {
  const amount: GrammarSymbol = { read: numbers.count, starts: numbers.starts }
  const count = (low: number, high: number) => bounded(amount, low, high)
  const ord = ordinals(language)
  const inWords = (low: number, high: number) => bounded(wordsOnly(numbers), low, high)
  const lists = Object.entries(language.lexicons).map(([name, list]): [string, GrammarSymbol] => [
    name,
    phrases(pairs(list)),
  ])
  return remembering({
    ...Object.fromEntries(lists),
    n: either(count(0, 100_000), bounded(phrases(pairs(language.vague)), 0, 100_000)),
    ord: bounded(ord, 1, 31),
    nth: bounded(ord, 1, 5),
    day: either(bounded(ord, 1, 31), count(1, 31)),
    om: bounded(ord, 1, 12),
    m: count(1, 12),
    year: either(ofFigures(yearFigures), inWords(1900, 2099)),
    numeric: ofFigures((tokens, at) => numericDate(traits, tokens, at)),
    hour: count(0, 24),
    alone: unlessArticle(language, count(0, 24)),
    min: either(count(1, 59), phrases(pairs(language.minutes))),
    mm: either(ofFigures(twoFigures), inWords(10, 59), zeroMinutes(language, count(1, 9))),
    clock: ofFigures((tokens, at) => clockFigures(traits, tokens, at)),
  })
}

export function remembering(symbols: Symbols): Symbols {
  return Object.fromEntries(
    Object.entries(symbols).map(([name, { read, starts }]) => [
      name,
      { read: remembered(read), starts },
    ]),
  )
}

/** Ordinals in words, and figures with their suffix: `25th`, `25.`, `1er`, `3º`. */
export function ordinals(language: Language): GrammarSymbol {
  const suffixes = lexicon(language.ordinalSuffixes.map(suffix => [suffix, true] as const))
  const inFigures = ofFigures((tokens, at) => {
    const run = figures(tokens, at)
    if (run === undefined || !isJoined(tokens, at)) return []
    return lookUp(suffixes, tokens, at + 1).map(({ end }) => ({ end, value: Number(run) }))
  })
  return either(phrases(pairs(language.ordinals)), inFigures)
}

function wordsOnly({ read, starts }: Numbers): GrammarSymbol {
  return {
    read: (tokens, at) => (tokens.kinds[at] === 'word' ? read(tokens, at) : []),
    starts: { ...starts, figures: false },
  }
}

const yearFigures: Reader = (tokens, at) => {
  const run = figures(tokens, at)
  const value = Number(run)
  return run?.length === 4 && value >= 1000 && value < 3000 ? [{ end: at + 1, value }] : []
}

const twoFigures: Reader = (tokens, at) => {
  const run = figures(tokens, at)
  const value = Number(run)
  return run?.length === 2 && value < 60 ? [{ end: at + 1, value }] : []
}

/** An hour that says nothing but its number: `una` and `ein` are no such hours. */
function unlessArticle(language: Language, { read, starts }: GrammarSymbol): GrammarSymbol {
  const articles = lexicon(language.fillers.articles.map(word => [word, true] as const))
  return {
    read: (tokens, at) => {
      const article = lookUp(articles, tokens, at)[0]
      return read(tokens, at).filter(({ end }) => article?.end !== end)
    },
    starts,
  }
}

/** `six oh five` */
function zeroMinutes(language: Language, unit: GrammarSymbol): GrammarSymbol {
  const oh = phrases(language.numbers.oh.map(word => [word, 0]))
  return {
    read: (tokens, at) => oh.read(tokens, at).flatMap(({ end }) => unit.read(tokens, end)),
    starts: oh.starts,
  }
}

/** Added to month × 100 + day, for a date in figures without a year. */
export const YEARLESS = 10_000_000

/** A date in figures: its day number, or a month and day without a year. */
function numericDate(traits: LocaleTraits, tokens: Tokens, at: number): Found<number>[] {
  const separator = tokens.words[at + 1] ?? ''
  const [a, b, c] = [figures(tokens, at), figures(tokens, at + 2), figures(tokens, at + 4)]
  const two = isJoined(tokens, at) && isJoined(tokens, at + 1)
  if (a === undefined || b === undefined || !two || !'/-.'.includes(separator)) return []
  const three =
    tokens.words[at + 3] === separator && isJoined(tokens, at + 2) && isJoined(tokens, at + 3)
  if (three && c !== undefined) {
    const day = fullDate(traits, a, b, c)
    return day === undefined ? [] : [{ end: at + 5, value: day }]
  }
  if (a.length > 2 || b.length > 2) return []
  const yearless = monthAndDay(traits, Number(a), Number(b))
  // `25.12.` ends with a full stop of its own.
  const dotted = separator === '.' && tokens.words[at + 3] === '.' && isJoined(tokens, at + 2)
  return yearless === undefined ? [] : [{ end: at + (dotted ? 4 : 3), value: YEARLESS + yearless }]
}

function fullDate(traits: LocaleTraits, a: string, b: string, c: string): number | undefined {
  if (a.length === 4) return dayNumber(Number(a), Number(b), Number(c))
  if (c.length !== 4 && c.length !== 2) return undefined
  const short = Number(c)
  const year = c.length === 4 ? short : short < 70 ? 2000 + short : 1900 + short
  const yearless = monthAndDay(traits, Number(a), Number(b))
  return yearless && dayNumber(year, Math.floor(yearless / 100), yearless % 100)
}

/** In the order of the locale; in the other one when only that makes a date. */
function monthAndDay({ monthFirst }: LocaleTraits, a: number, b: number): number | undefined {
  const orders = monthFirst
    ? [
        [a, b],
        [b, a],
      ]
    : [
        [b, a],
        [a, b],
      ]
  for (const [month = 0, day = 0] of orders) {
    if (dayNumber(2000, month, day) !== undefined) return month * 100 + day
  }
  return undefined
}

/** Marks a reading that no am or pm can change. */
export const EXACT = 10_000

/** `10:30`, `4.30`, `16h30`, `1630`: minutes of the day. */
function clockFigures(traits: LocaleTraits, tokens: Tokens, at: number): Found<number>[] {
  const hour = figures(tokens, at)
  if (hour === undefined || (at > 0 && tokens.words[at - 1] === ':' && isJoined(tokens, at - 1))) {
    return []
  }
  const mark = tokens.words[at + 1] ?? ''
  const minute = figures(tokens, at + 2)
  const joined = isJoined(tokens, at) && isJoined(tokens, at + 1)
  if (joined && [':', '.', 'h'].includes(mark) && minute?.length === 2) {
    const exact = hour.length === 2 && (hour.startsWith('0') || traits.clock24)
    return clockValue(at + 3, hour, minute, exact)
  }
  if (hour.length === 4) {
    return clockValue(at + 1, hour.slice(0, 2), hour.slice(2), hour.startsWith('0'))
  }
  return hour.length === 3 ? clockValue(at + 1, hour.slice(0, 1), hour.slice(1), false) : []
}

function clockValue(end: number, hour: string, minute: string, exact: boolean): Found<number>[] {
  const [h, m] = [Number(hour), Number(minute)]
  if (hour.length > 2 || h > 24 || m > 59 || (h === 24 && m > 0)) return []
  return [{ end, value: h * 60 + m + (exact ? EXACT : 0) }]
}
