import type { Compiler } from '../../access/compiled.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { NewKey } from './new-key.ts'

/** What the key management service knows beside the core. */
export interface KmsContext extends Context {
  /** Key material is sealed under the root key, which is not in the database. */
  readonly seal: Seal
  readonly compiler: Compiler
  /** AWS managed keys that this request is the first to use, by alias. */
  readonly firstUsed: Map<string, NewKey>
}

export const operation = operationsOf<KmsContext>()
