/** What a language table holds; the composer and the engine hold the rest. */
import type { DateAction } from './date.ts'
import type { NumberWords } from './number-words.ts'
import type { Separators } from './numerals.ts'
import type { TimeAction } from './time.ts'
import type { Fillers } from './types.ts'

/** Lists are `phrase:value` entries parted by white space, with `_` for a space. */
export interface Language {
  readonly numbers: NumberWords
  readonly ordinals: string
  /** What makes an ordinal of figures: `th`, `.`, `º`. */
  readonly ordinalSuffixes: readonly string[]
  /** Amounts that are no numbers elsewhere: `a:1`, `a_couple_of:2`. */
  readonly vague: string
  /** Named minutes: `quarter:15`. */
  readonly minutes: string
  /** Symbols of the patterns that are lists of phrases. */
  readonly lexicons: Readonly<Record<string, string>>
  readonly date: Patterns<DateAction>
  readonly time: Patterns<TimeAction>
  readonly duration: DurationWords
  readonly percent: readonly string[]
  /** Words of a spoken address. */
  readonly email: { readonly at: readonly string[]; readonly marks: string }
  /** Words before a phone number's plus. */
  readonly plus: readonly string[]
  /** What may follow a counted thing and belongs to the number: 人, 個. */
  readonly counters: readonly string[]
  readonly intents: Readonly<Record<string, readonly string[]>>
  readonly yes: readonly string[]
  readonly no: readonly string[]
  /** Words around a yes or a no that say nothing more: `please`, `um`, `thanks`. */
  readonly answerFillers: readonly string[]
  readonly fillers: Fillers
  readonly samples: Readonly<Record<ParsedType, readonly string[]>>
}

export type ParsedType =
  | 'DATE'
  | 'TIME'
  | 'DURATION'
  | 'NUMBER'
  | 'Percentage'
  | 'PhoneNumber'
  | 'EmailAddress'
  | 'AlphaNumeric'

export type Patterns<Action extends string> = Readonly<Partial<Record<Action, readonly string[]>>>

export interface DurationWords {
  /** Unit words by the letter of the format: y, o (month), w, d, h, m, s. */
  readonly units: Readonly<Record<DurationUnit, readonly string[]>>
  readonly joiners: readonly string[]
  /** What adds half and a quarter of the unit before it. */
  readonly half: readonly string[]
  readonly quarter: readonly string[]
  /** What halves the unit behind it: `half an`. */
  readonly halfOf: readonly string[]
  /** Spans with a name: `fortnight:2w`. */
  readonly named: string
  /** What may follow a unit: 間. */
  readonly tail: readonly string[]
  /** Minutes may stand without their unit: `1h30`. */
  readonly bareMinutes: boolean
}

export type DurationUnit = 'y' | 'o' | 'w' | 'd' | 'h' | 'm' | 's'

/** What differs between the locales of a language. */
export interface LocaleTraits {
  readonly separators: Separators
  /** 12/18 is the 18th of December. */
  readonly monthFirst: boolean
  /** People write 10:30 for the morning alone. */
  readonly clock24: boolean
}
