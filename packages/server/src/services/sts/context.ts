import type { Access } from '../../access/access.ts'
import type { Compiler } from '../../access/compiled.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'

/** What STS knows beside the core: it issues sessions and reads trust policies. */
export interface StsContext extends Context {
  readonly access: Pick<Access, 'issueSession'>
  readonly compiler: Compiler
}

export const operation = operationsOf<StsContext>()
