import { assert } from '../kernel/errors.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Entry } from './doors.ts'
import { externalIdFor } from './external-ids.ts'
import type { CollectorAccount, Connector, Credentials } from './records.ts'
import { secretPurpose } from './records.ts'

/** The credentials of a connector, opened. */
export const entryOf = (
  { id, credentials }: Pick<Connector, 'id' | 'credentials'>,
  account: CollectorAccount,
  seal: Seal,
): Entry => opened(credentials, secretPurpose('connector', id), account, seal)

export function opened(
  credentials: Credentials,
  purpose: string,
  account: CollectorAccount,
  seal: Seal,
): Entry {
  if (credentials.kind === 'role') {
    const externalId = externalIdFor(account, credentials)
    return { kind: 'role', arn: credentials.arn, externalId }
  }
  const secret = seal.open(credentials.sealedSecret, purpose)
  assert(secret, 'a secret that was sealed here can be opened')
  const secretAccessKey = Buffer.from(secret).toString('utf8')
  return { kind: 'keys', credentials: { accessKeyId: credentials.accessKeyId, secretAccessKey } }
}
