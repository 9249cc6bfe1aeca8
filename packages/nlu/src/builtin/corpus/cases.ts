/** A table of whole phrases and what they resolve to. */
import type { Locale } from '../../types.ts'

export interface CaseGroup {
  readonly locale: Locale
  readonly type: string
  /** Wednesday 2020-11-25 10:30 unless told otherwise: the reference of the guide. */
  readonly now?: string
  /** The value; or, where it is null, the readings. */
  readonly cases: Readonly<Record<string, string | readonly string[]>>
}
