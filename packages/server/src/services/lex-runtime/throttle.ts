import { LATEST } from '../../bots/records.ts'
import type { Key } from '../../store/store.ts'
import { LimitExceededException } from '../../wire/models/lex-runtime.ts'
import type { Conversation } from './context.ts'
import { LIMITS } from './limits.ts'

/** How many conversations may be held at the same time (spec/lex-runtime.md §1.3). */
export interface ConversationQuotas {
  readonly conversationsOnLatest: number
  readonly conversationsOnAlias: number
}

/** Session operations are counted together, text and content each for itself. */
export type Counted = 'text' | 'content' | 'session'

export interface Throttle {
  /**
   * Does the work unless too many other users are being answered on the same alias. Requests of one user
   * are one conversation, however many wait in its queue.
   * @throws LimitExceededException
   */
  run<T>(conversation: Conversation, counted: Counted, work: () => Promise<T>): Promise<T>
}

/** Counts in this process. */
export function createThrottle(quotas: ConversationQuotas = DEFAULT_QUOTAS): Throttle {
  const placesOf = { text: new Map(), content: new Map(), session: new Map() } satisfies Record<
    Counted,
    Map<Key, Map<string, number>>
  >
  return {
    async run({ address: { key, botAlias }, userId }, counted, work) {
      const places: Map<Key, Map<string, number>> = placesOf[counted]
      const users = places.get(key) ?? new Map<string, number>()
      const most = botAlias === LATEST ? quotas.conversationsOnLatest : quotas.conversationsOnAlias
      if (!users.has(userId) && users.size >= most) throw throttled('Rate exceeded')
      places.set(key, users)
      users.set(userId, (users.get(userId) ?? 0) + 1)
      try {
        return await work()
      } finally {
        const left = (users.get(userId) ?? 1) - 1
        if (left > 0) users.set(userId, left)
        else users.delete(userId)
        if (users.size === 0) places.delete(key)
      }
    },
  }
}

const DEFAULT_QUOTAS: ConversationQuotas = {
  conversationsOnLatest: LIMITS.conversationsOnLatest,
  conversationsOnAlias: LIMITS.conversationsOnAlias,
}

export const throttled = (message: string) =>
  LimitExceededException(message, {
    members: { retryAfterSeconds: String(LIMITS.retryAfterSeconds) },
  })
