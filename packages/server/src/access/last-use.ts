import type { Store } from '../store/store.ts'
import type { Identity } from './identity.ts'
import { LIMITS } from './limits.ts'
import { type LastUse, lastUseKey, putRecord } from './records.ts'

/**
 * Remembers who was noted when, so that a busy caller costs one write an interval. AWS tells last uses no
 * finer either.
 */
export function useNotes(
  writer: Pick<Store, 'commit'> | undefined,
): (identity: Identity, use: LastUse) => Promise<void> {
  const noted = new Map<string, number>()
  return async (identity, use) => {
    const id = usedId(identity)
    if (!writer || id === undefined) return
    const last = noted.get(id)
    if (last !== undefined && use.at - last < LIMITS.lastUseIntervalMs) return
    noted.delete(id)
    noted.set(id, use.at)
    const oldest = noted.size > LIMITS.notedUses ? noted.keys().next().value : undefined
    if (oldest !== undefined) noted.delete(oldest)
    try {
      await writer.commit([putRecord(lastUseKey(id), use)])
    } catch {
      // No call is refused because its use could not be noted; the next one tries again.
      noted.delete(id)
    }
  }
}

/** A session uses its role or the key that asked for it, a long-term key itself. */
function usedId({ principal, session, accessKeyId }: Identity): string | undefined {
  if (principal.kind === 'role-session') return principal.uniqueId
  return session ? session.issuerKeyId : accessKeyId
}
