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
    wordIds: numbers(tokens, token => hashText(token.text)),
    stemIds: numbers(stems, hashText),
    groups: numbers(stems, groupOf(locale)),
  }
}

/** What `Int32Array.from` makes, at a fraction of its time. */
function numbers<T>(items: readonly T[], of: (item: T) => number): Int32Array {
  const made = new Int32Array(items.length)
  for (let at = 0; at < items.length; at++) made[at] = of(items[at]!)
  return made
}
