/** AMAZON.DURATION: `PnYnMnWnDTnHnMnS` (spec/lex-runtime.md §4.4). */

import type { DurationUnit, DurationWords } from './language.ts'
import { type Found, type Lexicon, lexicon, lookUp } from './lexicon.ts'
import { MAX_READINGS } from './limits.ts'
import type { Numbers } from './numbers.ts'
import { type GrammarSymbol, mayStart, remembered, type Starts, union } from './readers.ts'
import { isJoined, type Tokens } from './tokens.ts'

/** How much of each unit. */
export type Amounts = Readonly<Partial<Record<DurationUnit, number>>>

export interface DurationReader {
  readonly starts: Starts
  read(tokens: Tokens, at: number): readonly Found<Amounts>[]
}

/** Units from long to short, with how many of the next whole unit a fraction of one is worth. */
const UNITS: readonly { unit: DurationUnit; into?: DurationUnit; times: number }[] = [
  { unit: 'y', into: 'o', times: 12 },
  { unit: 'o', into: 'd', times: 30 },
  { unit: 'w', into: 'd', times: 7 },
  { unit: 'd', into: 'h', times: 24 },
  { unit: 'h', into: 'm', times: 60 },
  { unit: 'm', into: 's', times: 60 },
  { unit: 's', times: 1 },
]
const RANK = new Map(UNITS.map(({ unit }, rank) => [unit, rank]))

export function durationReader(
  words: DurationWords,
  numbers: Numbers,
  vague: GrammarSymbol,
): DurationReader {
  const table = tableOf(words, numbers, vague)
  const starts = union([
    numbers.starts,
    vague.starts,
    ...[table.halfOf, table.named].map(({ root }) => ({
      words: new Set(root.next.keys()),
      figures: false,
    })),
  ])
  const read = remembered((tokens, at) => readAt(table, tokens, at))
  return { starts, read: (tokens, at) => (mayStart(starts, tokens, at) ? read(tokens, at) : []) }
}

export function isoDuration(amounts: Amounts): string {
  const whole = settled(amounts)
  const write = (units: readonly [DurationUnit, string][]) =>
    units.map(([unit, letter]) => (whole[unit] ? `${plain(whole[unit])}${letter}` : '')).join('')
  const date = write([
    ['y', 'Y'],
    ['o', 'M'],
    ['w', 'W'],
    ['d', 'D'],
  ])
  const time = write([
    ['h', 'H'],
    ['m', 'M'],
    ['s', 'S'],
  ])
  if (!date && !time) return 'PT0S'
  return `P${date}${time ? `T${time}` : ''}`
}

/** The length in minutes; undefined where it depends on the calendar. */
export function minutesOf(amounts: Amounts): number | undefined {
  const { y = 0, o = 0, w = 0, d = 0, h = 0, m = 0, s = 0 } = amounts
  if (y || o) return undefined
  return Math.round(((w * 7 + d) * 24 + h) * 60 + m + s / 60)
}

interface Table {
  readonly words: DurationWords
  readonly numbers: Numbers
  readonly vague: GrammarSymbol
  readonly units: Lexicon<DurationUnit>
  readonly joiners: Lexicon<true>
  readonly fractions: Lexicon<number>
  readonly halfOf: Lexicon<true>
  readonly named: Lexicon<string>
  readonly tail: Lexicon<true>
}

function tableOf(words: DurationWords, numbers: Numbers, vague: GrammarSymbol): Table {
  const set = (phrases: readonly string[]) =>
    lexicon(phrases.map(phrase => [phrase, true] as const))
  const named = words.named
    .split(/\s+/)
    .filter(entry => entry.includes(':'))
    .map((entry): [string, string] => {
      const [phrase = '', amount = ''] = entry.split(':')
      return [phrase.replaceAll('_', ' '), amount]
    })
  return {
    words,
    numbers,
    vague,
    units: lexicon(
      UNITS.flatMap(({ unit }) => words.units[unit].map(word => [word, unit] as const)),
    ),
    joiners: set(words.joiners),
    fractions: lexicon([
      ...words.half.map(phrase => [phrase, 0.5] as const),
      ...words.quarter.map(phrase => [phrase, 0.25] as const),
    ]),
    halfOf: set(words.halfOf),
    named: lexicon(named),
    tail: set(words.tail),
  }
}

