import { hash } from 'node:crypto'
import { key } from '../../../store/key.ts'
import type { Store } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'

/** Assertions that their provider made for one use, and that have been used (SAML Core §2.5.1.5). */
export interface UsedAssertions {
  /** Takes an assertion by its provider and id for a request; false when another had it before. */
  take(
    assertion: { readonly providerArn: string; readonly id: string },
    requestId: string,
  ): Promise<boolean>
}

/** A lease that outlives the assertion, and is never given back: processes that share a store share it, too. */
export function createUsedAssertions(store: Pick<Store, 'lease'>): UsedAssertions {
  return {
    async take({ providerArn, id }, requestId) {
      const name = key('sts.used-assertion', hash('sha256', `${providerArn} ${id}`))
      return (await store.lease(name, requestId, LONGEST_LIFE_MS)) !== undefined
    },
  }
}

/** Its provider's clock may be ahead. */
const LONGEST_LIFE_MS = (LIMITS.samlRedeemMinutes * 60 + LIMITS.samlSkewSeconds) * 1_000
