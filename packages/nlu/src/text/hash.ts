/** 32-bit hashes of strings and of small integer tuples: the names of features (spec/nlu.md §5.3). */

export const SEED = 0x811c9dc5

/** One FNV-1a step: mixes a UTF-16 unit or a small integer into a running hash. */
export const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

/** Spreads a running hash over all 32 bits; never 0, which marks an empty place in a table. */
export function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  mixed ^= mixed >>> 16
  return mixed === 0 ? 1 : mixed
}

export function hashText(text: string, seed = SEED): number {
  let hash = seed
  for (let unit = 0; unit < text.length; unit++) hash = step(hash, text.charCodeAt(unit))
  return finish(hash)
}

/** Order matters: combine(a, b) and combine(b, a) are two features. */
export const combine = (first: number, second: number): number =>
  finish(Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77) ^ (first >>> 15))
