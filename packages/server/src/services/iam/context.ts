import type { Compiler } from '../../access/compiled.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Quotas } from './limits.ts'

/** What IAM knows beside the core: it seals secret keys, and simulates with the compiled policies that decide. */
export interface IamContext extends Context {
  readonly seal: Seal
  readonly compiler: Compiler
  readonly quotas: Quotas
}

export const operation = operationsOf<IamContext>()
