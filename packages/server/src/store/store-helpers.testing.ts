import { systemClock } from '../kernel/clock.ts'
import type { Json } from '../kernel/json.ts'
import { systemRandom } from '../kernel/random.ts'
import { key } from './key.ts'
import { createSealing, NOTHING_SEALED, type SealedNames } from './sealing.ts'
import type { Key, RangeOptions, RangePage, Store, Write } from './store.ts'

/** Most of what the contract writes is sealed, the rest is not. */
export const SEALED: SealedNames = {
  prefixes: [key('doc'), 'sealed/'],
  rootKey: new Uint8Array(32).fill(7),
}
export const unsealed = () =>
  createSealing(NOTHING_SEALED, { clock: systemClock, random: systemRandom })

export const put = (key: Key, value: Json): Write => ({ type: 'put', key, value })
export const remove = (key: Key): Write => ({ type: 'delete', key })
export const append = (log: string, ...entries: Json[]): Write => ({ type: 'append', log, entries })
export const add = (name: string, amount: number, max?: number): Write => ({
  type: 'add',
  key: key(name),
  amount,
  ...(max === undefined ? {} : { max }),
})

export const keysOf = (page: RangePage) => page.documents.map(document => document.key)

/** Follows `next` to the end. */
export async function readAllPages(
  store: Pick<Store, 'range'>,
  [from, to]: readonly [Key, Key],
  options: RangeOptions,
): Promise<RangePage[]> {
  const page = await store.range(from, to, options)
  if (page.next === undefined) return [page]
  const rest: [Key, Key] = options.reverse ? [from, page.next] : [page.next, to]
  return [page, ...(await readAllPages(store, rest, options))]
}

/** What the promise was rejected with; fails when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome) return outcome.error
  throw new Error(`expected a rejection, got ${JSON.stringify(outcome.value)}`)
}
