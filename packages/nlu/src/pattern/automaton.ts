/**
 * Matches a pattern's tree against whole texts in time bounded by text × pattern: an automaton is followed
 * through all its states at once, and sets of states that were met before are stepped through by table.
 */
import { LIMITS } from '../limits.ts'

export type Tree =
  | { readonly kind: 'set'; readonly ranges: readonly Range[]; readonly negated: boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Tree[] }
  | { readonly kind: 'either'; readonly options: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly item: Tree; readonly min: number; readonly max: number }

export type Range = readonly [number, number]
export type SetTree = Extract<Tree, { kind: 'set' }>

/** Whether a whole text is one that the tree describes. */
export function newMatcher(tree: Tree): (text: string) => boolean {
  let known: Walk | undefined
  return text => {
    if (!known || known.members > LIMITS.patternMembers) known = newWalk(tree)
    const walk = known
    let place = walk.begin
    for (let unit = 0; unit < text.length; unit++) {
      if (place.members.length === 0) return false
      place = stepFrom(walk, place, text.charCodeAt(unit))
    }
    return place.accepts
  }
}

export const contains = ({ ranges, negated }: SetTree, code: number): boolean =>
  ranges.some(([first, last]) => first <= code && code <= last) !== negated

interface Automaton {
  readonly start: number
  readonly accept: number
  /** A state either consumes a unit of `set` and goes to `next`, or goes to `free` without. */
  readonly states: readonly State[]
}

interface State {
  set: SetTree | undefined
  next: number
  readonly free: number[]
}

/** What a text read so far has led to: all states that can be meant. */
interface Place {
  /** Those that consume something. */
  readonly members: Int32Array
  readonly accepts: boolean
  /** Where a unit leads, by its kind. */
  readonly steps: Map<number, Place>
}

interface Walk {
  readonly automaton: Automaton
  readonly begin: Place
  /** Units between two neighbouring bounds are all alike to the pattern. */
  readonly bounds: Int32Array
  readonly places: Map<string, Place>
  /** Of all places together: when there are too many, the next text begins anew. */
  members: number
}

function newWalk(tree: Tree): Walk {
  const automaton = compile(tree)
  const begin = placeOf(automaton, [automaton.start])
  const bounds = new Set<number>()
  for (const { set } of automaton.states)
    for (const [first, last] of set?.ranges ?? []) bounds.add(first).add(last + 1)
  return {
    automaton,
    begin,
    bounds: Int32Array.from(bounds).sort(),
    places: new Map(),
    members: 0,
  }
}

function stepFrom(walk: Walk, from: Place, code: number): Place {
  const kind = boundsUpTo(walk.bounds, code)
  const known = from.steps.get(kind)
  if (known) return known
  const { states } = walk.automaton
  const reached: number[] = []
  for (const at of from.members)
    if (contains(states[at]!.set!, code)) reached.push(states[at]!.next)
  const made = placeOf(walk.automaton, reached)
  const name = `${made.accepts} ${made.members.join()}`
  const place = walk.places.get(name) ?? made
  if (place === made) {
    walk.places.set(name, made)
    walk.members += made.members.length + 1
  }
  from.steps.set(kind, place)
  return place
}

function boundsUpTo(bounds: Int32Array, code: number): number {
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (bounds[middle]! <= code) low = middle + 1
    else high = middle
  }
  return low
}

/** Everything reachable for free; a set also bounds the walk where nothing is consumed. */
function placeOf({ states, accept }: Automaton, from: readonly number[]): Place {
  const reached = new Set(from)
  for (const at of reached) for (const next of states[at]!.free) reached.add(next)
  const members = Int32Array.from([...reached].filter(at => states[at]!.set)).sort()
  return { members, accepts: reached.has(accept), steps: new Map() }
}

function compile(tree: Tree): Automaton {
  const states: State[] = []
  const start = addState(states)
  return { start, accept: append(states, start, tree), states }
}

function addState(states: State[]): number {
  states.push({ set: undefined, next: -1, free: [] })
  return states.length - 1
}

/** Adds the states of a tree behind `from`; the result is the state in which it has been read. */
function append(states: State[], from: number, tree: Tree): number {
  switch (tree.kind) {
    case 'set': {
      const entry = addState(states)
      const exit = addState(states)
      states[from]!.free.push(entry)
      states[entry]!.set = tree
      states[entry]!.next = exit
      return exit
    }
    case 'sequence':
      return tree.items.reduce((at, item) => append(states, at, item), from)
    case 'either': {
      const exit = addState(states)
      for (const option of tree.options) states[append(states, from, option)]!.free.push(exit)
      return exit
    }
    case 'repeat': {
      const exit = addState(states)
      let at = from
      for (let count = 0; count < tree.max; count++) {
        if (count >= tree.min) states[at]!.free.push(exit)
        at = append(states, at, tree.item)
      }
      states[at]!.free.push(exit)
      return exit
    }
    default:
      return tree satisfies never
  }
}
