/** A small seeded generator (splitmix-like): training must be reproducible bit for bit. */

export type SeededRandom = () => number

/** Numbers in [0, 1). */
export function newRandom(seed: number): SeededRandom {
  let state = (seed ^ 0x9e3779b9) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function shuffle(items: Int32Array, random: SeededRandom): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const held = items[at]!
    items[at] = items[other]!
    items[other] = held
  }
}
