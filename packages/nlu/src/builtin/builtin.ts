/** The door of the built-in slot types and intents (spec/lex-runtime.md §4.4, §4.5, §4.9). */
import type { Locale } from '../types.ts'
import { typesOf } from './catalog.ts'
import { localeTable } from './locales.ts'
import type { BuiltinType, Fillers } from './types.ts'

export { builtinIntentPhrases, builtinIntents } from './intents.ts'
export { type Place, placesIn } from './places.ts'
export type { BuiltinMatch, BuiltinType, Fillers } from './types.ts'
export { readYesNo } from './yes-no.ts'

/**
 * The type of that name, or undefined when the locale does not have it.
 *
 * @example
 * builtinType('en-US', 'AMAZON.DURATION')?.find('for five hours ten minutes', 0)[0]
 * // { start: 4, end: 26, value: 'PT5H10M', resolutions: ['PT5H10M'] }
 */
export function builtinType(locale: Locale, name: string): BuiltinType | undefined {
  return typesOf(locale).get(name)
}

export function builtinSlotTypes(locale: Locale): readonly string[] {
  return [...typesOf(locale).keys()]
}

/** Words that carry a value without being part of it: `I'd like a large one, please`. */
export function fillers(locale: Locale): Fillers {
  return localeTable(locale).language.fillers
}
