/** The built-in intents of a locale and the phrases that open them (spec/lex-models.md §4.1). */
import type { Locale } from '../types.ts'
import { localeTable } from './locales.ts'

/** None for the fallback and the search: they are entered when nothing else is understood. */
export function builtinIntentPhrases(locale: Locale, signature: string): readonly string[] {
  const own = localeTable(locale).language.intents
  if (Object.hasOwn(own, signature)) return own[signature] ?? []
  if (locale !== 'en-US' || !Object.hasOwn(ALEXA_INTENTS, signature)) return []
  return ALEXA_INTENTS[signature] ?? []
}

export function builtinIntents(locale: Locale): readonly string[] {
  const common = [...Object.keys(localeTable(locale).language.intents), 'AMAZON.FallbackIntent']
  if (locale !== 'en-US') return common
  return [...common, 'AMAZON.KendraSearchIntent', ...Object.keys(ALEXA_INTENTS)]
}

/** The standard intents of Alexa, which en-US accepts as well. */
const ALEXA_INTENTS: Readonly<Record<string, readonly string[]>> = {
  'AMAZON.LoopOffIntent': ['loop off', 'stop looping', 'turn off loop', 'turn loop off'],
  'AMAZON.LoopOnIntent': ['loop', 'loop on', 'keep repeating this', 'turn on loop', 'turn loop on'],
  'AMAZON.MoreIntent': ['more', 'show more', 'show me more'],
  'AMAZON.NavigateHomeIntent': ['home', 'go home', 'navigate home'],
  'AMAZON.NavigateSettingsIntent': ['settings', 'open settings', 'go to settings'],
  'AMAZON.NextIntent': ['next', 'skip', 'skip forward', 'go to the next one'],
  'AMAZON.PageDownIntent': ['page down'],
  'AMAZON.PageUpIntent': ['page up'],
  'AMAZON.PreviousIntent': ['previous', 'go back', 'skip back', 'back up'],
  'AMAZON.ScrollDownIntent': ['scroll down'],
  'AMAZON.ScrollLeftIntent': ['scroll left'],
  'AMAZON.ScrollRightIntent': ['scroll right'],
  'AMAZON.ScrollUpIntent': ['scroll up'],
  'AMAZON.SelectIntent': ['select', 'select that', 'select this'],
  'AMAZON.ShuffleOffIntent': [
    'shuffle off',
    'stop shuffling',
    'turn off shuffle',
    'turn shuffle off',
  ],
  'AMAZON.ShuffleOnIntent': ['shuffle', 'shuffle on', 'shuffle mode', 'turn on shuffle'],
}
