import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import type { Random } from '../kernel/random.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Store } from '../store/store.ts'
import type { Doors } from './doors.ts'
import type { OpenLines } from './format-check.ts'
import type { LineStore } from './search/search.ts'

/** What the collector's jobs need of the house. */
export interface CollectParts {
  readonly store: Store
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly doors: Doors
  readonly openLines: OpenLines
  readonly lines: LineStore
  readonly settings: { readonly product: string; readonly openRoles: 'refuse' | 'warn' }
}
