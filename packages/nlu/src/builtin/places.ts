/** Countries, states and cities that everyone knows, whatever types a bot has. */
import type { Locale } from '../types.ts'
import { type Lexicon, lexicon, lookUp } from './lexicon.ts'
import { cities } from './lists/cities.ts'
import { countries } from './lists/countries.ts'
import { states } from './lists/states.ts'
import { tokenise } from './tokens.ts'

export interface Place {
  readonly kind: PlaceKind
  /** UTF-16 offsets, end exclusive. */
  readonly start: number
  readonly end: number
}

/** A name may be of several kinds: Georgia, New York. */
export type PlaceKind = 0 | 1 | 2

/** Every known name in a text, those within others too. */
export function placesIn(locale: Locale, text: string): readonly Place[] {
  const tokens = tokenise(text)
  const names = namesOf(locale)
  const places: Place[] = []
  for (let at = 0; at < tokens.words.length; at++)
    for (const { end, value } of lookUp(names, tokens, at))
      places.push({ kind: value, start: tokens.starts[at]!, end: tokens.ends[end - 1]! })
  return places
}

const KNOWN = new Map<Locale, Lexicon<PlaceKind>>()

function namesOf(locale: Locale): Lexicon<PlaceKind> {
  let names = KNOWN.get(locale)
  if (!names) {
    const lists = [countries(locale), states(locale), cities(locale)] as const
    names = lexicon(
      lists.flatMap((list, kind) => list.map(name => [name, kind as PlaceKind] as const)),
    )
    KNOWN.set(locale, names)
  }
  return names
}
