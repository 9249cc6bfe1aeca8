import { spend } from './effort.ts'

/**
 * A pattern as a set of states in bits: state n is reached when n of its characters have been read. Each
 * character of a text moves all states at once, so the time is text × pattern / 32, whatever the pattern:
 * a policy of 6 KB cannot make a decision slow.
 */
export interface Automaton {
  readonly words: number
  /** Per ASCII character, the states that it leads on from. */
  readonly ascii: Int32Array
  readonly others: ReadonlyMap<number, Int32Array>
  /** The states that any character leads on from: those before a `?`. */
  readonly unnamed: Int32Array
  /** The states that any character leaves as they are: those before a `*`. */
  readonly loops: Int32Array
  readonly last: number
  readonly endsInStar: boolean
}

export function compileAutomaton(pattern: string): Automaton {
  const characters = [...pattern].map(character => character.codePointAt(0)!)
  const size = characters.filter(character => character !== 42).length
  const words = (size >>> 5) + 1
  const ascii = new Int32Array(128 * words)
  const others = new Map<number, Int32Array>()
  const unnamed = new Int32Array(words)
  const loops = new Int32Array(words)
  const ones: number[] = []
  let state = 0
  for (const character of characters) {
    if (character === 42) set(loops, 0, state)
    else if (character === 63) ones.push(state++)
    else if (character < 128) set(ascii, character * words, state++)
    else {
      const row = others.get(character) ?? new Int32Array(words)
      others.set(character, row)
      set(row, 0, state++)
    }
  }
  for (const one of ones) {
    set(unnamed, 0, one)
    for (let character = 0; character < 128; character++) set(ascii, character * words, one)
    for (const row of others.values()) set(row, 0, one)
  }
  const endsInStar = characters.at(-1) === 42
  return { words, ascii, others, unnamed, loops, last: size, endsInStar }
}

function set(bits: Int32Array, offset: number, state: number): void {
  bits[offset + (state >>> 5)] = bits[offset + (state >>> 5)]! | (1 << (state & 31))
}

export function accepts(automaton: Automaton, text: string, from: number, to: number): boolean {
  spend((to - from) * automaton.words)
  return automaton.words === 1
    ? acceptsShort(automaton, text, from, to)
    : acceptsLong(automaton, text, from, to)
}

function acceptsShort(
  { ascii, others, unnamed, loops, last, endsInStar }: Automaton,
  text: string,
  from: number,
  to: number,
): boolean {
  const stays = loops[0]!
  const goal = 1 << last
  let states = 1
  for (let at = from; at < to; at++) {
    if (endsInStar && (states & goal) !== 0) return true
    let row = ascii[text.charCodeAt(at)]
    if (row === undefined) {
      const character = text.codePointAt(at)!
      if (character > 0xffff) at++
      row = (others.get(character) ?? unnamed)[0]!
    }
    states = ((states & row) << 1) | (states & stays)
    if (states === 0) return false
  }
  return (states & goal) !== 0
}

// Deciding is synchronous, so one set of states serves every match.
let scratch = new Int32Array(64)

function acceptsLong(automaton: Automaton, text: string, from: number, to: number): boolean {
  const { words, ascii, others, unnamed, loops, last, endsInStar } = automaton
  if (scratch.length < words) scratch = new Int32Array(words * 2)
  const states = scratch
  states.fill(0, 0, words)
  states[0] = 1
  const goalWord = last >>> 5
  const goal = 1 << (last & 31)
  for (let at = from; at < to; at++) {
    if (endsInStar && (states[goalWord]! & goal) !== 0) return true
    const unit = text.charCodeAt(at)
    let rows = ascii
    let offset = unit * words
    if (unit >= 128) {
      const character = text.codePointAt(at)!
      if (character > 0xffff) at++
      rows = others.get(character) ?? unnamed
      offset = 0
    }
    let carry = 0
    let alive = 0
    for (let word = 0; word < words; word++) {
      const now = states[word]!
      const moved = now & rows[offset + word]!
      const next = (moved << 1) | carry | (now & loops[word]!)
      carry = moved >>> 31
      states[word] = next
      alive |= next
    }
    if (alive === 0) return false
  }
  return (states[goalWord]! & goal) !== 0
}
