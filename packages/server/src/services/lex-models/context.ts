import type { Scope } from '../../bots/arns.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Quotas } from './limits.ts'

/** What model building knows beside the core. */
export interface LexModelsContext extends Context {
  /** Makes page tokens that nobody else can make. */
  readonly seal: Seal
  readonly quotas: Quotas
}

export const operation = operationsOf<LexModelsContext>()

export const scopeOf = ({ account, region }: Scope): Scope => ({ account, region })
