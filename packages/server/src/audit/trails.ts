import { boundedMap } from '../kernel/bounded-map.ts'
import { keyParts } from '../store/key.ts'
import type { Key, Store } from '../store/store.ts'
import { LIMITS } from './limits.ts'
import { isTrailKey, type Trail, trailOf, trailsOf } from './trail.ts'

/** The trails that are logging, kept in memory: recording costs nothing where there are none. */
export interface Trails {
  /** Those of these accounts; a promise only while they are not known yet. */
  among(accounts: readonly string[]): readonly Trail[] | Promise<readonly Trail[]>
}

const NONE: readonly Trail[] = []

export function createTrails(store: Store): Trails {
  const empty = () => boundedMap<string, readonly Trail[]>(LIMITS.accountsWithTrails)
  let known = empty()
  // A load that began before a change must not be kept after it.
  const loading = new Map<string, { readonly trails: Promise<readonly Trail[]> }>()
  store.subscribe(
    ({ key }) => {
      if (!isTrailKey(key)) return
      const [, account = ''] = keyParts(key)
      known.delete(account)
      loading.delete(account)
    },
    () => {
      known = empty()
      loading.clear()
    },
  )
  const load = (account: string): Promise<readonly Trail[]> => {
    const underway = loading.get(account)
    if (underway) return underway.trails
    const own = { trails: loggingTrails(account, store) }
    loading.set(account, own)
    const settled = own.trails.then(trails => {
      if (loading.get(account) === own) known.set(account, trails)
      return trails
    })
    return settled.finally(() => {
      if (loading.get(account) === own) loading.delete(account)
    })
  }
  return {
    among(accounts) {
      // Who has not heard of the others for a while asks the store.
      if (store.heartbeatAgeMs() > LIMITS.longestSilenceMs) {
        return Promise.all(accounts.map(account => loggingTrails(account, store))).then(flat)
      }
      let found: readonly Trail[] = NONE
      for (const account of accounts) {
        const trails = known.get(account)
        if (!trails) return Promise.all(accounts.map(one => known.get(one) ?? load(one))).then(flat)
        if (trails.length > 0) found = found.length === 0 ? trails : [...found, ...trails]
      }
      return found
    },
  }
}

const flat = (lists: readonly (readonly Trail[])[]): readonly Trail[] => lists.flat()

async function loggingTrails(account: string, store: Store): Promise<readonly Trail[]> {
  const all: Trail[] = []
  const [first, to] = trailsOf(account)
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await store.range(from, to)
    all.push(...page.documents.map(trailOf).filter(({ isLogging }) => isLogging))
    from = page.next
  }
  return all
}
