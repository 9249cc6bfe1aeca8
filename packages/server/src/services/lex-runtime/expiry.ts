import { isExpired } from '../../dialog/session.ts'
import type { JobHandler } from '../../jobs/job.ts'
import { scheduleJob } from '../../jobs/runner.ts'
import type { Clock } from '../../kernel/clock.ts'
import { within } from '../../store/key.ts'
import { CommitConflict, type Document, type Store, type Write } from '../../store/store.ts'
import { LIMITS } from './limits.ts'
import { sessionIn } from './session-documents.ts'
import { SESSION_KIND } from './sessions.ts'

/** The kind of the job that deletes expired sessions. */
export const EXPIRY_JOB = 'lex-sessions'

const HOUR_MS = 3_600_000

/**
 * Schedules the deletion of expired sessions at the next full hour, for the commit of a new one. Odd and even
 * hours are two jobs, so that a new session never takes the running one's place.
 */
export function expiryWrite(now: number): Write {
  const hour = Math.floor(now / HOUR_MS) + 1
  return scheduleJob({
    kind: EXPIRY_JOB,
    id: hour % 2 === 0 ? 'even' : 'odd',
    runAt: hour * HOUR_MS,
    payload: null,
  })
}

/** Deletes expired sessions; comes again while there are others. */
export function expiryHandler({ store, clock }: ExpiryParts): JobHandler {
  return async (_, { signal }) => {
    const now = clock.now()
    let [from, to] = within(SESSION_KIND)
    let kept = 0
    for (;;) {
      signal.throwIfAborted()
      const { documents, next } = await store.range(from, to, { limit: LIMITS.expiryPage })
      const expired = documents.filter(document => isOver(document, now))
      for (const document of expired) await forget(store, document)
      kept += documents.length - expired.length
      if (next === undefined) return kept > 0 ? { kind: 'again', runAt: now + HOUR_MS } : DONE
      from = next
    }
  }
}

interface ExpiryParts {
  readonly store: Pick<Store, 'range' | 'commit'>
  readonly clock: Clock
}

const DONE = { kind: 'done' } as const

/** One that does not open is nobody's any more. */
function isOver(document: Document, now: number): boolean {
  const stored = sessionIn(document)
  return !stored || isExpired(stored.session, now)
}

/** Unless its user has come back meanwhile. */
async function forget(store: ExpiryParts['store'], { key, revision }: Document): Promise<void> {
  try {
    await store.commit([
      { type: 'expect', key, revision },
      { type: 'delete', key },
    ])
  } catch (error) {
    if (!(error instanceof CommitConflict)) throw error
  }
}
