/** AMAZON.SpeedUnit and AMAZON.WeightUnit: the abbreviation of a unit's name (spec/lex-runtime.md §4.4). */
import { lexicon, lookUp } from './lexicon.ts'
import { match, ranked } from './matches.ts'
import type { Find } from './parsed.ts'
import { tokenise } from './tokens.ts'

type Units = readonly (readonly [phrase: string, abbreviation: string])[]

export const SPEED_UNITS: Units = [
  ...named('mph', 'miles per hour|mile per hour|miles an hour|miles/hour|mph|m/h|mi/h'),
  ...named(
    'kmph',
    'kilometers per hour|kilometres per hour|kilometer per hour|kilometre per hour|kilometers an hour|km per hour|kmph|kph|km/h|kmh',
  ),
  ...named(
    'mps',
    'meters per second|metres per second|meter per second|metre per second|meters a second|mps|m/s',
  ),
  ...named('knot', 'nautical miles per hour|nautical mile per hour|knots|knot|kn'),
]

export const WEIGHT_UNITS: Units = [
  ...named('kg', 'kilograms|kilogram|kilogrammes|kilos|kilo|kgs|kg'),
  ...named('g', 'grams|gram|grammes|gms|gm|g'),
  ...named('mg', 'milligrams|milligram|mgs|mg'),
  ...named('lbs', 'pounds|pound|lbs|lb'),
  ...named('oz', 'ounces|ounce|oz'),
  ...named('t', 'tonnes|tonne|metric tons|metric ton|tons|ton|t'),
  ...named('kt', 'kilotons|kiloton|kilotonnes|kilotonne|kt'),
]

export function unitFinder(units: Units): Find {
  const table = lexicon(units)
  return text => {
    const tokens = tokenise(text)
    return ranked(
      tokens.words.flatMap((_, at) =>
        lookUp(table, tokens, at).map(({ end, value }) => match(tokens, at, end, [value])),
      ),
    )
  }
}

function named(abbreviation: string, phrases: string): [string, string][] {
  return phrases.split('|').map(phrase => [phrase, abbreviation])
}
