/** Finds the templates that an utterance fills from its first word to its last (spec/nlu.md §5.2). */
import { LIMITS } from '../limits.ts'
import { childOf } from '../table/word-trie.ts'
import { combine } from '../text/hash.ts'
import { MANY_INTENTS, type TemplateTrie } from './template-trie.ts'

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

export interface TemplateMatcher {
  /** Templates whose slots hold values that a list or grammar knows. */
  closed(input: TemplateInput): TemplateMatch[]
  /** Templates of one intent; words that no list knows may fill a slot too. */
  open(input: TemplateInput, intent: number): TemplateMatch[]
}

/**
 * The words lead from the root through the trie; a place in it that is reached at a word is an arrival. Of
 * two arrivals at the same place and word the one with fewer unknown words stays, so the work is bounded by
 * places × words, and by LIMITS.templateArrivals.
 */
export function newTemplateMatcher(trie: TemplateTrie): TemplateMatcher {
  const walk = newWalk()
  return {
    closed: input => match({ trie, input, intent: MANY_INTENTS, open: false, walk }),
    open: (input, intent) => match({ trie, input, intent, open: true, walk }),
  }
}

/** Arrivals in columns that the next walk overwrites. */
interface Walk {
  count: number
  readonly node: Int32Array
  readonly previous: Int32Array
  readonly openWords: Int32Array
  /** The slot filled on the way here (-1 for none), its words and its hit. */
  readonly slot: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
  readonly hit: Int32Array
  /** Arrivals at the same word, the first of which `first` has; -1 ends. */
  readonly next: Int32Array
  first: Int32Array
  last: Int32Array
  /** Arrival by place and word; entries of former walks have another stamp. */
  readonly table: Int32Array
  readonly stamps: Int32Array
  stamp: number
}

function newWalk(): Walk {
  const column = () => new Int32Array(LIMITS.templateArrivals)
  return {
    count: 0,
    node: column(),
    previous: column(),
    openWords: column(),
    slot: column(),
    from: column(),
    to: column(),
    hit: column(),
    next: column(),
    first: new Int32Array(64),
    last: new Int32Array(64),
    table: new Int32Array(LIMITS.templateArrivals * 2),
    stamps: new Int32Array(LIMITS.templateArrivals * 2),
    stamp: 0,
  }
}

interface Matching {
  readonly trie: TemplateTrie
  readonly input: TemplateInput
  /** The only intent that matters, or MANY_INTENTS. */
  readonly intent: number
  readonly open: boolean
  readonly walk: Walk
}

function match(matching: Matching): TemplateMatch[] {
  const { walk, input } = matching
  const length = input.words.length
  if (length === 0) return []
  begin(walk, length)
  arrive(matching, { node: 0, previous: -1, openWords: 0, slot: -1, from: 0, to: 0, hit: -1 })
  for (let word = 0; word < length; word++)
    for (let at = walk.first[word]!; at >= 0; at = walk.next[at]!) leave(matching, word, at)
  const matches: TemplateMatch[] = []
  for (let at = walk.first[length]!; at >= 0; at = walk.next[at]!) addEnds(matching, at, matches)
  return matches
}

function begin(walk: Walk, length: number): void {
  if (walk.first.length <= length) {
    walk.first = new Int32Array(length * 2)
    walk.last = new Int32Array(length * 2)
  }
  walk.first.fill(-1, 0, length + 1)
  walk.count = 0
  walk.stamp++
}

interface Arrival {
  readonly node: number
  readonly previous: number
  readonly openWords: number
  readonly slot: number
  readonly from: number
  readonly to: number
  readonly hit: number
}

function leave(matching: Matching, word: number, at: number): void {
  const { trie, input, walk, open } = matching
  const node = walk.node[at]!
  const openWords = walk.openWords[at]!
  const child = childOf(trie.words, node, input.words[word]!)
  if (child) {
    const to = word + 1
    arrive(matching, { node: child, previous: at, openWords, slot: -1, from: word, to, hit: -1 })
  }
  for (let edge = trie.slotEdges[node]!; edge > 0; edge = trie.edgeNext[edge]!) {
    const slot = trie.edgeSlot[edge]!
    const next = trie.edgeChild[edge]!
    if (!matters(matching, next)) continue
    for (const hit of input.hitsAt(word)) {
      if (!input.fits(hit, slot)) continue
      const to = input.hitEnd(hit)
      arrive(matching, { node: next, previous: at, openWords, slot, from: word, to, hit })
    }
    const last = open ? Math.min(word + LIMITS.openWords, input.words.length) : word
    for (let to = word + 1; to <= last; to++) {
      const unknown = openWords + to - word
      arrive(matching, {
        node: next,
        previous: at,
        openWords: unknown,
        slot,
        from: word,
        to,
        hit: -1,
      })
    }
  }
}

/** Whether templates of the intent lie behind a place. */
const matters = ({ trie, intent }: Matching, node: number) =>
  intent === MANY_INTENTS || trie.owners[node] === intent || trie.owners[node] === MANY_INTENTS

function arrive(matching: Matching, arrival: Arrival): void {
  const { walk } = matching
  if (walk.count >= LIMITS.templateArrivals || !matters(matching, arrival.node)) return
  const place = placeOfArrival(walk, arrival)
  if (walk.stamps[place] === walk.stamp) {
    const held = walk.table[place]!
    // Nothing has left an arrival at a later word yet, so it can be overwritten.
    if (walk.openWords[held]! > arrival.openWords) write(walk, held, arrival)
    return
  }
  const at = walk.count++
  walk.stamps[place] = walk.stamp
  walk.table[place] = at
  write(walk, at, arrival)
  walk.next[at] = -1
  if (walk.first[arrival.to]! < 0) walk.first[arrival.to] = at
  else walk.next[walk.last[arrival.to]!] = at
  walk.last[arrival.to] = at
}

function placeOfArrival(walk: Walk, { node, to }: Arrival): number {
  const mask = walk.table.length - 1
  for (let place = combine(node, to) & mask; ; place = (place + 1) & mask) {
    if (walk.stamps[place] !== walk.stamp) return place
    const held = walk.table[place]!
    if (walk.node[held] === node && walk.to[held] === to) return place
  }
}

function write(walk: Walk, at: number, arrival: Arrival): void {
  walk.node[at] = arrival.node
  walk.previous[at] = arrival.previous
  walk.openWords[at] = arrival.openWords
  walk.slot[at] = arrival.slot
  walk.from[at] = arrival.from
  walk.to[at] = arrival.to
  walk.hit[at] = arrival.hit
}

function addEnds({ trie, walk, intent }: Matching, at: number, matches: TemplateMatch[]): void {
  const node = walk.node[at]!
  for (let end = trie.ends[node]!; end > 0; end = trie.endNext[end]!) {
    const owner = trie.endIntent[end]!
    if (intent !== MANY_INTENTS && owner !== intent) continue
    matches.push({
      intent: owner,
      answers: trie.endAnswers[end]!,
      literals: trie.literals[node]!,
      openWords: walk.openWords[at]!,
      fills: fillsOf(walk, at),
    })
  }
}

function fillsOf(walk: Walk, end: number): Fill[] {
  const fills: Fill[] = []
  for (let at = end; at >= 0; at = walk.previous[at]!) {
    if (walk.slot[at]! < 0) continue
    fills.unshift({
      slot: walk.slot[at]!,
      from: walk.from[at]!,
      to: walk.to[at]!,
      hit: walk.hit[at]!,
    })
  }
  return fills
}
