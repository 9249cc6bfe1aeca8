import { LIMITS } from '../limits.ts'
import type { Program } from './program.ts'

/** Tells whether a text holds a match, most often with one look-up a character. */
export type Automaton = (text: string) => boolean

/** A set of places in the program at once, with what is known of where each character leads. */
interface State {
  readonly places: readonly number[]
  readonly isMatch: boolean
  /** By ASCII character. */
  readonly next: (State | undefined)[]
}

/**
 * The program as an automaton that is built while it is used: each set of places that texts lead to is worked out
 * once. There can be exponentially many, so few are kept, and what working them out may cost for one text is bounded:
 * beyond it the text counts as holding no match. Undefined for programs that ask what stands on both sides of a
 * place, which sets alone do not know.
 */
export function createAutomaton(program: Program): Automaton | undefined {
  const asksBothSides = program.some(
    step => step.kind === 'assert' && /boundary/.test(step.assertion),
  )
  if (asksBothSides) return undefined
  const states = new Map<string, State>()
  const stateOf = (set: Places): State => {
    const places = [...set.places].sort((a, b) => a - b)
    const name = `${set.isMatch} ${places.join()}`
    const known = states.get(name)
    if (known) return known
    if (states.size >= LIMITS.regexStates) {
      for (const state of states.values()) state.next.length = 0
      states.clear()
    }
    const state: State = { places, isMatch: set.isMatch, next: [] }
    states.set(name, state)
    return state
  }
  const after = (state: State, code: number): { readonly next: State; readonly cost: number } => {
    const set = noPlaces()
    for (const place of state.places) {
      const step = program[place]!
      if (step.kind === 'take' && step.has(code)) reach(program, place + 1, set, INSIDE)
    }
    // A match may begin anywhere.
    reach(program, 0, set, INSIDE)
    return { next: stateOf(set), cost: state.places.length + set.seen.size }
  }
  return text => {
    const first = noPlaces()
    reach(program, 0, first, { isStart: true, isEnd: text === '' })
    let state = stateOf(first)
    let work = 0
    for (let at = 0; at < text.length && !state.isMatch; at++) {
      const code = text.codePointAt(at) ?? 0
      if (code > 0xffff) at++
      let next = code < 128 ? state.next[code] : undefined
      if (!next) {
        const found = after(state, code)
        work += found.cost
        if (work > LIMITS.regexWork) return false
        next = found.next
        if (code < 128) state.next[code] = next
      }
      // Nothing can begin any more.
      if (next.places.length === 0 && !next.isMatch) return false
      state = next
    }
    return state.isMatch || matchesAtEnd(program, state)
  }
}

interface Places {
  /** Steps that take a character, and ends of the text that are waited for. */
  readonly places: Set<number>
  readonly seen: Set<number>
  isMatch: boolean
}

const noPlaces = (): Places => ({ places: new Set(), seen: new Set(), isMatch: false })

interface Where {
  readonly isStart: boolean
  readonly isEnd: boolean
}

const INSIDE: Where = { isStart: false, isEnd: false }

/** Adds what a place leads to without taking a character. */
function reach(program: Program, place: number, set: Places, { isStart, isEnd }: Where): void {
  const waiting = [place]
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    if (set.seen.has(current)) continue
    set.seen.add(current)
    const step = program[current]!
    switch (step.kind) {
      case 'match':
        set.isMatch = true
        break
      case 'take':
        set.places.add(current)
        break
      case 'split':
        waiting.push(step.second, step.first)
        break
      case 'jump':
        waiting.push(step.to)
        break
      case 'save':
        waiting.push(current + 1)
        break
      default:
        if (step.assertion === 'end' && !isEnd) set.places.add(current)
        else if (step.assertion === 'end' || isStart) waiting.push(current + 1)
    }
  }
}

function matchesAtEnd(program: Program, { places }: State): boolean {
  const set = noPlaces()
  for (const place of places) {
    if (program[place]!.kind === 'assert') {
      reach(program, place, set, { isStart: false, isEnd: true })
    }
  }
  return set.isMatch
}
