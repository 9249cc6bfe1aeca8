/** Light stemming: inflected forms of a word share a key; no attempt at dictionary forms. */
import type { Locale } from '../types.ts'

export type Stem = (word: string) => string

/** Words come lower-cased and without accents. */
export function stemmer(locale: Locale): Stem {
  return STEMMERS[locale.slice(0, 2)] ?? same
}

const same: Stem = word => word

const STEMMERS: Readonly<Record<string, Stem>> = {
  en: english,
  de: word => german(word),
  es: word => withoutEnding(word, SPANISH, 3),
  fr: word => withoutEnding(word, FRENCH, 3),
  it: word => withoutEnding(word, ITALIAN, 3),
}

function english(word: string): string {
  if (word.length <= 3) return word
  let stem = singular(word)
  if (stem.endsWith('ing') && stem.length > 5) stem = undoubled(stem.slice(0, -3))
  else if (stem.endsWith('ed') && stem.length > 4) stem = undoubled(stem.slice(0, -2))
  if (stem.length > 3 && stem.endsWith('e')) stem = stem.slice(0, -1)
  return stem.length > 3 && stem.endsWith('y') ? `${stem.slice(0, -1)}i` : stem
}

function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (word.endsWith('sses')) return word.slice(0, -2)
  return word.endsWith('s') && !KEEPS_S.has(word.charAt(word.length - 2)) ? word.slice(0, -1) : word
}

const KEEPS_S = new Set(['s', 'u', 'i'])

function undoubled(stem: string): string {
  const last = stem.charAt(stem.length - 1)
  const isDoubled = stem.charAt(stem.length - 2) === last && !STAYS_DOUBLE.has(last)
  return isDoubled ? stem.slice(0, -1) : stem
}

const STAYS_DOUBLE = new Set([...'aeioulsz'])

// Longest first: the first that fits is cut.
const GERMAN = ['ungen', 'ern', 'est', 'em', 'en', 'er', 'es', 'st', 'e', 'n', 's', 't']
const SPANISH = [
  'amientos amiento imientos imiento aciones acion ando iendo adas ados idas idos aron ieron',
  'aba ada ado ida ido emos amos imos ais eis ar er ir as es os an en a e o s n',
].flatMap(line => line.split(' '))
const FRENCH = [
  'issements issement ements ement ations ation ateur euses euse antes ants ante ant ees ees',
  'ions iez ons ent ait ais ez er ir re es ee is it e s t x',
].flatMap(line => line.split(' '))
const ITALIAN = [
  'amenti amento imenti imento azioni azione ando endo ate ati ata ato ite iti ita ito ute uti',
  'uta uto iamo ano ono are ere ire a e i o',
].flatMap(line => line.split(' '))

function german(word: string): string {
  const plain = word.replaceAll('ß', 'ss')
  const bare = plain.length > 6 && plain.startsWith('ge') ? plain.slice(2) : plain
  return withoutEnding(bare, GERMAN, 4)
}

/** Cuts the first ending that leaves a stem of at least `least` letters. */
function withoutEnding(word: string, endings: readonly string[], least: number): string {
  for (const ending of endings)
    if (word.length - ending.length >= least && word.endsWith(ending))
      return word.slice(0, -ending.length)
  return word
}
