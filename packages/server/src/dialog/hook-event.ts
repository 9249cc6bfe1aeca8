import type { Json } from '../kernel/json.ts'
import { failed } from './answer.ts'
import { isKendra } from './bot.ts'
import type { Step } from './command.ts'
import { type ShownContext, shownContexts } from './contexts.ts'
import type { Sentiment } from './event.ts'
import { inputTooLarge } from './failures.ts'
import { intentOf } from './intents.ts'
import { LIMITS } from './limits.ts'
import { summaryOf } from './recent.ts'
import type { Attributes, IntentSummary, OpenIntent } from './session.ts'
import { currentOf, type HookSource, type Talk, withTurn } from './turn.ts'

/** The input of a code hook, in the order in which the service writes it (spec/lex-runtime.md §3.2). */
export interface CodeHookEvent {
  readonly messageVersion: '1.0'
  readonly invocationSource: HookSource
  readonly userId: string
  readonly sessionAttributes: Attributes
  readonly requestAttributes: Attributes | null
  readonly bot: { readonly name: string; readonly alias: string; readonly version: string }
  readonly outputDialogMode: 'Text' | 'Voice'
  readonly currentIntent: HookIntent
  readonly alternativeIntents: readonly HookIntent[]
  readonly inputTranscript: string | null
  readonly recentIntentSummaryView: readonly IntentSummary[] | null
  readonly sentimentResponse: Sentiment | null
  readonly kendraResponse: Json
  readonly activeContexts: readonly ShownContext[] | null
}

export interface HookIntent
  extends Pick<OpenIntent, 'slots' | 'slotDetails' | 'confirmationStatus'> {
  readonly name: string
  readonly nluIntentConfidenceScore: number | null
}

/** Hands the turn to a function of the open intent; it goes on with the function's answer. */
export function invokeHook(talk: Talk, source: HookSource, uri: string): Step {
  const event = hookEvent(talk, source)
  const bytes = new TextEncoder().encode(JSON.stringify(event)).length
  if (bytes > LIMITS.hookInputBytes) return failed(talk, inputTooLarge(bytes))
  const ran = source === 'DialogCodeHook' ? { dialogHookRan: true } : { fulfillmentHookRan: true }
  const waiting = withTurn(talk, { hook: { source, uri }, ...ran })
  return {
    session: { ...waiting.session, turn: waiting.turn },
    command: { kind: 'invoke-code-hook', uri, source, intent: intentOf(talk).name, event },
  }
}

function hookEvent(talk: Talk, invocationSource: HookSource): CodeHookEvent {
  const { bot, session, turn } = talk
  const { event, understanding, before } = turn
  const current = currentOf(talk)
  const ranking = understanding?.ranking

  const recent = before?.recent ?? []
  return {
    messageVersion: '1.0',
    invocationSource,
    userId: event.userId,
    sessionAttributes: session.attributes ?? {},
    requestAttributes: turn.requestAttributes,
    bot: { name: bot.name, alias: event.alias, version: bot.version },
    outputDialogMode: event.outputMode,
    currentIntent: {
      name: current.intent,
      slots: current.slots,
      slotDetails: current.slotDetails,
      confirmationStatus: current.confirmationStatus,
      nluIntentConfidenceScore: ranking?.confidence ?? null,
    },
    alternativeIntents: (ranking?.alternatives ?? []).map(other => ({
      name: other.intentName,
      slots: other.slots,
      slotDetails: other.slotDetails,
      confirmationStatus: 'None',
      nluIntentConfidenceScore: other.score,
    })),
    inputTranscript: event.kind === 'utterance' ? event.text : null,
    recentIntentSummaryView: recent.length > 0 ? recent.map(summaryOf) : null,
    sentimentResponse: event.kind === 'utterance' ? (event.sentiment ?? null) : null,
    kendraResponse: isKendra(intentOf(talk)) ? (turn.search?.response ?? null) : null,
    activeContexts: shownContexts(bot, session, turn.now),
  }
}
