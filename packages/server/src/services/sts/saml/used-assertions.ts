import { boundedMap } from '../../../kernel/bounded-map.ts'
import { LIMITS } from '../limits.ts'

/** Assertions that their provider made for one use, and that have been used (SAML Core §2.5.1.5). */
export interface UsedAssertions {
  /** Takes an assertion by its provider and id; false when it was taken before. */
  take(providerArn: string, id: string): boolean
}

export function createUsedAssertions(): UsedAssertions {
  // They end by themselves within minutes; none of them is worth keeping longer than its place here.
  const used = boundedMap<string, true>(LIMITS.usedAssertions)
  return {
    take(providerArn, id) {
      const name = `${providerArn} ${id}`
      if (used.get(name)) return false
      used.set(name, true)
      return true
    },
  }
}
