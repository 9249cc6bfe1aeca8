import type { Random } from '../kernel/random.ts'
import { LIMITS } from './limits.ts'
import type { CollectorAccount, Credentials } from './records.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A new external id: `parley:aws:extid:` and twenty characters that nobody can guess (spec/surroundings.md §14.1). */
export const newExternalId = (product: string, random: Random): string =>
  `${product}:aws:extid:${random.text(LIMITS.externalIdCharacters, ALPHABET)}`

/** What a role is asked with: the account's own id, or the legacy one that its trust policy still has. */
export const externalIdFor = (
  { externalId }: Pick<CollectorAccount, 'externalId'>,
  credentials: Credentials,
): string => (credentials.kind === 'role' && credentials.legacyExternalId) || externalId
