/** An utterance's words and the types of the values in it, as the classifier takes them. */
import { findListed, type Gazetteer } from '../gazetteer/gazetteer.ts'
import type { Words } from '../text/words.ts'
import type { Locale } from '../types.ts'
import type { FeatureWords } from './features.ts'

export function featureWords(
  { tokens, wordIds, stemIds }: Words,
  markers: Iterable<number>,
  locale: Locale,
): FeatureWords {
  return {
    texts: tokens.map(token => token.plain),
    wordIds,
    stemIds,
    markers: [...markers],
    unspaced: locale === 'ja-JP',
  }
}

export function listedTypes(gazetteer: Gazetteer, words: Words): Set<number> {
  const types = new Set<number>()
  findListed(gazetteer, words, type => types.add(type))
  return types
}
