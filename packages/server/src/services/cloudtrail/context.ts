import type { Audit } from '../../audit/audit.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'

/** What CloudTrail knows beside the core. */
export interface CloudTrailContext extends Context {
  readonly audit: Pick<Audit, 'lookUp'>
  /** Page tokens are sealed, so that nobody makes one up. */
  readonly seal: Seal
}

export const operation = operationsOf<CloudTrailContext>()
