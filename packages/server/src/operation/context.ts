import type { Check } from '../access/check.ts'
import type { Identity } from '../access/identity.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import type { Calls, DryDecision } from '../wire/calls.ts'
import type { Documents } from './documents.ts'

/** The closed core of what an operation may know and do; each service adds its collections to it. */
export interface Context {
  readonly identity: Identity
  /** The account whose resources are meant. */
  readonly account: string
  readonly region: string
  /** Always `aws`. */
  readonly partition: string
  readonly requestId: string
  readonly abandoned: () => AbortSignal
  readonly clock: Clock
  readonly random: Random
  /** The request's view of the store: reads are memoised, and expected unchanged by `commit`. */
  readonly documents: Documents
  /** Calls to other operations of this server, through the same pipeline. */
  readonly calls: Calls
  /** Decides a further check while handling. @throws the service's AccessDenied error. */
  authorize(check: Check): Promise<void>
  /**
   * Authorizes the request anew, over a fresh view of the store. For a handler whose commit met a change and that
   * has done what cannot be done twice; every other leaves it to the pipeline to run it again.
   * @throws the service's AccessDenied error.
   */
  anew(): Promise<Documents>
  /** Asks whether a service principal could do something, without effect; recorded. */
  wouldAllow(servicePrincipal: ServicePrincipal, check: Check): Promise<DryDecision>
}

export interface ServicePrincipal {
  readonly principal: string
  readonly sourceArn: string
  readonly sourceAccount: string
}
