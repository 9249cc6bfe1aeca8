import type { Key } from './store.ts'

/**
 * Compares by the bytes of UTF-8, as every engine orders keys. JavaScript compares UTF-16 units, which
 * puts characters above U+FFFF before U+E000…U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** The first key that comes after `key`, which is no key of a document but a bound. */
export function successor(key: Key): Key {
  return `${key}\u0000` as Key
}

// Surrogates go last: they stand for the characters that need four bytes.
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
