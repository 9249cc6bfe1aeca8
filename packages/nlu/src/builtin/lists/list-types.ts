/** The list types of each locale (spec/lex-models.md §4.2). */
import type { Locale } from '../../types.ts'
import type { ListType } from '../list.ts'
import { airportNouns, airports } from './airports.ts'
import { alexaTypes } from './alexa.ts'
import { cities } from './cities.ts'
import { COUNTRY_SAMPLES, countries } from './countries.ts'
import { firstNames, lastNames } from './people.ts'
import { states } from './states.ts'
import { streetNouns, streets } from './streets.ts'

export function listTypes(locale: Locale): readonly ListType[] {
  const common: ListType[] = [
    { ...list(locale, 'Airport', airports), nouns: airportNouns(locale) },
    list(locale, 'City', cities),
    {
      name: 'Country',
      samples: COUNTRY_SAMPLES[locale.slice(0, 2)] ?? [],
      entries: countries,
    },
    list(locale, 'FirstName', firstNames),
    list(locale, 'LastName', lastNames),
    list(locale, 'State', states),
  ]
  if (locale === 'en-US') return [...common, ...alexaTypes()]
  return [...common, { ...list(locale, 'StreetName', streets), nouns: streetNouns(locale) }]
}

const MAX_SAMPLES = 60

function list(
  locale: Locale,
  name: string,
  entries: (locale: Locale) => readonly string[],
): ListType {
  return { name, samples: entries(locale).slice(0, MAX_SAMPLES), entries }
}