interface Part {
  readonly end: number
  readonly unit: DurationUnit
  readonly amount: number
}

/** Parts in falling order of their units: `two years three hours ten minutes`. */
function readAt(table: Table, tokens: Tokens, at: number): Found<Amounts>[] {
  const readings: Found<Amounts>[] = []
  let amounts: Amounts = {}
  let rank = -1
  for (let place: number | undefined = at; place !== undefined; ) {
    const part = partAt(table, tokens, place, rank)
    if (!part) break
    amounts = { ...amounts, [part.unit]: part.amount }
    rank = RANK.get(part.unit) ?? UNITS.length
    readings.push({ end: part.end, value: amounts })
    place = rank === UNITS.length - 1 ? undefined : afterJoiner(table, tokens, part.end)
  }
  return readings.reverse().slice(0, MAX_READINGS)
}

function afterJoiner({ joiners }: Table, tokens: Tokens, at: number): number {
  return lookUp(joiners, tokens, at)[0]?.end ?? at
}

/** The longest amount of a unit shorter than those before it. */
function partAt(table: Table, tokens: Tokens, at: number, rank: number): Part | undefined {
  const parts = [
    ...namedParts(table, tokens, at),
    ...halvedParts(table, tokens, at),
    ...countedParts(table, tokens, at, rank),
  ]
  return parts.filter(({ unit }) => (RANK.get(unit) ?? 0) > rank).sort((a, b) => b.end - a.end)[0]
}

/** `fortnight`, `half an hour` where a language has one word for it. */
function namedParts({ named }: Table, tokens: Tokens, at: number): Part[] {
  return lookUp(named, tokens, at).flatMap(({ end, value }) => {
    const unit = unitOf(value.at(-1))
    return unit ? [{ end, unit, amount: Number(value.slice(0, -1)) }] : []
  })
}

/** `half an hour` */
function halvedParts(table: Table, tokens: Tokens, at: number): Part[] {
  return lookUp(table.halfOf, tokens, at).flatMap(half =>
    lookUp(table.units, tokens, half.end).map(({ end, value }) => ({
      end,
      unit: value,
      amount: 0.5,
    })),
  )
}

function countedParts(table: Table, tokens: Tokens, at: number, rank: number): Part[] {
  const counts = [...table.numbers.read(tokens, at), ...table.vague.read(tokens, at)]
  const parts = counts
    .filter(({ value }) => value >= 0)
    .flatMap(({ end: counted, value }) =>
      lookUp(table.units, tokens, counted).flatMap(unit => {
        const end = lookUp(table.tail, tokens, unit.end)[0]?.end ?? unit.end
        const plain = { end, unit: unit.value, amount: value }
        const fraction = lookUp(table.fractions, tokens, end)[0]
        if (!fraction || !Number.isInteger(value)) return [plain]
        const closed = lookUp(table.tail, tokens, fraction.end)[0]?.end ?? fraction.end
        return [{ end: closed, unit: unit.value, amount: value + fraction.value }]
      }),
    )
  const bare = table.words.bareMinutes && rank === RANK.get('h') && isJoined(tokens, at - 1)
  const minutes = bare && /^\d\d$/.test(tokens.words[at] ?? '') ? Number(tokens.words[at]) : 60
  return minutes < 60 ? [...parts, { end: at + 1, unit: 'm', amount: minutes }] : parts
}

const unitOf = (letter: string | undefined): DurationUnit | undefined =>
  UNITS.find(({ unit }) => unit === letter)?.unit

/** Fractions handed down to the next shorter unit: 2.5 h is 2 h 30 m. */
function settled(amounts: Amounts): Partial<Record<DurationUnit, number>> {
  const whole: Partial<Record<DurationUnit, number>> = { ...amounts }
  for (const { unit, into, times } of UNITS) {
    const amount = whole[unit] ?? 0
    const rest = amount - Math.floor(amount)
    if (rest === 0 || !into) continue
    whole[unit] = Math.floor(amount)
    // Nine decimals of a unit outlast every speaker and hide the noise of binary fractions.
    whole[into] = Math.round(((whole[into] ?? 0) + rest * times) * 1e9) / 1e9
  }
  return whole
}

const plain = (amount: number) =>
  amount < 1e21 ? String(amount) : BigInt(Math.floor(amount)).toString()
