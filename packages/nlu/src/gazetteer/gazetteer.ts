/** The listed values and synonyms of a bot's slot types, found in an utterance word by word (spec/nlu.md §5.8). */
import {
  childFor,
  childOf,
  freeze,
  newTrie,
  type TrieBuilder,
  type WordTrie,
} from '../table/word-trie.ts'
import { hashText } from '../text/hash.ts'
import { type Words, wordsOf } from '../text/words.ts'
import type { Locale } from '../types.ts'

export interface Gazetteer {
  readonly words: WordTrie
  /** Entries that end at a node: `first[node]`, then `next`; 0 ends the list. */
  readonly first: Int32Array
  readonly next: Int32Array
  readonly type: Int32Array
  readonly value: Int32Array
}

/** A listed value found in an utterance. */
export interface ListedValue {
  readonly type: number
  readonly value: number
  /** Words, end exclusive. */
  readonly from: number
  readonly to: number
  /** Its words share stems with the value, no more. */
  readonly inflected: boolean
}

export interface ListedType {
  readonly type: number
  readonly values: readonly { readonly value: string; readonly synonyms: readonly string[] }[]
}

export function buildGazetteer(types: readonly ListedType[], locale: Locale): Gazetteer {
  const builder = newTrie()
  const entries: Entry[] = []
  const first = new Map<number, number>()
  const add = (words: Int32Array, kind: number, type: number, value: number) => {
    const node = path(builder, words, kind)
    if (node > 0) addEntry(entries, first, node, { type, value })
  }
  for (const { type, values } of types)
    for (const [phrases, synonyms] of [
      [values.map(({ value }) => [value]), false],
      [values.map(value => value.synonyms), true],
    ] as const)
      for (let value = 0; value < phrases.length; value++)
        for (const phrase of phrases[value] ?? []) {
          const words = wordsOf(phrase, locale)
          const kind = synonyms ? 1 : 0
          add(words.wordIds, EXACT, type, value * 2 + kind)
          const letters = spelled(phrase)
          if (letters) add(letters, EXACT, type, value * 2 + kind)
          add(words.stemIds, STEM, type, value * 2 + kind)
        }
  return freezeGazetteer(builder, entries, first)
}

/** Calls `found` for every listed value, exact ones before those that share stems only. */
export function findListed(
  gazetteer: Gazetteer,
  { wordIds, stemIds }: Words,
  found: (listed: ListedValue) => void,
): void {
  for (const [kind, ids] of [
    [EXACT, wordIds],
    [STEM, stemIds],
  ] as const) {
    const root = childOf(gazetteer.words, 0, kind)
    if (!root) continue
    for (let from = 0; from < ids.length; from++) {
      let node = root
      for (let to = from; to < ids.length; to++) {
        node = childOf(gazetteer.words, node, ids[to] ?? 0)
        if (!node) break
        for (let entry = gazetteer.first[node] ?? 0; entry > 0; entry = gazetteer.next[entry] ?? 0)
          found({
            type: gazetteer.type[entry]!,
            value: gazetteer.value[entry]! >> 1,
            from,
            to: to + 1,
            inflected: kind === STEM,
          })
      }
    }
  }
}

// The two ways to a value part at the root.
const EXACT = 1
const STEM = 2

interface Entry {
  readonly type: number
  /** Twice the number of the value, plus one when a synonym led to it. */
  readonly value: number
  next: number
}

function path(builder: TrieBuilder, words: Int32Array, kind: number): number {
  if (words.length === 0) return 0
  let node = childFor(builder, 0, kind)
  for (const word of words) node = childFor(builder, node, word)
  return node
}

/** Kept in order of insertion: values before synonyms, as resolutions are listed. */
function addEntry(
  entries: Entry[],
  first: Map<number, number>,
  node: number,
  { type, value }: { type: number; value: number },
): void {
  let last = 0
  for (let at = first.get(node) ?? 0; at > 0; at = entries[at - 1]?.next ?? 0) {
    const held = entries[at - 1]
    if (held?.type === type && held.value >> 1 === value >> 1) return
    last = at
  }
  entries.push({ type, value, next: 0 })
  if (last > 0) entries[last - 1]!.next = entries.length
  else first.set(node, entries.length)
}

/** The letters of an acronym one by one: `D V D` is how speech spells DVD (spec/lex-runtime.md §4.3). */
function spelled(phrase: string): Int32Array | undefined {
  const bare = phrase.replace(/[. ]/g, '')
  if (!/^[A-Z]{2,6}$/.test(bare)) return undefined
  return Int32Array.from(bare.toLowerCase(), letter => hashText(letter))
}

function freezeGazetteer(
  builder: TrieBuilder,
  entries: readonly Entry[],
  first: ReadonlyMap<number, number>,
): Gazetteer {
  const firsts = new Int32Array(builder.nodes)
  for (const [node, entry] of first) firsts[node] = entry
  const column = (value: (entry: Entry) => number) => {
    const cells = new Int32Array(entries.length + 1)
    for (let at = 0; at < entries.length; at++) cells[at + 1] = value(entries[at]!)
    return cells
  }
  return {
    words: freeze(builder),
    first: firsts,
    next: column(entry => entry.next),
    type: column(entry => entry.type),
    value: column(entry => entry.value),
  }
}
