/** The list types of Alexa that en-US bots may use (spec/lex-models.md §4.2): short lists, open for more. */

import { entries } from '../entries.ts'
import type { ListType, Nouns } from '../list.ts'
import { CREATIONS } from './alexa-creations.ts'
import { PLACES } from './alexa-places.ts'
import { THINGS } from './alexa-things.ts'
import { AUSTRIAN_CITIES, EUROPE_CITIES, GB_CITIES, GERMAN_CITIES, US_CITIES } from './cities.ts'
import { languages } from './countries.ts'
import { DE_FIRST, EN_FIRST } from './people.ts'
import { AUSTRIAN_STATES, GB_REGIONS, GERMAN_STATES, US_STATES } from './states.ts'

export function alexaTypes(): readonly ListType[] {
  const lists = { ...GEOGRAPHY, ...PLACES, ...CREATIONS, ...THINGS }
  const types = Object.entries(lists).map(([name, text]): ListType => {
    const values = entries(text)
    const nouns = NOUNS[name]
    const type = { name, samples: values.slice(0, MAX_SAMPLES), entries: () => values }
    return nouns ? { ...type, nouns } : type
  })
  return [...types, { name: 'Language', samples: LANGUAGE_SAMPLES, entries: languages }]
}

const MAX_SAMPLES = 60

const GEOGRAPHY: Readonly<Record<string, string>> = {
  AT_CITY: AUSTRIAN_CITIES,
  AT_REGION: AUSTRIAN_STATES,
  DE_CITY: GERMAN_CITIES,
  DE_FIRST_NAME: DE_FIRST,
  DE_REGION: `${GERMAN_STATES}|Bavaria|Saxony|Hesse|Lower Saxony|North Rhine-Westphalia|Thuringia|Saxony-Anhalt`,
  EUROPE_CITY: EUROPE_CITIES,
  GB_CITY: `London|${GB_CITIES}`,
  GB_FIRST_NAME: EN_FIRST,
  GB_REGION: GB_REGIONS,
  US_CITY: `New York|New York City|${US_CITIES}`,
  US_FIRST_NAME: EN_FIRST,
  US_STATE: US_STATES,
}

/** What makes an unlisted name an entry. */
const NOUNS: Readonly<Record<string, Nouns>> = {
  StreetAddress: {
    after: ['street', 'avenue', 'road', 'drive', 'lane', 'boulevard', 'court', 'way'],
  },
  EducationalOrganization: { after: ['university', 'college', 'high school', 'school', 'academy'] },
  MedicalOrganization: { after: ['hospital', 'clinic', 'medical center', 'medical group'] },
  MovieTheater: { after: ['theater', 'theatre', 'cinema', 'cinemas', 'multiplex'] },
  Festival: { after: ['festival'] },
  FinancialService: { after: ['bank', 'credit union', 'insurance'] },
  Airline: { after: ['airlines', 'airways', 'air lines'] },
  Corporation: { after: ['inc', 'corporation', 'corp', 'company', 'llc', 'ltd'] },
}

const LANGUAGE_SAMPLES = entries(
  'English|Spanish|French|German|Italian|Portuguese|Japanese|Chinese|Mandarin|Cantonese|Korean|Russian|Arabic|Hindi|Dutch|Swedish|Norwegian|Danish|Finnish|Polish|Greek|Turkish|Hebrew|Thai|Vietnamese|Swahili',
)
