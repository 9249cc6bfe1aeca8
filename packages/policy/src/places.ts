import { spend } from './effort.ts'
import { LIMITS } from './limits.ts'

/**
 * All places of a text at once, as the bits of one large number: where each character stands, and so where a
 * stretch ends that has been followed for some characters from everywhere. A step of it is two native
 * operations, whatever the text.
 */
export interface Places {
  readonly text: string
  readonly byUnit: Map<number, bigint>
  /** Where a character of two units begins. */
  pairs: bigint | undefined
  searches: number
}

const searched = new Map<string, Places>()

export function placesOf(text: string): Places {
  const known = searched.get(text)
  if (known) return known
  if (searched.size >= LIMITS.searchedTexts) searched.clear()
  const places: Places = { text, byUnit: new Map(), pairs: undefined, searches: 0 }
  searched.set(text, places)
  return places
}

// A native search looks at each place where the first of a few characters stands: slow in a long text that is
// made of it, when hundreds are searched there. Longer ones skip (Boyer and Moore), a single one is found at once.
const LONG_TEXT = 256
const SHORTEST_SKIPPING = 7
const MANY = 8

/** Steps that a search by places costs at least. */
const LEAST_STEPS = 900

/** Where a few characters are better searched by places; undefined elsewhere. */
export function muchSearched(wanted: string, text: string, from: number): Places | undefined {
  if (text.length - from < LONG_TEXT) return undefined
  if (wanted.length < 2 || wanted.length >= SHORTEST_SKIPPING) return undefined
  const places = placesOf(text)
  return ++places.searches > MANY ? places : undefined
}

/**
 * Where the first occurrence between the two ends; -1 when there is none.
 * @param ones where in what is wanted any character may stand
 */
export function endInPlaces(
  wanted: string,
  ones: readonly number[],
  places: Places,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const cost = 1 + (places.text.length >>> 5)
  spend(LEAST_STEPS)
  const pairs = ones.length > 0 ? pairsOf(places) : 0n
  let ends = from === 0 ? -1n : -1n << BigInt(from)
  let one = 0
  // Several steps to the right are made at once.
  let shift = 0
  let unit = -1
  let standing = 0n
  for (let i = 0; i < wanted.length; i++) {
    if ((i & 15) === 0) spend(16 * cost)
    if (ones[one] === i) {
      one++
      if (pairs !== 0n) {
        ends = shifted(ends, shift)
        shift = 0
        ends = (ends & ~pairs) | ((ends & pairs) << 1n)
      }
    } else {
      const next = wanted.charCodeAt(i)
      if (next !== unit) standing = placesOfUnit(places, next)
      unit = next
      ends = (shift === 0 ? ends : shifted(ends, shift)) & standing
      if (ends === 0n) return -1
      shift = 0
    }
    shift++
  }
  const end = lowest(shifted(ends, shift))
  return end <= to ? end : -1
}

const SHIFTS = Array.from({ length: 64 }, (_, i) => BigInt(i))
const shifted = (bits: bigint, by: number) => bits << (SHIFTS[by] ?? BigInt(by))
const lowest = (bits: bigint): number => (bits & -bits).toString(2).length - 1

function placesOfUnit(places: Places, unit: number): bigint {
  const known = places.byUnit.get(unit)
  if (known !== undefined) return known
  const { text } = places
  const character = String.fromCharCode(unit)
  const words = new Uint32Array((text.length >>> 5) + 1)
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    words[at >>> 5]! |= 1 << (at & 31)
  }
  const bits = bitsOf(words)
  places.byUnit.set(unit, bits)
  return bits
}

function pairsOf(places: Places): bigint {
  if (places.pairs !== undefined) return places.pairs
  const { text } = places
  const words = new Uint32Array((text.length >>> 5) + 1)
  for (const { index } of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) {
    words[index >>> 5]! |= 1 << (index & 31)
  }
  places.pairs = bitsOf(words)
  return places.pairs
}

function bitsOf(words: Uint32Array): bigint {
  let bits = 0n
  for (let i = words.length - 1; i >= 0; i--) bits = (bits << 32n) | BigInt(words[i]!)
  return bits
}
