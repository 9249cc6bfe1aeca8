/** The types that are read by a grammar: dates, times, durations, numbers, percentages, ordinals. */
import { isoDate } from './calendar.ts'
import { composeDate, type DateAction } from './date.ts'
import { type DurationReader, durationReader, isoDuration, minutesOf } from './duration.ts'
import { type Grammar, grammar, type Parse, parseAt } from './grammar.ts'
import { isKanjiFigure } from './kanji-numbers.ts'
import type { Language, LocaleTraits, Patterns } from './language.ts'
import { lexicon, lookUp } from './lexicon.ts'
import { match, ranked } from './matches.ts'
import { pairs } from './number-words.ts'
import { type Numbers, numbers } from './numbers.ts'
import { type GrammarSymbol, mayStart, phrases, type Starts, type Symbols } from './readers.ts'
import { ordinals, remembering, symbolsOf } from './symbols.ts'
import { composeTime, type TimeAction } from './time.ts'
import { isJoined, type Tokens, tokenise } from './tokens.ts'
import type { BuiltinMatch } from './types.ts'

export type Find = (text: string, now: number) => readonly BuiltinMatch[]

/** What one locale reads, by the name of the type. */
export interface Parsers {
  readonly numbers: Numbers
  readonly date: Find
  readonly time: Find
  readonly duration: Find
  readonly number: Find
  readonly percentage: Find
  readonly ordinal: Find
  readonly fourDigits: Find
}

export function parsersOf(language: Language, traits: LocaleTraits): Parsers {
  const reader = numbers(language.numbers, traits.separators)
  const durations = durationReader(language.duration, reader, phrases(pairs(language.vague)))
  const symbols = {
    ...symbolsOf(language, traits, reader),
    ...remembering({ span: span(durations) }),
  }
  return {
    numbers: reader,
    date: dateFinder(language, symbols),
    time: timeFinder(language, symbols),
    duration: everywhere(durations.starts, (tokens, at) =>
      durations.read(tokens, at).map(({ end, value }) => [end, [isoDuration(value)]]),
    ),
    number: numberFinder(language, reader),
    percentage: percentageFinder(language, reader),
    ordinal: ordinalFinder(language),
    fourDigits: everywhere(reader.starts, (tokens, at) => fourDigits(reader, tokens, at)),
  }
}

/** A length of time in minutes, for `in two hours`. */
function span(durations: DurationReader): GrammarSymbol {
  return {
    read: (tokens, at) =>
      durations.read(tokens, at).flatMap(({ end, value }) => {
        const minutes = minutesOf(value)
        return minutes === undefined ? [] : [{ end, value: minutes }]
      }),
    starts: durations.starts,
  }
}

/** A place's readings: the token after the span, and its resolutions. */
type Read = (
  tokens: Tokens,
  at: number,
  now: number,
) => readonly (readonly [number, readonly string[]])[]

/** Most words begin nothing of a type, which one look tells. */
function everywhere(starts: Starts, read: Read): Find {
  return (text, now) => {
    const tokens = tokenise(text)
    const found: BuiltinMatch[] = []
    for (let at = 0; at < tokens.words.length; at++) {
      if (!mayStart(starts, tokens, at) || isInside(tokens, at)) continue
      for (const [end, resolutions] of read(tokens, at, now)) {
        if (!DANGLING.has(tokens.words[end - 1] ?? ''))
          found.push(match(tokens, at, end, resolutions))
      }
    }
    return ranked(found)
  }
}

/** Words that join parts of a date or a time and cannot end one. */
const DANGLING = new Set([',', 'of', 'de', 'del', 'di', 'du', 'des', 'at', 'um', 'の'])

/** A comma begins nothing, nor do figures within 1,200 or 10:30 or 二十三. */
function isInside(tokens: Tokens, at: number): boolean {
  const word = tokens.words[at] ?? ''
  if (OPENS_NOTHING.has(word)) return true
  if (at === 0 || !isJoined(tokens, at - 1)) return false
  const before = tokens.words[at - 1] ?? ''
  if (tokens.kinds[at] !== 'digits') return isKanjiFigure(word) && isKanjiFigure(before)
  const marked = before === '.' || before === ',' || before === ':'
  return marked && tokens.kinds[at - 2] === 'digits' && isJoined(tokens, at - 2)
}

const OPENS_NOTHING = new Set([',', '、', 'の'])

function dateFinder(language: Language, symbols: Symbols): Find {
  const rules = grammar(patternsOf<DateAction>(language.date), symbols)
  return parsing(rules, ({ action, captures }, now) => {
    const day = composeDate(action, captures, now)
    const date = day === undefined ? undefined : isoDate(day)
    return date === undefined ? undefined : [date]
  })
}

function timeFinder(language: Language, symbols: Symbols): Find {
  const rules = grammar(patternsOf<TimeAction>(language.time), symbols)
  return parsing(rules, ({ action, captures }, now) => composeTime(action, captures, now))
}

function parsing<Action extends string>(
  rules: Grammar<Action>,
  compose: (parse: Parse<Action>, now: number) => readonly string[] | undefined,
): Find {
  return everywhere(rules.starts, (tokens, at, now) =>
    parseAt(rules, tokens, at).flatMap(parse => {
      const resolutions = compose(parse, now)
      return resolutions ? [[parse.end, resolutions] as const] : []
    }),
  )
}

function patternsOf<Action extends string>(patterns: Patterns<Action>): [string, Action][] {
  const entries = Object.entries<readonly string[] | undefined>(patterns)
  // The keys of a pattern table are its actions.
  return entries.flatMap(([action, list]) =>
    (list ?? []).map((pattern): [string, Action] => [pattern, action as Action]),
  )
}

function numberFinder(language: Language, reader: Numbers): Find {
  const counters = lexicon(language.counters.map(counter => [counter, true] as const))
  return everywhere(reader.starts, (tokens, at) =>
    reader.read(tokens, at).flatMap(({ end, text }) => {
      const counted = lookUp(counters, tokens, end).map(found => [found.end, [text]] as const)
      return [...counted, [end, [text]] as const]
    }),
  )
}

/** Without its sign a percentage stays a bare number. */
function percentageFinder(language: Language, reader: Numbers): Find {
  const signs = lexicon(['%', ...language.percent].map(sign => [sign, true] as const))
  return everywhere(reader.starts, (tokens, at) =>
    reader.read(tokens, at).flatMap(({ end, text }) => {
      const sign = signEnd(tokens, end) ?? lookUp(signs, tokens, end)[0]?.end
      return sign === undefined ? [[end, [text]] as const] : [[sign, [`${text}%`]] as const]
    }),
  )
}

const signEnd = (tokens: Tokens, at: number) => (tokens.words[at] === '%' ? at + 1 : undefined)

function ordinalFinder(language: Language): Find {
  const { read, starts } = ordinals(language)
  return everywhere(starts, (tokens, at) =>
    read(tokens, at).map(({ end, value }) => [end, [String(value)]] as const),
  )
}

/** `1999`, `six oh four five`, `nineteen ninety nine`. */
function fourDigits(reader: Numbers, tokens: Tokens, at: number): [number, string[]][] {
  const row = reader.row(tokens, at)
  const texts = reader.read(tokens, at).map(({ end, text }) => ({ end, value: text }))
  return [...(row ? [row] : []), ...texts]
    .filter(({ value }) => /^\d{4}$/.test(value))
    .map(({ end, value }) => [end, [value]])
}
