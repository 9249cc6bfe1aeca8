/** The twelve locales: their language table and what sets them apart within it. */
import type { Locale } from '../types.ts'
import type { Language, LocaleTraits } from './language.ts'
import { DE } from './languages/de.ts'
import { EN } from './languages/en.ts'
import { ES } from './languages/es.ts'
import { FR } from './languages/fr.ts'
import { IT } from './languages/it.ts'
import { JA } from './languages/ja.ts'

export interface LocaleTable {
  readonly language: Language
  readonly traits: LocaleTraits
}

const POINT = { decimal: '.', group: ',' } as const
/** Half of Latin America writes 2,5. */
const EITHER = { ...POINT, loose: ',' } as const
const COMMA = { decimal: ',', group: '.', loose: '.' } as const
const SPACED = { decimal: ',', group: ' ', loose: '.' } as const
const TWELVE_HOURS = { monthFirst: false, clock24: false }
const DAY_CLOCK = { monthFirst: false, clock24: true }

const TABLES: Readonly<Record<Locale, LocaleTable>> = {
  'de-DE': { language: DE, traits: { separators: COMMA, ...DAY_CLOCK } },
  'en-AU': { language: EN, traits: { separators: POINT, ...TWELVE_HOURS } },
  'en-GB': { language: EN, traits: { separators: POINT, ...TWELVE_HOURS } },
  'en-IN': { language: EN, traits: { separators: { ...POINT, lakh: true }, ...TWELVE_HOURS } },
  'en-US': { language: EN, traits: { separators: POINT, monthFirst: true, clock24: false } },
  'es-419': { language: ES, traits: { separators: EITHER, ...TWELVE_HOURS } },
  'es-ES': { language: ES, traits: { separators: COMMA, ...DAY_CLOCK } },
  'es-US': { language: ES, traits: { separators: EITHER, ...TWELVE_HOURS } },
  'fr-CA': { language: FR, traits: { separators: SPACED, ...DAY_CLOCK } },
  'fr-FR': { language: FR, traits: { separators: SPACED, ...DAY_CLOCK } },
  'it-IT': { language: IT, traits: { separators: COMMA, ...DAY_CLOCK } },
  'ja-JP': { language: JA, traits: { separators: POINT, monthFirst: true, clock24: true } },
}

export function localeTable(locale: Locale): LocaleTable {
  return TABLES[locale]
}
