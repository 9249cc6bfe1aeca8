import type { Conflict } from '../check.ts'
import type { FencingBlock } from '../leases.ts'
import type { PreparedWrite } from '../prepare.ts'
import type { SealedNames } from '../sealing.ts'
import type { Key } from '../store.ts'
import type { RawFiles } from './raw-files.ts'

/** What the main thread asks of the writer. */
export type Task =
  | { readonly type: 'commit'; readonly writes: readonly PreparedWrite[] }
  | { readonly type: 'trim'; readonly log: string; readonly position: number }
  | { readonly type: 'reserve'; readonly count: number }

/** What became of a task. The writer answers in the order in which it was asked. */
export type Outcome =
  | {
      readonly type: 'committed'
      readonly revision: number
      readonly counters: ReadonlyMap<Key, number>
    }
  | { readonly type: 'conflict'; readonly conflict: Conflict }
  | { readonly type: 'trimmed' }
  | { readonly type: 'reserved'; readonly block: FencingBlock }
  | { readonly type: 'failed'; readonly message: string }

export type Request = readonly Task[] | 'close'

/** What the writer tells: what became of tasks, or a page that is not as it was written. */
export type Answer = readonly Outcome[] | { readonly damagedPage: number }

/** What the writer thread is started with. */
export interface WriterData {
  readonly file: string
  readonly files: RawFiles
  /** Pages of the file up to this one were compared with their sums. */
  readonly checkedPages: number
  readonly sealed: SealedNames
}
