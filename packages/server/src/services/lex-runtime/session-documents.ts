import { boundedMap } from '../../kernel/bounded-map.ts'
import type { Json } from '../../kernel/json.ts'
import type { Logger } from '../../kernel/log.ts'
import { keyParts } from '../../store/key.ts'
import type { Document, Key, Write } from '../../store/store.ts'
import { LIMITS } from './limits.ts'
import { type PackedSession, packed, unpacked } from './session-form.ts'
import type { StoredSession } from './sessions.ts'

/** Sessions as documents. The store seals them wherever it writes them (docs/decisions/sealed-documents.md). */
export interface SessionDocuments {
  write(key: Key, stored: StoredSession): Write
  /** Undefined for one that does not open: it counts as none, and that is logged. */
  open(document: Document): StoredSession | undefined
}

export function createSessionDocuments(log: Logger): SessionDocuments {
  const unopened = boundedMap<Key, number>(LIMITS.unopenedSessions)
  return {
    write: (key, stored) => ({ type: 'put', key, value: packed(stored) as unknown as Json }),
    open(document) {
      const stored = sessionIn(document)
      const { key, revision } = document
      if (stored || unopened.get(key) === revision) return stored
      unopened.set(key, revision)
      const [, account, region, bot] = keyParts(key)
      log.error('a stored session does not open, and counts as none', { account, region, bot })
      return undefined
    },
  }
}

/** The store's border: null is what does not open. Earlier versions wrote sessions as they are. */
export function sessionIn({ value }: Document): StoredSession | undefined {
  const known = value as unknown as PackedSession | StoredSession | null
  if (known === null) return undefined
  return 'session' in known ? known : unpacked(known)
}
