/** Phrases and what they stand for, found by walking a text word by word. */
import { type Tokens, wordsOf } from './tokens.ts'

export interface Lexicon<T> {
  readonly root: Node<T>
}

export interface Found<T> {
  /** The token after the phrase. */
  readonly end: number
  readonly value: T
}

interface Node<T> {
  readonly next: Map<string, Node<T>>
  values?: T[]
}

export function lexicon<T>(entries: Iterable<readonly [string, T]>): Lexicon<T> {
  const root: Node<T> = { next: new Map() }
  for (const [phrase, value] of entries) {
    for (const spelling of spellings(phrase)) insert(root, wordsOf(spelling), value)
  }
  return { root }
}

/** Every phrase of the lexicon that begins at the token, longest first. */
export function lookUp<T>(
  { root }: Lexicon<T>,
  { words }: Tokens,
  at: number,
): readonly Found<T>[] {
  let node = root.next.get(words[at] ?? '')
  if (!node) return NONE
  const found: Found<T>[] = []
  for (let end = at + 1; node; end++) {
    for (const value of node.values ?? NONE) found.unshift({ end, value })
    node = end < words.length ? node.next.get(words[end] ?? '') : undefined
  }
  return found
}

const NONE: readonly never[] = []

/** `zwölf` is also written `zwoelf`. */
export function spellings(phrase: string): string[] {
  const spelled = phrase.replace(/[äöüÄÖÜ]/g, letter => UMLAUTS[letter] ?? letter)
  return spelled === phrase ? [phrase] : [phrase, spelled]
}

const UMLAUTS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
}

function insert<T>(root: Node<T>, words: readonly string[], value: T): void {
  if (words.length === 0) return
  let node = root
  for (const word of words) {
    let next = node.next.get(word)
    if (!next) node.next.set(word, (next = { next: new Map() }))
    node = next
  }
  if (!node.values) node.values = [value]
  else if (!node.values.includes(value)) node.values.push(value)
}
