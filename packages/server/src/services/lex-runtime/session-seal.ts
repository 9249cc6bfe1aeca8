import { boundedMap } from '../../kernel/bounded-map.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Seal } from '../../kernel/seal.ts'
import { keyBeforeLast, keyParts } from '../../store/key.ts'
import type { Document, Key, Write } from '../../store/store.ts'
import { LIMITS } from './limits.ts'
import type { StoredSession } from './sessions.ts'

/**
 * Sessions are encrypted at rest (spec/lex-runtime.md §2.1): who copies the store, or a backup of it, reads nothing of
 * them but whose they are, when they were written and when they end (docs/decisions/sessions.md).
 */
export interface SessionSeal {
  /** The document of a session, as it is at this time. */
  write(key: Key, stored: StoredSession, now: number): Write
  /** Undefined when it was changed, or comes from elsewhere: it counts as none, and that is logged. */
  open(document: Document): StoredSession | undefined
}

export function createSessionSeal(seal: Seal, log: Logger): SessionSeal {
  const sealOf = sealsOfBots(seal)
  const unopened = boundedMap<Key, number>(LIMITS.unopenedSessions)
  return {
    write(key, stored, now) {
      const day = Math.floor(now / DAY_MS)
      const sealed = sealOf(key, day).seal(Buffer.from(JSON.stringify(stored)), key)
      const { expiresAt } = stored.session
      return { type: 'put', key, value: { session: { expiresAt }, day, sealed } }
    },
    open({ key, revision, value }) {
      const document = value as unknown as SessionDocument
      if (!('sealed' in document)) return document
      const opened = sealOf(key, document.day).open(document.sealed, key)
      if (opened) return JSON.parse(Buffer.from(opened).toString('utf8')) as StoredSession
      if (unopened.get(key) === revision) return undefined
      unopened.set(key, revision)
      const [, account, region, bot] = keyParts(key)
      log.error('a stored session does not open, and counts as none', { account, region, bot })
      return undefined
    },
  }
}

/** When a session ends, which needs no key. */
export const sessionEnd = ({ value }: Document): number =>
  (value as unknown as SessionDocument).session.expiresAt

/** Earlier versions wrote sessions in clear. */
type SessionDocument = SealedSession | StoredSession

interface SealedSession {
  readonly session: { readonly expiresAt: number }
  /** Of the key that it is sealed under: days since 1970. */
  readonly day: number
  readonly sealed: string
}

const DAY_MS = 86_400_000

/** A key of its own for each bot and day, since there is a bound to how often one is used with random nonces. */
function sealsOfBots(seal: Seal): (session: Key, day: number) => Seal {
  const known = boundedMap<string, Seal>(LIMITS.sessionKeys)
  return (session, day) => {
    // Kind, account, region and bot; the last part is the user.
    const use = `${day}:${keyBeforeLast(session)}`
    const found = known.get(use)
    if (found) return found
    const made = seal.derived(use)
    known.set(use, made)
    return made
  }
}
