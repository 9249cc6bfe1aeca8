import type { Compiler } from '../../access/compiled.ts'
import type { Blobs } from '../../blobs/blobs.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import type { Documents } from '../../operation/documents.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { StoredBytes } from './content.ts'

/** What S3 knows beside the core. */
export interface S3Context extends Context {
  /** Data keys are sealed under the root key, which is not in the database. */
  readonly seal: Seal
  readonly compiler: Compiler
  readonly blobs: Blobs
  /** A view of the store of its own, for one of many things that a request does. */
  readonly view: () => Documents
  /** What was received of a body: a body can be read once, a request may be run again. */
  readonly received: WeakMap<object, Promise<StoredBytes>>
}

export const operation = operationsOf<S3Context>()
