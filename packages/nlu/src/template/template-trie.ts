/** All sample utterances of a bot in one trie whose edges are words or slots (spec/nlu.md §5.2). */
import {
  childFor,
  freeze,
  newNode,
  newTrie,
  type TrieBuilder,
  type WordTrie,
} from '../table/word-trie.ts'

export interface TemplateTrie {
  readonly words: WordTrie
  /** Slot edges are lists: `slotEdges[node]` is the first, `edgeNext` the following; 0 ends a list. */
  readonly slotEdges: Int32Array
  readonly edgeSlot: Int32Array
  readonly edgeChild: Int32Array
  readonly edgeNext: Int32Array
  /** Templates that end at a node, listed likewise. */
  readonly ends: Int32Array
  readonly endIntent: Int32Array
  /** The slot that a slot-level utterance answers, or -1 for a sample utterance of the intent. */
  readonly endAnswers: Int32Array
  readonly endNext: Int32Array
  /** Literal words on the way to a node. */
  readonly literals: Int32Array
  /** The only intent whose templates pass a node, or MANY_INTENTS. */
  readonly owners: Int32Array
}

export const MANY_INTENTS = -1

/** One template: word hashes (literals) and slot numbers, in order. */
export interface TrieTemplate {
  readonly intent: number
  readonly answers: number
  readonly steps: readonly TrieStep[]
}

export type TrieStep =
  | { readonly kind: 'word'; readonly word: number }
  | { readonly kind: 'slot'; readonly slot: number }

export function buildTemplateTrie(templates: readonly TrieTemplate[]): TemplateTrie {
  const builder = newTrie()
  const edges: SlotEdge[] = []
  const firstEdge = new Map<number, number>()
  const ends: TemplateEnd[] = []
  const firstEnd = new Map<number, number>()
  const literals = new Map<number, number>()
  const owners = new Map<number, number>()
  for (const template of templates) {
    if (template.steps.length === 0) continue
    let node = 0
    let words = 0
    for (const step of template.steps) {
      if (step.kind === 'word') words++
      node =
        step.kind === 'word'
          ? childFor(builder, node, step.word)
          : slotChild(builder, { edges, first: firstEdge }, node, step.slot)
      literals.set(node, words)
      const owner = owners.get(node) ?? template.intent
      owners.set(node, owner === template.intent ? owner : MANY_INTENTS)
    }
    addEnd(ends, firstEnd, node, template)
  }
  return {
    words: freeze(builder),
    slotEdges: perNode(builder.nodes, firstEdge),
    edgeSlot: column(edges, edge => edge.slot),
    edgeChild: column(edges, edge => edge.child),
    edgeNext: column(edges, edge => edge.next),
    ends: perNode(builder.nodes, firstEnd),
    endIntent: column(ends, end => end.intent),
    endAnswers: column(ends, end => end.answers),
    endNext: column(ends, end => end.next),
    literals: perNode(builder.nodes, literals),
    owners: perNode(builder.nodes, owners.set(0, MANY_INTENTS)),
  }
}

interface SlotEdge {
  readonly slot: number
  readonly child: number
  next: number
}

interface TemplateEnd {
  readonly intent: number
  readonly answers: number
  readonly next: number
}

interface EdgeLists {
  readonly edges: SlotEdge[]
  readonly first: Map<number, number>
}

function slotChild(builder: TrieBuilder, lists: EdgeLists, node: number, slot: number): number {
  const first = lists.first.get(node) ?? 0
  for (let edge = first; edge > 0; edge = lists.edges[edge - 1]?.next ?? 0)
    if (lists.edges[edge - 1]?.slot === slot) return lists.edges[edge - 1]?.child ?? 0
  const child = newNode(builder)
  lists.edges.push({ slot, child, next: first })
  lists.first.set(node, lists.edges.length)
  return child
}

function addEnd(ends: TemplateEnd[], first: Map<number, number>, node: number, of: TrieTemplate) {
  const head = first.get(node) ?? 0
  for (let end = head; end > 0; end = ends[end - 1]?.next ?? 0) {
    const held = ends[end - 1]
    if (held?.intent === of.intent && held.answers === of.answers) return
  }
  ends.push({ intent: of.intent, answers: of.answers, next: head })
  first.set(node, ends.length)
}

/** Lists are numbered from 1, so column 0 stays empty. */
function column<T>(rows: readonly T[], value: (row: T) => number): Int32Array {
  const cells = new Int32Array(rows.length + 1)
  for (let row = 0; row < rows.length; row++) cells[row + 1] = value(rows[row]!)
  return cells
}

function perNode(nodes: number, values: ReadonlyMap<number, number>): Int32Array {
  const cells = new Int32Array(nodes)
  for (const [node, value] of values) cells[node] = value
  return cells
}
