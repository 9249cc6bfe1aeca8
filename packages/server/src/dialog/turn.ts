import type { Json } from '../kernel/json.ts'
import type { DialogBot } from './bot.ts'
import type { Understanding } from './classify.ts'
import type { Beginning } from './event.ts'
import type { OpenIntent, Phase, Session } from './session.ts'

/** What lives for one turn alone, however many hooks run in it. */
export interface Turn {
  /** What the turn began with; a failed turn goes back to it. Undefined for a new session. */
  readonly before: Session | undefined
  readonly event: Beginning
  /** Epoch ms: the newest event's. */
  readonly now: number
  /** Those of the request and, after a search, its results. */
  readonly requestAttributes: Readonly<Record<string, string>> | null
  /** Undefined for PutSession, which says nothing. */
  readonly understanding: Understanding | undefined
  /** The slot whose value has several readings: it is asked again before any other (T8). */
  readonly ambiguousSlot: string | null
  readonly hook: PendingHook | null
  readonly dialogHookRan: boolean
  readonly fulfillmentHookRan: boolean
  /** Names of contexts that were set in this turn: it does not count for them (§2.7). */
  readonly freshContexts: readonly string[]
  readonly search: Search | null
  /** A function chose one of the alternatives. */
  readonly developerOverride: boolean
}

export type HookSource = 'DialogCodeHook' | 'FulfillmentCodeHook'

export interface PendingHook {
  readonly source: HookSource
  readonly uri: string
}

/** A Kendra search in the middle of a turn (§4.7) and the conversation that it interrupts. */
export interface Search {
  readonly interrupted: Pick<Session, 'current' | 'phase' | 'clarifyCount'>
  /** The whole query response, once there is one. */
  readonly response: Json | null
}

/** Everything that a move is made from. */
export interface Talk {
  readonly bot: DialogBot
  readonly session: Session
  readonly turn: Turn
}

export const withSession = (talk: Talk, changes: Partial<Session>): Talk => ({
  ...talk,
  session: { ...talk.session, ...changes },
})

export const withTurn = (talk: Talk, changes: Partial<Turn>): Talk => ({
  ...talk,
  turn: { ...talk.turn, ...changes },
})

/** Changes the open intent. */
export const withCurrent = (talk: Talk, changes: Partial<OpenIntent>): Talk =>
  withSession(talk, { current: { ...currentOf(talk), ...changes } })

export function currentOf({ session }: Pick<Talk, 'session'>): OpenIntent {
  if (!session.current) throw new Error('broken invariant: an intent is open')
  return session.current
}

/** Phases in which an intent waits for its user. */
export const isOpen = (phase: Phase): boolean => phase === 'ELICIT_SLOT' || phase === 'CONFIRM'
