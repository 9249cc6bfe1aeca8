import type { DialogState, Reply, Step, TurnReport } from './command.ts'
import { contextsAtEnd, shownContexts } from './contexts.ts'
import type { Said } from './messages.ts'
import type { LastAction, Session } from './session.ts'
import type { Talk } from './turn.ts'

/** How a turn ends: what is said, and which intent the reply names. */
export interface Ending {
  readonly state: DialogState
  readonly said: Said
  /** The open intent; no intent and no slots; no intent and empty slots; or these. */
  readonly names: 'current' | 'no-intent' | 'empty-slots' | Pick<Reply, 'intentName' | 'slots'>
  /** The last action stays what GetSession shows. */
  readonly keepsAction?: boolean
}

/** The answer to the client, and the session between this turn and the next. */
export function end(talk: Talk, ending: Ending): Step {
  const { bot, session, turn } = talk
  const { state, said } = ending
  const named = namesOf(session, ending.names)
  const slotToElicit = state === 'ElicitSlot' ? (session.current?.slotToElicit ?? null) : null
  const contexts = contextsAtEnd(talk)
  const action: LastAction = {
    ...actionOf(state),
    ...named,
    slotToElicit,
    message: said.message,
    messageFormat: said.format,
  }
  const reply: Reply = {
    sessionId: session.id,
    dialogState: state,
    ...named,
    slotToElicit,
    message: said.message,
    messageFormat: said.format,
    card: said.card,
    confidence: turn.understanding?.ranking?.confidence ?? null,
    alternatives: turn.understanding?.ranking?.alternatives ?? null,
    attributes: session.attributes,
    contexts: shownContexts(bot, { contexts }, turn.now),
    sentiment: turn.event.kind === 'utterance' ? (turn.event.sentiment ?? null) : null,
  }
  return {
    session: {
      ...session,
      contexts,
      expiresAt: turn.now + bot.idleSeconds * 1000,
      lastAction: ending.keepsAction ? session.lastAction : action,
    },
    command: { kind: 'respond', reply, report: reportOf(talk) },
  }
}

function namesOf(
  { current }: Pick<Session, 'current'>,
  names: Ending['names'],
): Pick<Reply, 'intentName' | 'slots'> {
  if (typeof names === 'object') return names
  if (names === 'empty-slots') return { intentName: null, slots: {} }
  if (names === 'no-intent' || !current) return { intentName: null, slots: null }
  return { intentName: current.intent, slots: current.slots }
}

function actionOf(state: DialogState): Pick<LastAction, 'type' | 'fulfillmentState'> {
  switch (state) {
    case 'Fulfilled':
    case 'Failed':
    case 'ReadyForFulfillment':
      return { type: 'Close', fulfillmentState: state }
    default:
      return { type: state, fulfillmentState: null }
  }
}

function reportOf({ turn }: Talk): TurnReport {
  const { before, understanding, search } = turn
  const current = before?.phase === 'ELICIT_SLOT' ? before.current : null
  const slot = current?.slotToElicit
  return {
    missedUtterance: understanding?.input.kind === 'unknown',
    developerOverride: turn.developerOverride,
    asked: current && slot ? { intent: current.intent, slot } : null,
    spans: understanding?.spans ?? [],
    searchResponse: search?.response ?? null,
  }
}
