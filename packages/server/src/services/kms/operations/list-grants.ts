import { recordOf } from '../../../access/records.ts'
import { keyParts } from '../../../store/key.ts'
import type { Key } from '../../../store/store.ts'
import { kms } from '../../../wire/models/kms.ts'
import { keyCheck, plainCheck } from '../checks.ts'
import { type KmsContext, operation } from '../context.ts'
import { pinnedName } from '../grants.ts'
import { namedKey } from '../key-names.ts'
import { existingKey } from '../key-states.ts'
import { LIMITS } from '../limits.ts'
import { pinnedNames } from '../new-grant.ts'
import { grantEntry } from '../outputs.ts'
import { type Page, pageOf, pageSize, placeOf } from '../paging.ts'
import { type Grant, grantKey, grantsOfKey, retirableBy, retirableKey } from '../records.ts'

/** The grants on a key, all or those of one grantee. */
export const listGrants = operation(kms.ListGrants, {
  readOnly: true,
  authorize: async ({ KeyId }, context) =>
    keyCheck('kms:ListGrants', await namedKey(KeyId, context), context),

  async handle({ KeyId, GrantId, GranteePrincipal, ...input }, context) {
    const key = await existingKey(await namedKey(KeyId, context), context)
    const size = pageSize(input, LIMITS.pages.grants)
    const place = placeOf(input, 'grants')
    const [first, to] = grantsOfKey(key.id)
    let from: Key | undefined = place === undefined ? first : grantKey(key.id, place)
    const found: Grant[] = []
    while (from !== undefined && found.length <= size) {
      const page = await context.documents.range(from, to)
      const grants = page.documents.flatMap(document => recordOf<Grant>(document) ?? [])
      found.push(
        ...grants.filter(
          ({ id, grantee }) =>
            (GrantId === undefined || id === GrantId) &&
            (GranteePrincipal === undefined || grantee === GranteePrincipal),
        ),
      )
      from = page.next
    }
    return answer(
      pageOf(found, size, 'grants', grant => grant.id),
      context,
    )
  },
})

/** The grants that a principal of the account may retire, also those on keys of other accounts. */
export const listRetirableGrants = operation(kms.ListRetirableGrants, {
  readOnly: true,
  authorize: (_input, context) => plainCheck('kms:ListRetirableGrants', context),

  async handle({ RetiringPrincipal, ...input }, context) {
    const { documents, region } = context
    const size = pageSize(input, LIMITS.pages.grants)
    const place = placeOf(input, 'retirable')
    const name = await nameOf(RetiringPrincipal, context)
    if (name === undefined)
      return answer({ items: [], NextMarker: undefined, Truncated: false }, context)
    const [first, to] = retirableBy(region, name)
    const [keyId = '', id = ''] = place?.split(' ') ?? []
    const from = place === undefined ? first : retirableKey(name, { region, keyId, id })
    const { documents: rows } = await documents.range(from, to, { limit: size + 1 })
    const read = await documents.getMany(
      rows.map(row => grantKey(...(keyParts(row.key).slice(-2) as [string, string]))),
    )
    const grants = read.flatMap(document => recordOf<Grant>(document) ?? [])
    const placed = (grant: Grant) => `${grant.keyId} ${grant.id}`
    return answer(pageOf(grants, size, 'retirable', placed), context)
  },
})

/** A principal of the caller's account by the name under which its grants are found. */
async function nameOf(
  arn: string,
  { identity, documents }: KmsContext,
): Promise<string | undefined> {
  if (arn !== identity.account && arn.split(':')[4] !== identity.account) return undefined
  const pinned = await pinnedNames([arn], documents)
  return pinned && pinnedName(arn, { pinned })
}

async function answer({ items, ...page }: Page<Grant>, { documents }: KmsContext) {
  const Grants = await Promise.all(items.map(grant => grantEntry(grant, documents)))
  return { Grants, ...page }
}
