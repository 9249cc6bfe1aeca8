import { boundedMap } from '../kernel/bounded-map.ts'
import type { Store } from '../store/store.ts'
import type { Identity } from './identity.ts'
import { LIMITS } from './limits.ts'
import { type LastUse, lastAccessKey, lastUseKey, type PutWrite, putRecord } from './records.ts'

/**
 * Remembers who was noted when, so that a busy caller costs one write an interval and service. AWS tells last
 * uses no finer either.
 */
export function useNotes(
  writer: Pick<Store, 'commit'> | undefined,
): (identity: Identity, use: LastUse) => Promise<void> | undefined {
  const noted = boundedMap<string, number>(LIMITS.notedUses)
  return (identity, use) => {
    const user = userOf(identity)
    if (!writer || user === undefined) return undefined
    const name = `${user} ${use.service}`
    const last = noted.get(name)
    if (last !== undefined && use.at - last < LIMITS.lastUseIntervalMs) return undefined
    noted.set(name, use.at)
    const written = writer.commit(notesOf(identity, use))
    // No call is refused because its use could not be noted; the next one tries again.
    return written.then(
      () => undefined,
      () => noted.delete(name),
    )
  }
}

/** Whose uses are noted together. */
const userOf = ({ principal, session, accessKeyId }: Identity) =>
  principal.kind === 'role-session' ? principal.uniqueId : (session?.issuerKeyId ?? accessKeyId)

/** A session uses its role or the key that asked for it, a long-term key itself; users and roles a service. */
function notesOf({ principal, session, accessKeyId }: Identity, use: LastUse): PutWrite[] {
  const isRole = principal.kind === 'role-session'
  const key = session ? session.issuerKeyId : accessKeyId
  const used = isRole ? principal.uniqueId : key
  const caller = isRole || principal.kind === 'user' ? principal.uniqueId : undefined
  return [
    ...(used === undefined ? [] : [putRecord(lastUseKey(used), use)]),
    ...(caller === undefined ? [] : [putRecord(lastAccessKey(caller, use.service), use)]),
  ]
}
