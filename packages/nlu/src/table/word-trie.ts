/** A trie over word hashes in typed arrays. The root is node 0, so child 0 means none. */
import { combine } from '../text/hash.ts'

export interface WordTrie {
  readonly edgeNode: Int32Array
  readonly edgeWord: Int32Array
  readonly edgeChild: Int32Array
}

export function childOf({ edgeNode, edgeWord, edgeChild }: WordTrie, node: number, word: number) {
  const mask = edgeChild.length - 1
  for (let place = combine(node + 1, word) & mask; ; place = (place + 1) & mask) {
    const child = edgeChild[place]
    if (!child) return 0
    if (edgeNode[place] === node && edgeWord[place] === word) return child
  }
}

/** Grows a trie; `freeze` gives its lasting form. */
export interface TrieBuilder {
  nodes: number
  readonly children: Map<number, number>
}

export const newTrie = (): TrieBuilder => ({ nodes: 1, children: new Map() })

export const newNode = (builder: TrieBuilder): number => builder.nodes++

export function childFor(builder: TrieBuilder, node: number, word: number): number {
  const key = edgeKey(node, word)
  let child = builder.children.get(key)
  if (child === undefined) builder.children.set(key, (child = newNode(builder)))
  return child
}

export function freeze({ children }: TrieBuilder): WordTrie {
  let size = 8
  while (size < children.size * 2) size *= 2
  const edgeNode = new Int32Array(size)
  const edgeWord = new Int32Array(size)
  const edgeChild = new Int32Array(size)
  for (const [key, child] of children) {
    const node = Math.floor(key / WORDS)
    const word = (key % WORDS) | 0
    let place = combine(node + 1, word) & (size - 1)
    while (edgeChild[place]) place = (place + 1) & (size - 1)
    edgeNode[place] = node
    edgeWord[place] = word
    edgeChild[place] = child
  }
  return { edgeNode, edgeWord, edgeChild }
}

const WORDS = 2 ** 32
// Exact below 2^53: nodes stay far below 2^21.
const edgeKey = (node: number, word: number) => node * WORDS + (word >>> 0)
