import type { Doors } from '../../collector/doors.ts'
import type { OpenLines } from '../../collector/format-check.ts'
import type { Spool } from '../../collector/ingest/ingest-object.ts'
import type { LineStore } from '../../collector/search/search.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'

/** What the operator decided about the collector. */
export interface CollectorSettings {
  /** Begins external ids: `parley` in `parley:aws:extid:…`. */
  readonly product: string
  /** What becomes of roles that let us in without an external id (spec/surroundings.md §14.3). */
  readonly openRoles: 'refuse' | 'warn'
  /** The first account of the server: who may vouch for external ids from before. */
  readonly operatorAccount: string
  /** The account of the credentials with which roles elsewhere are assumed; none when there are none. */
  readonly foreignAccount: string | undefined
}

/** What the collector knows beside the core. */
export interface CollectorContext extends Context {
  readonly seal: Seal
  readonly doors: Doors
  readonly openLines: OpenLines
  readonly settings: CollectorSettings
  /** Lines and checkpoints; opened with the first question. */
  readonly lines: () => Promise<LineStore>
  /** Where raw lines of an account go before they are stored; undefined when nothing is archived. */
  readonly spoolOf: (accountId: string) => Promise<Spool | undefined>
  /** Who the collector is on this server: the account that customers' roles trust. */
  readonly collectorAccountId: () => Promise<string>
}

export const operation = operationsOf<CollectorContext>()
