/** Which words a block has: never no for one that it has, and yes by mistake in less than one of a hundred. */
import { LIMITS } from '../limits.ts'
import { ALONE, classOf, LETTER } from '../words.ts'

export interface FilterBuilder {
  /** Adds the words of a JSON text; its escapes are no letters. Gives the `startOf` all of them. */
  addJson(json: string): number
  /** Undefined when there were too many words. */
  finish(): Uint8Array | undefined
}

const SLOTS = 262_144
// INVARIANT: one thread builds one filter at a time; the table is empty between them.
const table = new Uint32Array(SLOTS)
const used = new Uint32Array(LIMITS.filterWords)

export function filterBuilder(): FilterBuilder {
  let count = 0
  const add = (hash: number) => {
    if (count >= LIMITS.filterWords) return
    const value = hash === 0 ? 1 : hash
    let slot = mix(value) & (SLOTS - 1)
    for (;;) {
      const found = table[slot]
      if (found === value) return
      if (found === 0) break
      slot = (slot + 1) & (SLOTS - 1)
    }
    table[slot] = value
    used[count++] = slot
  }
  return {
    addJson: json => eachWord(json.toLowerCase(), add),
    finish() {
      const filter = new Uint8Array(Math.max(8, Math.ceil((count * LIMITS.filterBits) / 8)))
      for (let word = 0; word < count; word++) {
        const slot = used[word]!
        setBits(filter, table[slot]!)
        table[slot] = 0
      }
      return count < LIMITS.filterWords ? filter : undefined
    },
  }
}

/** Whether the block may have the word. */
export function mayHave(filter: Uint8Array, word: string): boolean {
  let hash = SEED
  for (let at = 0; at < word.length; at++) hash = step(hash, word.charCodeAt(at))
  const value = hash >>> 0 === 0 ? 1 : hash >>> 0
  const bits = filter.length * 8
  const stride = mix(value ^ STRIDE) | 1
  let position = mix(value)
  for (let probe = 0; probe < LIMITS.filterProbes; probe++) {
    const bit = (position >>> 0) % bits
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
    position = (position + stride) | 0
  }
  return true
}

function setBits(filter: Uint8Array, value: number): void {
  const bits = filter.length * 8
  const stride = mix(value ^ STRIDE) | 1
  let position = mix(value)
  for (let probe = 0; probe < LIMITS.filterProbes; probe++) {
    const bit = (position >>> 0) % bits
    filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7))
    position = (position + stride) | 0
  }
}

/** One of 32 bits for the unit with which a word begins: tells columns that cannot have it. */
export function startOf(unit: number): number {
  if (unit >= 97 && unit <= 122) return 1 << (unit - 97)
  if (unit >= 48 && unit <= 57) return 1 << 26
  return 1 << (27 + (unit % 5))
}

function eachWord(text: string, add: (hash: number) => void): number {
  let hash = SEED
  let inWord = false
  let starts = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const kind = classOf(unit)
    if (kind === LETTER) {
      if (!inWord) starts |= startOf(unit)
      hash = step(hash, unit)
      inWord = true
      continue
    }
    if (inWord) {
      add(hash >>> 0)
      hash = SEED
      inWord = false
    }
    if (kind === ALONE) {
      starts |= startOf(unit)
      add(step(SEED, unit) >>> 0)
      // `\n` or `\u0001`: what follows the backslash is no letter of a word.
    } else if (unit === BACKSLASH) at += text.charCodeAt(at + 1) === LETTER_U ? 5 : 1
  }
  if (inWord) add(hash >>> 0)
  return starts
}

const SEED = 0x811c9dc5 | 0
const STRIDE = 0x5bd1e995
const BACKSLASH = 92
const LETTER_U = 117

const step = (hash: number, unit: number) => Math.imul(hash ^ unit, 0x01000193)

function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
