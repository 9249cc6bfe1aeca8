import type { Json } from '../kernel/json.ts'
import type { KendraConfiguration } from './bot.ts'
import type { ShownContext } from './contexts.ts'
import type { Sentiment } from './event.ts'
import type { CodeHookEvent } from './hook-event.ts'
import type { Attributes, Card, MessageFormat, Session, Slots } from './session.ts'
import type { HookSource } from './turn.ts'

/** What the conversation wants done. `respond` and `fail` end the turn. */
export type Command =
  | {
      readonly kind: 'invoke-code-hook'
      readonly uri: string
      readonly source: HookSource
      /** Its ARN is the source of the call. */
      readonly intent: string
      readonly event: CodeHookEvent
    }
  | {
      readonly kind: 'search-kendra'
      readonly configuration: KendraConfiguration
      /** The whole Query request, without index. */
      readonly query: Readonly<Record<string, Json>>
    }
  | { readonly kind: 'respond'; readonly reply: Reply; readonly report: TurnReport }
  | { readonly kind: 'fail'; readonly failure: Failure }

export type DialogState =
  | 'ElicitIntent'
  | 'ConfirmIntent'
  | 'ElicitSlot'
  | 'Fulfilled'
  | 'ReadyForFulfillment'
  | 'Failed'

/** What the client learns of a turn (spec/lex-runtime.md §1.4). */
export interface Reply {
  readonly sessionId: string
  readonly dialogState: DialogState
  readonly intentName: string | null
  readonly slots: Slots | null
  readonly slotToElicit: string | null
  readonly message: string | null
  readonly messageFormat: MessageFormat | null
  readonly card: Card | null
  readonly confidence: number | null
  /** Null when nothing was ranked. */
  readonly alternatives: readonly Alternative[] | null
  readonly attributes: Attributes | null
  /** Null where contexts do not exist. */
  readonly contexts: readonly ShownContext[] | null
  readonly sentiment: Sentiment | null
}

export interface Alternative {
  readonly intentName: string
  readonly score: number | null
  readonly slots: Slots
}

/** What conversation logs and metrics learn beside the reply (§5.2, §5.4). */
export interface TurnReport {
  /** Fitted neither intent nor slot nor question. */
  readonly missedUtterance: boolean
  readonly developerOverride: boolean
  /** The slot that the utterance was to answer. */
  readonly asked: { readonly intent: string; readonly slot: string } | null
  /** Where in the utterance slot values stand, in text order. */
  readonly spans: readonly SlotSpan[]
  readonly searchResponse: Json | null
}

export interface SlotSpan {
  readonly intent: string
  readonly slot: string
  readonly start: number
  readonly end: number
}

/** Why a turn has no answer (§3.5). */
export interface Failure {
  readonly code:
    | 'BadRequestException'
    | 'DependencyFailedException'
    | 'LimitExceededException'
    | 'BadGatewayException'
  readonly message: string
  readonly metric:
    | 'RuntimeUserErrors'
    | 'RuntimeLambdaErrors'
    | 'RuntimeInvalidLambdaResponses'
    | 'RuntimeThrottledEvents'
    | 'KendraSystemErrors'
}

/** The conversation after an event, and what it wants done. Undefined: there is no session. */
export interface Step {
  readonly session: Session | undefined
  readonly command: Command
}
