import type { Compiler } from '../../access/compiled.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'

/** What Organizations knows beside the core: new accounts have sealed keys of their own. */
export interface OrganizationsContext extends Context {
  readonly seal: Seal
  readonly compiler: Compiler
}

export const operation = operationsOf<OrganizationsContext>()
