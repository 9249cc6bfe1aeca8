import type { Json } from '../../kernel/json.ts'
import type { DialogBot } from '../bot.ts'
import type { DialogState, Failure } from '../command.ts'
import type { GivenContext, HookFailure } from '../event.ts'
import type { PutAction } from '../put-session.ts'
import type { IntentSummary, MessageFormat } from '../session.ts'
import type { HookSource } from '../turn.ts'
import type { BotName } from './bots.ts'

/** How a conversation is written down: what is said, what hooks answer, and what the client then sees. */
export interface Transcript {
  /** Number in spec/lex-runtime.md §10.2, or the row of a table that it shows. */
  readonly number: number | string
  readonly aim: string
  readonly bot: BotName | DialogBot
  /** ISO time of the first turn; every turn is a second later. */
  readonly clock?: string
  readonly turns: readonly TranscriptTurn[]
}

export interface TranscriptTurn {
  readonly say?: string
  /** PutSession instead of an utterance; null sends it without an action. */
  readonly put?: PutAction | null
  readonly recent?: readonly IntentSummary[]
  readonly attributes?: Readonly<Record<string, string>>
  readonly request?: Readonly<Record<string, string>>
  readonly contexts?: readonly GivenContext[]
  readonly voice?: boolean
  /** Seconds that pass before. */
  readonly after?: number
  /** Calls that the turn makes, in order; no others are made. */
  readonly calls?: readonly ExpectedCall[]
  readonly expect: Expected
}

export interface ExpectedCall {
  readonly source: HookSource | 'Search'
  /** Parts of the event or of the query. */
  readonly event?: Json
  readonly returns: Json | { readonly failure: HookFailure }
}

/** What is not named is not looked at; null is. */
export interface Expected {
  readonly state?: DialogState
  readonly intent?: string | null
  readonly asks?: string | null
  readonly message?: string | null
  readonly format?: MessageFormat
  readonly slots?: Json
  readonly attributes?: Json
  readonly contexts?: Json
  readonly recent?: readonly Json[]
  readonly card?: Json
  readonly confidence?: number | null
  readonly alternatives?: Json
  readonly missed?: boolean
  readonly developerOverride?: boolean
  readonly newSession?: boolean
  readonly fails?: Failure['code']
  /** A part of the failure's message. */
  readonly because?: string
  readonly metric?: Failure['metric']
}

export const said = (say: string, expect: Expected, more: Partial<TranscriptTurn> = {}) => ({
  say,
  expect,
  ...more,
})

type Answer = { readonly [name: string]: Json }

const call =
  (source: ExpectedCall['source']) =>
  (returns: ExpectedCall['returns'], event?: Json): ExpectedCall => ({
    source,
    returns,
    ...(event !== undefined && { event }),
  })

/** `D(returns, event)`, `F(returns, event)`, `S(response, query)`: calls as §10.2 writes them. */
export const D = call('DialogCodeHook')
export const F = call('FulfillmentCodeHook')
export const S = call('Search')

export const delegate = (slots: Answer, more: Answer = {}): Answer => ({
  ...more,
  dialogAction: { type: 'Delegate', slots },
})
export const close = (
  state: 'Fulfilled' | 'Failed',
  content?: string,
  more: Answer = {},
): Answer => ({
  ...more,
  dialogAction: {
    type: 'Close',
    fulfillmentState: state,
    ...(content !== undefined && { message: plain(content) }),
  },
})
export const elicitSlot = (
  [intentName, slotToElicit]: readonly [string, string],
  slots: Answer,
  content: string,
  more: { readonly card?: Json; readonly top?: Answer } = {},
): Answer => ({
  ...more.top,
  dialogAction: {
    type: 'ElicitSlot',
    intentName,
    slotToElicit,
    slots,
    message: plain(content),
    ...(more.card !== undefined && { responseCard: more.card }),
  },
})
export const confirmIntent = (
  intentName: string,
  slots: Answer,
  content: string,
  more: Answer = {},
): Answer => ({
  ...more,
  dialogAction: { type: 'ConfirmIntent', intentName, slots, message: plain(content) },
})
const plain = (content: string) => ({ contentType: 'PlainText', content })
