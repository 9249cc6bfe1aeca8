import type { Compiler } from '../../access/compiled.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Store } from '../../store/store.ts'
import type { Keyring } from './encryption/keyring.ts'
import type { EventReader } from './events.ts'

/** What CloudWatch Logs knows beside the core. */
export interface LogsContext extends Context {
  readonly compiler: Compiler
  /** 26 digits that grow with every call of this process and meet no other's. */
  readonly sequence: () => string
  /** Data keys of encrypted groups. */
  readonly keyring: Keyring
}

/** Where a request or a job reads events. */
export const eventReader = ({
  documents,
  keyring,
}: {
  readonly documents: Pick<Store, 'range'>
  readonly keyring: Keyring
}): EventReader => ({ range: (from, to, options) => documents.range(from, to, options), keyring })

export const operation = operationsOf<LogsContext>()
