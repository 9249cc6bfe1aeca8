import type { PolicyDocument } from '@parley/policy'
import { failed, ok, type Result } from '../kernel/result.ts'
import {
  accountKey,
  type Entity,
  type PinnedDocument,
  pathAndName,
  type Reader,
  recordOf,
  roleKey,
  uniqueIdKey,
  userKey,
} from './records.ts'

/**
 * Resolves the principals of a document that is about to be saved and pins users and roles to their unique
 * ids (spec/iam.md §1.6), so that one deleted and created again does not inherit the grant.
 * @returns AWS's message for the first principal that does not exist
 */
export async function pinPrincipals(
  text: string,
  document: PolicyDocument,
  reader: Reader,
): Promise<Result<PinnedDocument, string>> {
  const pinned: Record<string, string> = {}
  for (const { principal = [], notPrincipal = [] } of document.statements) {
    for (const { type, value } of [...principal, ...notPrincipal]) {
      const invalid = failed(`Invalid principal in policy: "${SHOWN[type]}":"${value}"`)
      if (type === 'Service' && !/^[a-z0-9.-]+\.amazonaws\.com$/.test(value)) return invalid
      if (type !== 'AWS' || value === '*') continue
      const found = await resolve(value, reader)
      if (found === undefined) return invalid
      if (found !== value) pinned[value] = found
    }
  }
  return ok({ document: text, pinned })
}

const SHOWN = {
  AWS: 'AWS',
  Service: 'SERVICE',
  Federated: 'Federated',
  CanonicalUser: 'CanonicalUser',
}

/** The unique id of a user or role, the value itself for accounts and sessions; undefined if there is none. */
async function resolve(value: string, reader: Reader): Promise<string | undefined> {
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1]
  if (account) return (await reader.get(accountKey(account))) ? value : undefined
  const [, partition, service, region, owner = '', resource = ''] = value.split(':')
  const [type] = resource.split('/')
  if (partition !== 'aws' || region !== '' || resource.includes('*')) return undefined
  if (service === 'sts' && (type === 'assumed-role' || type === 'federated-user')) {
    return (await reader.get(accountKey(owner))) ? value : undefined
  }
  if (service !== 'iam' || (type !== 'user' && type !== 'role')) return undefined
  const name = pathAndName(resource)[1]
  const entityKey = type === 'user' ? userKey(owner, name) : roleKey(owner, name)
  const entity = recordOf<Entity>(await reader.get(entityKey))
  return entity?.arn === value ? entity.id : undefined
}

/**
 * The document as a reader sees it: pinned principals by the ARN they have now, or by their bare id when
 * they are gone. It stays as it was written while no principal has changed.
 */
export async function renderPinned(
  { document, pinned }: PinnedDocument,
  reader: Reader,
): Promise<string> {
  const changed = new Map<string, string>()
  for (const [arn, id] of Object.entries(pinned)) {
    const now = (await arnOfId(arn.split(':')[4] ?? '', id, reader)) ?? id
    if (now !== arn) changed.set(arn, now)
  }
  return changed.size === 0 ? document : JSON.stringify(withPrincipals(document, changed))
}

/** ARNs elsewhere in the document, in conditions, are text and stay (spec/iam.md §1.6). */
function withPrincipals(document: string, changed: ReadonlyMap<string, string>): unknown {
  const shown = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shown)
    return typeof value === 'string' ? (changed.get(value) ?? value) : value
  }
  const statementOf = (statement: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(statement).map(([name, value]) => [
        name,
        name === 'Principal' ? principalOf(value, shown) : value,
      ]),
    )
  // The parser accepted the document when it was saved: it is an object of one statement or a list.
  const parsed = JSON.parse(document) as { Statement: Record<string, unknown>[] }
  return { ...parsed, Statement: [parsed.Statement].flat().map(statementOf) }
}

function principalOf(value: unknown, shown: (value: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([type, names]) => [type, type === 'AWS' ? shown(names) : names]),
  )
}

/** The ARN that a user or role of this unique id has now; undefined when it is gone. */
export async function arnOfId(
  account: string,
  id: string,
  reader: Reader,
): Promise<string | undefined> {
  const row = recordOf<{ kind: 'user' | 'role'; name: string }>(
    await reader.get(uniqueIdKey(account, id)),
  )
  if (!row) return undefined
  const entityKey = row.kind === 'user' ? userKey(account, row.name) : roleKey(account, row.name)
  const entity = recordOf<Entity>(await reader.get(entityKey))
  return entity?.id === id ? entity.arn : undefined
}
