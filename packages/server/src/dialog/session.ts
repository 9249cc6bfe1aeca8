import type { MessageType } from './bot.ts'
import { letters } from './draw.ts'
import type { Turn } from './turn.ts'

/** One user's conversation with one bot, as it is stored between turns (spec/lex-runtime.md §2.1). Times are epoch ms. */
export interface Session {
  /** `2020-12-10T11:28:22.029Z-cIlssWrn` */
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number
  /** Null as long as neither client nor function ever sent a map. */
  readonly attributes: Attributes | null
  readonly contexts: readonly ActiveContext[]
  /** Newest first, three at most, one entry an episode. */
  readonly recent: readonly RecentIntent[]
  readonly current: OpenIntent | null
  readonly phase: Phase
  /** Clarification prompts sent since the last intent. */
  readonly clarifyCount: number
  /** Number of the newest episode. */
  readonly episodes: number
  readonly lastAction: LastAction | null
  /** The turn in progress while a hook runs; absent between turns. */
  readonly turn?: Turn
}

/** `CLOSED` hears like `IDLE` but keeps its intent for GetSession. */
export type Phase = 'IDLE' | 'ELICIT_INTENT' | 'ELICIT_SLOT' | 'CONFIRM' | 'FOLLOW_UP' | 'CLOSED'

export type Attributes = Readonly<Record<string, string>>
/** One key a configured slot; null until known. */
export type Slots = Readonly<Record<string, string | null>>
export type ConfirmationStatus = 'None' | 'Confirmed' | 'Denied'
export type FulfillmentState = 'Fulfilled' | 'Failed' | 'ReadyForFulfillment'
export type ActionType = 'ElicitIntent' | 'ElicitSlot' | 'ConfirmIntent' | 'Close' | 'Delegate'

export interface OpenIntent {
  readonly intent: string
  /** Tells this run of the intent from earlier ones in `recent`. */
  readonly episode: number
  readonly slots: Slots
  readonly slotDetails: Readonly<Record<string, SlotDetails | null>>
  readonly confirmationStatus: ConfirmationStatus
  readonly slotToElicit: string | null
  /** Prompts sent of each kind (§2.4). */
  readonly attempts: { readonly slot: number; readonly confirm: number; readonly followUp: number }
  /** How a function or PutSession worded the running ask; null when the bot's own words did. */
  readonly override: Words | null
}

export interface SlotDetails {
  readonly resolutions: readonly { readonly value: string }[]
  readonly originalValue: string | null
}

/** What a function or PutSession wants to be said. */
export interface Words {
  readonly message: { readonly format: MessageFormat; readonly text: string } | null
  readonly card: Card | null
}

export type MessageFormat = MessageType | 'Composite'

export interface Card {
  readonly version: number
  readonly contentType: string
  readonly genericAttachments: readonly CardAttachment[]
}

export interface CardAttachment {
  readonly title?: string
  readonly subTitle?: string
  readonly attachmentLinkUrl?: string
  readonly imageUrl?: string
  readonly buttons?: readonly { readonly text: string; readonly value: string }[]
}

export interface ActiveContext {
  readonly name: string
  readonly parameters: Attributes
  /** Null: no limit in seconds. */
  readonly expiresAt: number | null
  /** Null: no limit in turns. */
  readonly turns: number | null
}

/** An entry of `recentIntentSummaryView`. */
export interface IntentSummary {
  readonly intentName: string | null
  readonly checkpointLabel: string | null
  readonly slots: Slots
  readonly confirmationStatus: ConfirmationStatus
  readonly dialogActionType: ActionType
  readonly fulfillmentState: FulfillmentState | null
  readonly slotToElicit: string | null
}

export interface RecentIntent extends IntentSummary {
  /** 0 for an entry that a client or function made up. */
  readonly episode: number
}

/** The `dialogAction` that GetSession shows (§8.2). */
export interface LastAction {
  readonly type: ActionType
  readonly intentName: string | null
  readonly slots: Slots | null
  readonly slotToElicit: string | null
  readonly fulfillmentState: FulfillmentState | null
  readonly message: string | null
  readonly messageFormat: MessageFormat | null
}

export function newSession(now: number, seed: number, idleSeconds: number): Session {
  return {
    id: `${new Date(now).toISOString()}-${letters(seed, 8)}`,
    createdAt: now,
    expiresAt: now + idleSeconds * 1000,
    attributes: null,
    contexts: [],
    recent: [],
    current: null,
    phase: 'IDLE',
    clarifyCount: 0,
    episodes: 0,
    lastAction: null,
  }
}

export const isExpired = ({ expiresAt }: Session, now: number): boolean => now >= expiresAt

/** Own members only: the names come from outside. */
export const valueIn = <T>(map: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined
