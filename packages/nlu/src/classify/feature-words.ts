/** An utterance as the classifier takes it. */
import type { Reading } from '../reading.ts'
import type { Locale } from '../types.ts'
import type { FeatureWords } from './features.ts'

export function featureWords({ words, hits, covered }: Reading, locale: Locale): FeatureWords {
  return {
    texts: words.tokens.map(token => token.plain),
    wordIds: words.wordIds,
    stemIds: words.stemIds,
    groups: words.groups,
    markers: new Set(hits.map(({ type }) => type)),
    values: covered,
    unspaced: locale === 'ja-JP',
  }
}
