const MODULUS = 2_147_483_647
const MULTIPLIER = 48_271
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Seeds lie below it. */
export const SEEDS = MODULUS

/**
 * Draw number `position` (from 0) of a seed: an index below `count`. A multiplicative congruential
 * generator, so seed 0 always draws the first.
 */
export function draw(seed: number, position: number, count: number): number {
  let state = seed
  for (let i = 0; i <= position; i++) state = (state * MULTIPLIER) % MODULUS
  return Math.floor((state / MODULUS) * count)
}

export function letters(seed: number, length: number): string {
  return Array.from({ length }, (_, i) => LETTERS[draw(seed, i, LETTERS.length)]).join('')
}
