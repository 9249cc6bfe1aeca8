import { type Counted, countKey } from '../../access/records.ts'
import { CommitConflict, type Committed, type Write } from '../../store/store.ts'
import type { IamContext } from './context.ts'
import type { Where } from './entities.ts'
import { quotaExceeded } from './errors.ts'
import type { Quotas } from './limits.ts'

const QUOTA_OF = {
  users: 'UsersPerAccount',
  groups: 'GroupsPerAccount',
  roles: 'RolesPerAccount',
  policies: 'PoliciesPerAccount',
  'instance-profiles': 'InstanceProfilesPerAccount',
  'mfa-devices': 'VirtualMFADevicesPerAccount',
  'mfa-devices-in-use': 'VirtualMFADevicesPerAccount',
  'oidc-providers': 'OpenIdConnectProvidersPerAccount',
  'saml-providers': 'SAMLProvidersPerAccount',
  'server-certificates': 'ServerCertificatesPerAccount',
} as const satisfies Record<Counted, keyof Quotas>

/** Commits the writes of a new thing and counts it. @throws LimitExceeded when the account has its fill */
export async function commitNew(
  what: Counted,
  writes: readonly Write[],
  { account, documents, quotas }: Where & Pick<IamContext, 'quotas'>,
): Promise<Committed> {
  const quota = QUOTA_OF[what]
  const key = countKey(account, what)
  try {
    return await documents.commit([...writes, { type: 'add', key, amount: 1, max: quotas[quota] }])
  } catch (error) {
    if (error instanceof CommitConflict && error.reason === 'maximum')
      throw quotaExceeded(quota, quotas)
    throw error
  }
}

/** The write that forgets one of them. */
export const uncounted = (account: string, what: Counted): Write => ({
  type: 'add',
  key: countKey(account, what),
  amount: -1,
})
