/** Finds the templates that an utterance fills from its first word to its last (spec/nlu.md §5.2). */
import { OPEN_WORDS, TEMPLATE_ARRIVALS } from '../limits.ts'
import { childOf } from '../table/word-trie.ts'
import type { TemplateTrie } from './template-trie.ts'

export interface TemplateMatch {
  readonly intent: number
  /** The slot that a slot-level utterance answers, or -1. */
  readonly answers: number
  readonly literals: number
  /** Words that stand for a slot though no list or grammar knows them. */
  readonly openWords: number
  readonly fills: readonly Fill[]
}

export interface Fill {
  readonly slot: number
  readonly from: number
  readonly to: number
  /** Number of the hit that fills the slot, or -1 for words that no list knows. */
  readonly hit: number
}

export interface TemplateInput {
  readonly words: Int32Array
  /** Numbers of the hits that begin at a word, preferred ones first. */
  hitsAt(from: number): readonly number[]
  hitEnd(hit: number): number
  /** Whether a hit is a value of a slot. */
  fits(hit: number, slot: number): boolean
}

/** `open`: words that no list knows may fill a slot too. */
export function matchTemplates(
  trie: TemplateTrie,
  input: TemplateInput,
  open: boolean,
): TemplateMatch[] {
  const { words } = input
  if (words.length === 0) return []
  const walk: Walk = { arrivals: [], at: Array.from({ length: words.length + 1 }, () => new Map()) }
  arrive(walk, 0, ROOT)
  for (let position = 0; position < words.length; position++)
    for (const index of walk.at[position]?.values() ?? [])
      leave({ trie, input, open, walk }, position, index)
  return [...(walk.at[words.length]?.values() ?? [])].flatMap(index => endsAt(trie, walk, index))
}

interface Arrival {
  readonly node: number
  readonly previous: number
  readonly openWords: number
  readonly fill: Fill | undefined
}

interface Walk {
  readonly arrivals: Arrival[]
  /** Per position: node → number of its best arrival. */
  readonly at: readonly Map<number, number>[]
}

interface Step {
  readonly trie: TemplateTrie
  readonly input: TemplateInput
  readonly open: boolean
  readonly walk: Walk
}

const ROOT: Arrival = { node: 0, previous: -1, openWords: 0, fill: undefined }

function leave(step: Step, position: number, index: number): void {
  const { trie, input, walk } = step
  const { node, openWords } = walk.arrivals[index]!
  const child = childOf(trie.words, node, input.words[position] ?? 0)
  if (child)
    arrive(walk, position + 1, { node: child, previous: index, openWords, fill: undefined })
  for (let edge = trie.slotEdges[node] ?? 0; edge > 0; edge = trie.edgeNext[edge] ?? 0) {
    const slot = trie.edgeSlot[edge] ?? 0
    const next = trie.edgeChild[edge] ?? 0
    for (const hit of input.hitsAt(position)) {
      if (!input.fits(hit, slot)) continue
      const to = input.hitEnd(hit)
      const fill = { slot, from: position, to, hit }
      arrive(walk, to, { node: next, previous: index, openWords, fill })
    }
    if (step.open) leaveOpen(step, { position, index, slot, next })
  }
}

interface OpenEdge {
  readonly position: number
  readonly index: number
  readonly slot: number
  readonly next: number
}

function leaveOpen({ input, walk }: Step, { position, index, slot, next }: OpenEdge): void {
  const { openWords } = walk.arrivals[index]!
  const last = Math.min(position + OPEN_WORDS, input.words.length)
  for (let to = position + 1; to <= last; to++)
    arrive(walk, to, {
      node: next,
      previous: index,
      openWords: openWords + to - position,
      fill: { slot, from: position, to, hit: -1 },
    })
}

/** Of two ways to the same node at the same word, the one with fewer unknown words stays. */
function arrive(walk: Walk, position: number, arrival: Arrival): void {
  const here = walk.at[position]
  if (!here || walk.arrivals.length >= TEMPLATE_ARRIVALS) return
  const held = here.get(arrival.node)
  if (held !== undefined && (walk.arrivals[held]?.openWords ?? 0) <= arrival.openWords) return
  here.set(arrival.node, walk.arrivals.length)
  walk.arrivals.push(arrival)
}

function endsAt(trie: TemplateTrie, walk: Walk, index: number): TemplateMatch[] {
  const { node, openWords } = walk.arrivals[index]!
  const matches: TemplateMatch[] = []
  for (let end = trie.ends[node] ?? 0; end > 0; end = trie.endNext[end] ?? 0)
    matches.push({
      intent: trie.endIntent[end] ?? 0,
      answers: trie.endAnswers[end] ?? -1,
      literals: trie.literals[node] ?? 0,
      openWords,
      fills: fillsOf(walk, index),
    })
  return matches
}

function fillsOf(walk: Walk, index: number): Fill[] {
  const fills: Fill[] = []
  for (let at = index; at >= 0; at = walk.arrivals[at]?.previous ?? -1) {
    const fill = walk.arrivals[at]?.fill
    if (fill) fills.unshift(fill)
  }
  return fills
}
