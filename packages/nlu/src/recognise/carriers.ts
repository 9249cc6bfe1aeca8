/** Words around an answer that are not part of it: `let's go with … please` (spec/lex-runtime.md §2.3). */
import { fillers } from '../builtin/builtin.ts'
import type { Outline } from '../outline.ts'
import { childFor, childOf, freeze, newTrie, type WordTrie } from '../table/word-trie.ts'
import { wordsOf } from '../text/words.ts'
import type { IntentWords } from '../train/intent-words.ts'

export interface Carriers {
  /** Whether the words before an answer, or behind it, say nothing of their own. */
  carries(intent: number, words: Int32Array, from: number, to: number): boolean
  /** Whether a word stands in the intent's utterances, outside placeholders, and is no value of its slots. */
  owns(intent: number, word: number): boolean
  /** The words that are left without leading and trailing filler; at least one stays. */
  strip(intent: number, words: Int32Array): { readonly from: number; readonly to: number }
}

export function newCarriers({ locale }: Outline, intentWords: IntentWords): Carriers {
  const { leading, trailing, articles } = fillers(locale)
  const phrases = phraseSet([...leading, ...trailing, ...articles], locale)
  const before = phraseSet([...leading, ...articles], locale)
  const behind = phraseSet(trailing, locale)
  const own = (intent: number, word: number) => ownsWord(intentWords, intent, word)
  return {
    owns: own,
    carries(intent, words, from, to) {
      let at = from
      while (at < to) {
        const length = phrases.longestAt(words, at, to)
        if (length > 0) at += length
        else if (own(intent, words[at] ?? 0)) at++
        else return false
      }
      return true
    },
    strip(intent, words) {
      let span = stripPhrases({ from: 0, to: words.length }, words, before, behind)
      let size: number
      do {
        size = span.to - span.from
        span = stripOwn(span, words, word => own(intent, word))
        span = stripPhrases(span, words, before, behind)
      } while (span.to - span.from < size)
      return span
    },
  }
}

interface Span {
  readonly from: number
  readonly to: number
}

function stripPhrases(span: Span, words: Int32Array, before: PhraseSet, behind: PhraseSet): Span {
  let { from, to } = span
  for (let length = 1; length > 0; from += length) {
    length = before.longestAt(words, from, to)
    if (from + length >= to) break
  }
  for (let length = 1; length > 0; to -= length) {
    length = behind.longestBefore(words, from, to)
    if (to - length <= from) break
  }
  return { from, to }
}

function stripOwn({ from, to }: Span, words: Int32Array, own: (word: number) => boolean): Span {
  let first = from
  while (first < to - 1 && own(words[first] ?? 0)) first++
  let last = to
  while (last - 1 > first && own(words[last - 1] ?? 0)) last--
  return { from: first, to: last }
}

function ownsWord({ starts, words }: IntentWords, intent: number, word: number): boolean {
  let low = starts[intent] ?? 0
  let high = (starts[intent + 1] ?? 0) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const held = words[middle] ?? 0
    if (held === word) return true
    if (held < word) low = middle + 1
    else high = middle - 1
  }
  return false
}

interface PhraseSet {
  /** Words of the longest phrase that begins at `from` and ends at `to` at the latest; 0 for none. */
  longestAt(words: Int32Array, from: number, to: number): number
  longestBefore(words: Int32Array, from: number, to: number): number
}

function phraseSet(phrases: readonly string[], locale: Outline['locale']): PhraseSet {
  const sequences = phrases.map(phrase => [...wordsOf(phrase, locale).wordIds])
  const forward = sequenceTrie(sequences)
  const backward = sequenceTrie(sequences.map(sequence => sequence.toReversed()))
  return {
    longestAt: (words, from, to) =>
      longest(forward, to - from, offset => words[from + offset] ?? 0),
    longestBefore: (words, from, to) =>
      longest(backward, to - from, offset => words[to - 1 - offset] ?? 0),
  }
}

interface SequenceTrie {
  readonly trie: WordTrie
  readonly ends: ReadonlySet<number>
}

function sequenceTrie(sequences: readonly (readonly number[])[]): SequenceTrie {
  const builder = newTrie()
  const ends = new Set<number>()
  for (const sequence of sequences) {
    let node = 0
    for (const word of sequence) node = childFor(builder, node, word)
    if (node > 0) ends.add(node)
  }
  return { trie: freeze(builder), ends }
}

function longest({ trie, ends }: SequenceTrie, most: number, wordAt: (offset: number) => number) {
  let node = 0
  let found = 0
  for (let offset = 0; offset < most; offset++) {
    node = childOf(trie, node, wordAt(offset))
    if (!node) break
    if (ends.has(node)) found = offset + 1
  }
  return found
}
