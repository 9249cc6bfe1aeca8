/** What the parts of the recogniser compare tokens by: hashes of words and of their stems. */
import type { Locale } from '../types.ts'
import { hashText } from './hash.ts'
import { groupOf } from './related-words.ts'
import { stemmer } from './stem.ts'
import { spoken, type Token, tokenise } from './tokens.ts'

export interface Words {
  readonly tokens: readonly Token[]
  readonly stems: readonly string[]
  readonly wordIds: Int32Array
  readonly stemIds: Int32Array
  /** Groups of related words; 0 for none. */
  readonly groups: Int32Array
}

/** The spoken tokens of a text with their hashes; punctuation is gone. */
export function wordsOf(text: string, locale: Locale): Words {
  const tokens = spoken(tokenise(text, locale))
  const stem = stemmer(locale)
  const stems = tokens.map(token => (token.kind === 'word' ? stem(token.plain) : token.text))
  return {
    tokens,
    stems,
    wordIds: Int32Array.from(tokens, token => hashText(token.text)),
    stemIds: Int32Array.from(stems, text => hashText(text)),
    groups: Int32Array.from(stems, groupOf(locale)),
  }
}
