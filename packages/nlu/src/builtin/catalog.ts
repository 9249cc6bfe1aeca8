/** Which built-in slot types a locale has, and how each is read (spec/lex-models.md §4.2). */
import type { Locale } from '../types.ts'
import { alphaNumericFinder } from './alphanumeric.ts'
import { emailFinder } from './email.ts'
import type { ParsedType } from './language.ts'
import { listFinder } from './list.ts'
import { listTypes } from './lists/list-types.ts'
import { type LocaleTable, localeTable } from './locales.ts'
import { type Find, type Parsers, parsersOf } from './parsed.ts'
import { phoneFinder } from './phone.ts'
import type { BuiltinType } from './types.ts'
import { SPEED_UNITS, unitFinder, WEIGHT_UNITS } from './units.ts'

/** Types of one locale by their signature; what a type needs is made when it is first read. */
export function typesOf(locale: Locale): ReadonlyMap<string, BuiltinType> {
  let types = KNOWN.get(locale)
  if (!types) KNOWN.set(locale, (types = buildTypes(locale)))
  return types
}

const KNOWN = new Map<Locale, ReadonlyMap<string, BuiltinType>>()

function buildTypes(locale: Locale): ReadonlyMap<string, BuiltinType> {
  const table = localeTable(locale)
  const parsers = once(() => parsersOf(table.language, table.traits))
  const types = [
    ...parsedTypes(table, parsers),
    ...(locale === 'en-US' ? americanTypes(parsers) : []),
    ...listTypes(locale).map(list => listed(locale, list)),
  ]
  return new Map(types.map(type => [type.name, type]))
}

function parsedTypes({ language }: LocaleTable, parsers: () => Parsers): BuiltinType[] {
  const parsed = (name: ParsedType, find: (parsers: Parsers) => Find): BuiltinType =>
    type({
      name,
      closed: name !== 'AlphaNumeric',
      samples: language.samples[name],
      find: once(() => find(parsers())),
    })
  return [
    parsed('DATE', ({ date }) => date),
    parsed('TIME', ({ time }) => time),
    parsed('DURATION', ({ duration }) => duration),
    parsed('NUMBER', ({ number }) => number),
    parsed('Percentage', ({ percentage }) => percentage),
    parsed('PhoneNumber', ({ numbers }) => phoneFinder(numbers, language.plus)),
    parsed('EmailAddress', ({ numbers }) => emailFinder(language.email, numbers)),
    parsed('AlphaNumeric', ({ numbers }) => alphaNumericFinder(numbers)),
  ]
}

/** Parsed types that en-US alone has. */
function americanTypes(parsers: () => Parsers): BuiltinType[] {
  return [
    type({
      name: 'SpeedUnit',
      closed: true,
      samples: SPEED_UNITS.map(([phrase]) => phrase),
      find: once(() => unitFinder(SPEED_UNITS)),
    }),
    type({
      name: 'WeightUnit',
      closed: true,
      samples: WEIGHT_UNITS.map(([phrase]) => phrase),
      find: once(() => unitFinder(WEIGHT_UNITS)),
    }),
    type({
      name: 'Ordinal',
      closed: true,
      samples: ORDINAL_SAMPLES,
      find: once(() => parsers().ordinal),
    }),
    type({
      name: 'FOUR_DIGIT_NUMBER',
      closed: true,
      samples: FOUR_DIGIT_SAMPLES,
      find: once(() => parsers().fourDigits),
    }),
  ]
}

interface TypeDefinition {
  readonly name: string
  readonly closed: boolean
  readonly samples: readonly string[]
  readonly find: () => Find
}

function type({ name, closed, samples, find }: TypeDefinition): BuiltinType {
  return { name: `AMAZON.${name}`, closed, samples, find: (text, now) => find()(text, now) }
}

function listed(locale: Locale, list: ReturnType<typeof listTypes>[number]): BuiltinType {
  return type({
    name: list.name,
    closed: false,
    samples: list.samples,
    find: once(() => listFinder(locale, list)),
  })
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

const ORDINAL_SAMPLES = [
  ...[
    'first',
    'second',
    'third',
    'fourth',
    'fifth',
    'sixth',
    'seventh',
    'eighth',
    'ninth',
    'tenth',
  ],
  ...[
    'eleventh',
    'twelfth',
    'twentieth',
    'twenty first',
    '1st',
    '2nd',
    '3rd',
    '4th',
    '10th',
    '21st',
  ],
]

const FOUR_DIGIT_SAMPLES = [
  ...[
    '1234',
    '2020',
    '1999',
    '0042',
    '4711',
    '8080',
    '6045',
    '1066',
    '1789',
    '2468',
    '9001',
    '5555',
  ],
  ...['one two three four', 'six oh four five', 'nineteen ninety nine', 'twenty twenty', '3141'],
  ...['four seven one one', 'nine zero zero one', '7310'],
]
