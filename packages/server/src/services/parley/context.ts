import type { Audit } from '../../audit/audit.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'

/** What our own service knows beside the core. */
export interface ParleyContext extends Context {
  readonly audit: Pick<Audit, 'find'>
  readonly seal: Seal
  /** The first account: the server's own affairs, such as other accounts, are its resources. */
  readonly operatorAccount: string
  readonly figures: () => Promise<string>
  readonly backup: ((createdAt: number) => AsyncIterable<Uint8Array>) | undefined
}

export const operation = operationsOf<ParleyContext>()
