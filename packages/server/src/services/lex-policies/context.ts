import type { Compiler } from '../../access/compiled.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'

/** What the resource-policy operations know beside the core. */
export interface LexPoliciesContext extends Context {
  readonly compiler: Compiler
}

export const operation = operationsOf<LexPoliciesContext>()
