import { type Counted, countKey } from '../../access/records.ts'
import { CommitConflict, type Committed, type Write } from '../../store/store.ts'
import type { Where } from './entities.ts'
import { quotaExceeded } from './errors.ts'
import { LIMITS, type Quota } from './limits.ts'

const QUOTAS = {
  users: 'UsersPerAccount',
  groups: 'GroupsPerAccount',
  roles: 'RolesPerAccount',
  policies: 'PoliciesPerAccount',
  'instance-profiles': 'InstanceProfilesPerAccount',
} as const satisfies Record<Counted, Quota>

/** Commits the writes of a new thing and counts it. @throws LimitExceeded when the account has its fill */
export async function commitNew(
  what: Counted,
  writes: readonly Write[],
  { account, documents }: Where,
): Promise<Committed> {
  const quota = QUOTAS[what]
  const key = countKey(account, what)
  try {
    return await documents.commit([...writes, { type: 'add', key, amount: 1, max: LIMITS[quota] }])
  } catch (error) {
    if (error instanceof CommitConflict && error.reason === 'maximum') throw quotaExceeded(quota)
    throw error
  }
}

/** The write that forgets one of them. */
export const uncounted = (account: string, what: Counted): Write => ({
  type: 'add',
  key: countKey(account, what),
  amount: -1,
})
