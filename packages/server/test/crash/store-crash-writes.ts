import { key } from '../../src/store/key.ts'
import type { Write } from '../../src/store/store.ts'

export const LOG = 'numbers'
export const COUNTER = key('count')
export const side = (name: 'left' | 'right', n: number) => key(name, String(n).padStart(9, '0'))

/** Commit number `n`: two documents, of varying size, a log entry and a counter, which belong together. */
export function writesOf(n: number): Write[] {
  const value = { n, filler: 'x'.repeat((n * 37) % 5_000) }
  return [
    { type: 'put', key: side('left', n), value },
    { type: 'append', log: LOG, entries: [n] },
    { type: 'add', key: COUNTER, amount: 1 },
    { type: 'put', key: side('right', n), value },
  ]
}
