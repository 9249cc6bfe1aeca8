import { never } from '../../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { isWordCode } from './character-set.ts'
import type { Program } from './program.ts'
import type { Assertion } from './syntax.ts'

/** Places of starts and ends by slot; -1 where there is none. */
type Slots = Int32Array

interface Options {
  /** 0 when only asked whether it matches. */
  readonly slots: number
  readonly first: ((code: number) => boolean) | undefined
}

/** Threads in the order of preference: each place of the program at most once. */
interface Threads {
  readonly places: number[]
  readonly slots: Slots[]
  /** By place: the position in the text at which it was entered last. */
  readonly entered: Int32Array
  /** Places still to be entered, empty between two steps of the text. */
  readonly waiting: number[]
  readonly waitingSlots: Slots[]
}

/**
 * Runs the program at every place of the text at once. A step of the text costs no more than the program has
 * steps, whatever it holds; a text that would cost more than is granted counts as holding no match.
 */
export function run(program: Program, text: string, { slots, first }: Options): Slots | undefined {
  let now = threadsFor(program)
  let next = threadsFor(program)
  // Never written to: a thread that saves a place has slots of its own.
  const nowhere = new Int32Array(slots).fill(-1)
  let found: Slots | undefined
  let work = 0
  for (let at = 0; at <= text.length; ) {
    if (now.places.length === 0) {
      if (found) break
      if (first) at = skip(text, at, first)
      if (first && at >= text.length) break
    }
    if (!found) work += enter(program, now, 0, { text, at, slots: nowhere })
    work += now.places.length + 1
    if (work > LIMITS.regexWork) return undefined
    const code = text.codePointAt(at)
    const after = at + (code !== undefined && code > 0xffff ? 2 : 1)
    for (let index = 0; index < now.places.length; index++) {
      const place = now.places[index]!
      const step = program[place]!
      if (step.kind === 'match') {
        found = now.slots[index]
        // Only what is preferred to this match may go on.
        break
      }
      if (step.kind === 'take' && code !== undefined && step.has(code)) {
        work += enter(program, next, place + 1, { text, at: after, slots: now.slots[index]! })
      }
    }
    if (found && slots === 0) return found
    now.places.length = 0
    now.slots.length = 0
    const used = now
    now = next
    next = used
    at = after
  }
  return found
}

const threadsFor = (program: Program): Threads => ({
  places: [],
  slots: [],
  entered: new Int32Array(program.length).fill(-1),
  waiting: [],
  waitingSlots: [],
})

function skip(text: string, from: number, first: (code: number) => boolean): number {
  let at = from
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0
    if (first(code)) return at
    at += code > 0xffff ? 2 : 1
  }
  return at
}

interface Entry {
  readonly text: string
  readonly at: number
  readonly slots: Slots
}

/** Adds the steps that a place leads to without taking a character; returns how many it went through. */
function enter(
  program: Program,
  threads: Threads,
  place: number,
  { text, at, slots }: Entry,
): number {
  const { entered, waiting, waitingSlots } = threads
  let steps = 0
  waiting.push(place)
  waitingSlots.push(slots)
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    const own = waitingSlots.pop() ?? slots
    if (entered[current] === at) continue
    entered[current] = at
    steps++
    const step = program[current]!
    switch (step.kind) {
      case 'jump':
        waiting.push(step.to)
        waitingSlots.push(own)
        break
      case 'split':
        waiting.push(step.second, step.first)
        waitingSlots.push(own, own)
        break
      case 'save':
        waiting.push(current + 1)
        waitingSlots.push(saved(own, step.slot, at))
        break
      case 'assert':
        if (!holds(step.assertion, text, at)) break
        waiting.push(current + 1)
        waitingSlots.push(own)
        break
      default:
        threads.places.push(current)
        threads.slots.push(own)
    }
  }
  return steps
}

function saved(slots: Slots, slot: number, at: number): Slots {
  if (slot >= slots.length) return slots
  const changed = slots.slice()
  changed[slot] = at
  return changed
}

function holds(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case 'start':
      return at === 0
    case 'end':
      return at === text.length
    case 'boundary':
      return isBoundary(text, at)
    case 'no-boundary':
      return !isBoundary(text, at)
    default:
      return never(assertion)
  }
}

const isBoundary = (text: string, at: number) =>
  isWordCode(text.charCodeAt(at - 1)) !== isWordCode(text.charCodeAt(at))
