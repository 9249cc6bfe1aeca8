import type { Access } from '../../access/access.ts'
import type { Compiler } from '../../access/compiled.ts'
import type { Blobs } from '../../blobs/blobs.ts'
import type { Scope } from '../../bots/arns.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Quotas } from './limits.ts'

/** What model building knows beside the core. */
export interface LexModelsContext extends Context, Parts {}

export interface Parts {
  readonly access: Pick<Access, 'issueSession'>
  readonly blobs: Pick<Blobs, 'write' | 'readAll'>
  /** Compiles the policies of bots, intents and slot types. */
  readonly compiler: Compiler
  /** Makes page tokens that nobody else can make, and keeps the secrets of channels. */
  readonly seal: Seal
  readonly quotas: Quotas
  /** Where clients reach this server. */
  readonly url: () => Promise<string>
}

/** What it takes to change bots, intents and slot types, on a request or in a job. */
export type Workbench = Pick<
  LexModelsContext,
  'account' | 'region' | 'clock' | 'random' | 'documents' | 'calls' | 'quotas'
>

export const operation = operationsOf<LexModelsContext>()

export const scopeOf = ({ account, region }: Scope): Scope => ({ account, region })
