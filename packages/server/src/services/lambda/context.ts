import type { Access } from '../../access/access.ts'
import type { Compiler } from '../../access/compiled.ts'
import type { Blobs } from '../../blobs/blobs.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Execution } from './execution.ts'

/** What Lambda knows beside the core. */
export interface LambdaContext extends Context {
  readonly access: Pick<Access, 'issueSession'>
  readonly blobs: Blobs
  readonly compiler: Compiler
  readonly seal: Seal
  readonly execution: Execution
  /** Whether functions may be endpoints; what they may be is decided at each call. */
  readonly hasEndpoints: boolean
  /** Where clients reach this server. */
  readonly url: () => Promise<string>
}

export const operation = operationsOf<LambdaContext>()
