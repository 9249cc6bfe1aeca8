import { createHash } from 'node:crypto'
import type { PolicyDocument, PrincipalEntry } from '@parley/policy'
import { pinPrincipals } from '../../access/pinning.ts'
import { putRecord, type Reader } from '../../access/records.ts'
import type { Write } from '../../store/store.ts'
import { type CreateGrantRequest, InvalidArnException } from '../../wire/models/kms.ts'
import type { KmsContext } from './context.ts'
import { pinnedName } from './grants.ts'
import { LIMITS } from './limits.ts'
import {
  type Grant,
  grantCountKey,
  granteeCountKey,
  granteeKey,
  grantKey,
  type KmsKey,
  retirableKey,
  sameGrantKey,
} from './records.ts'

/** A grant as it was asked for, its principals pinned to their unique ids. @throws InvalidArnException */
export async function plannedGrant(
  key: KmsKey,
  input: CreateGrantRequest,
  { account, clock, documents, random }: KmsContext,
): Promise<Grant> {
  const { GranteePrincipal: grantee, RetiringPrincipal: retiring, Name, Constraints } = input
  const pinned = await pinnedNames(
    retiring === undefined ? [grantee] : [grantee, retiring],
    documents,
  )
  if (!pinned) throw InvalidArnException('ARN does not refer to a valid principal')
  return {
    id: Buffer.from(random.bytes(32)).toString('hex'),
    keyId: key.id,
    account: key.account,
    region: key.region,
    ...(Name !== undefined && { name: Name }),
    grantee,
    ...(retiring !== undefined && { retiring }),
    pinned,
    operations: [...new Set(input.Operations)],
    ...(Constraints && { constraints: Constraints }),
    createdAt: clock.now(),
    issuer: account,
  }
}

/** The unique ids of users and roles by their ARNs; undefined when one of the principals does not exist. */
export async function pinnedNames(
  arns: readonly string[],
  reader: Reader,
): Promise<Grant['pinned'] | undefined> {
  const pinned = await pinPrincipals('', principalsOf(arns), reader)
  return pinned.ok ? pinned.value.pinned : undefined
}

/** A document that names them, as pinning reads documents. */
function principalsOf(values: readonly string[]): PolicyDocument {
  const principal = values.map((value): PrincipalEntry => ({ type: 'AWS', value }))
  const place = { line: 1, column: 1 }
  return {
    version: '2012-10-17',
    statements: [{ effect: 'Allow', principal, start: place, end: place }],
  }
}

/** What a grant made again under its name is recognised by. */
export function sameGrant({ keyId, name, grantee, retiring, ...grant }: Grant) {
  const { operations, constraints = {}, pinned } = grant
  const said = [
    ...[name, grantee, retiring ?? '', [...operations].sort(), Object.entries(pinned).sort()],
    ...[constraints.EncryptionContextEquals, constraints.EncryptionContextSubset].map(
      pairs => pairs && Object.entries(pairs).sort(),
    ),
  ]
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex')
  return sameGrantKey(keyId, digest)
}

export function grantWrites(grant: Grant): Write[] {
  const { id, keyId, name, grantee, retiring } = grant
  const granteeName = pinnedName(grantee, grant)
  const count = { type: 'add', amount: 1 } as const
  return [
    putRecord(grantKey(keyId, id), grant),
    putRecord(granteeKey(keyId, granteeName, id), {}),
    ...(name === undefined ? [] : [putRecord(sameGrant(grant), { id })]),
    ...(retiring === undefined
      ? []
      : [putRecord(retirableKey(pinnedName(retiring, grant), grant), {})]),
    { ...count, key: grantCountKey(keyId), max: LIMITS.grantsPerKey },
    { ...count, key: granteeCountKey(keyId, granteeName), max: LIMITS.grantsPerGrantee },
  ]
}

/** The reverse of `grantWrites`. */
export function grantRemoval(grant: Grant): Write[] {
  const { id, keyId, name, grantee, retiring } = grant
  const granteeName = pinnedName(grantee, grant)
  const count = { type: 'add', amount: -1 } as const
  return [
    { type: 'delete', key: grantKey(keyId, id) },
    { type: 'delete', key: granteeKey(keyId, granteeName, id) },
    ...(name === undefined ? [] : [{ type: 'delete', key: sameGrant(grant) } as const]),
    ...(retiring === undefined
      ? []
      : [{ type: 'delete', key: retirableKey(pinnedName(retiring, grant), grant) } as const]),
    { ...count, key: grantCountKey(keyId) },
    { ...count, key: granteeCountKey(keyId, granteeName) },
  ]
}
