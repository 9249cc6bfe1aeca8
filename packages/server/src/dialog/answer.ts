import type { Failure, Step } from './command.ts'
import { activateOutputs } from './contexts.ts'
import { NOTHING, type Said } from './messages.ts'
import { recorded } from './recent.ts'
import { end } from './reply.ts'
import type { ActionType, FulfillmentState, LastAction, Phase } from './session.ts'
import { currentOf, isOpen, type Talk, withSession } from './turn.ts'

/** The ways in which a turn can end. Each leaves the session as the next turn will find it. */

/** Asks for the value of a slot. */
export function askedForSlot(talk: Talk, slot: string, said: Said): Step {
  const asking = counted(talk, 'slot', { phase: 'ELICIT_SLOT', slotToElicit: slot })
  return end(remember(asking, 'ElicitSlot'), { state: 'ElicitSlot', said, names: 'current' })
}

/** Asks whether the intent shall be done. */
export function askedToConfirm(talk: Talk, said: Said): Step {
  const asking = counted(talk, 'confirm', { phase: 'CONFIRM', slotToElicit: null })
  return end(remember(asking, 'ConfirmIntent'), { state: 'ConfirmIntent', said, names: 'current' })
}

/** Asks what the user wants; no intent is open afterwards. */
export function askedForIntent(talk: Talk, said: Said): Step {
  const asking = withSession(talk, { phase: 'ELICIT_INTENT', current: null })
  return end(asking, { state: 'ElicitIntent', said, names: 'no-intent' })
}

/** Asks whether there is anything else, when the intent is done. */
export function askedForMore(talk: Talk, said: Said): Step {
  const asking = counted(talk, 'followUp', { phase: 'FOLLOW_UP', slotToElicit: null })
  const done = remember(asking, 'Close', 'Fulfilled')
  return end(done, { state: 'ElicitIntent', said, names: 'current' })
}

/** Closes the intent; one that ends well activates its output contexts. */
export function closed(talk: Talk, state: FulfillmentState, said: Said): Step {
  const done = state === 'Failed' ? talk : activateOutputs(talk)
  return end(shut(done, state), { state, said, names: 'current' })
}

/** The last word on an intent that was done before: nothing happens to it again. */
export function farewell(talk: Talk, said: Said): Step {
  return end(shut(talk, 'Fulfilled'), { state: 'Fulfilled', said, names: 'current' })
}

/** Gives up without an intent. */
export function gaveUp(talk: Talk, said: Said): Step {
  const idle = withSession(talk, { phase: 'IDLE', current: null, clarifyCount: 0 })
  return end(idle, { state: 'Failed', said, names: 'empty-slots' })
}

/** The search has answered: a conversation that it interrupted goes on behind it (K8). */
export function searchAnswered(talk: Talk, said: Said): Step {
  const done = shut(activateOutputs(talk), 'Fulfilled')
  const { intent: intentName, slots } = currentOf(done)
  const interrupted = talk.turn.search?.interrupted
  const waits = interrupted && (isOpen(interrupted.phase) || interrupted.phase === 'FOLLOW_UP')
  const after = waits ? withSession(done, interrupted) : done
  return end(after, { state: 'Fulfilled', said, names: { intentName, slots } })
}

/** PutSession without an action tells what state the conversation is in (§8.1). */
export function unchanged(talk: Talk): Step {
  const { phase, current, lastAction } = talk.session
  const state = stateOf(phase, lastAction)
  const names = current ? 'current' : 'no-intent'
  return end(talk, { state, said: NOTHING, names, keepsAction: true })
}

/** No answer: everything is as it was before the request, but for the idle time (§2.2). */
export function failed({ bot, turn }: Talk, failure: Failure): Step {
  const expiresAt = turn.now + bot.idleSeconds * 1000
  return {
    session: turn.before && { ...turn.before, expiresAt },
    command: { kind: 'fail', failure },
  }
}

/** Puts the open intent's entry in front of the recent ones. */
export function remember(
  talk: Talk,
  dialogActionType: ActionType,
  fulfillmentState: FulfillmentState | null = null,
): Talk {
  const { recent } = talk.session
  const state = { dialogActionType, fulfillmentState }
  return withSession(talk, { recent: recorded(recent, currentOf(talk), state) })
}

/** The open intent as closed. */
export function shut(talk: Talk, state: FulfillmentState): Talk {
  const current = { ...currentOf(talk), slotToElicit: null }
  const done = withSession(talk, { phase: 'CLOSED', current })
  return remember(done, 'Close', state)
}

function counted(
  talk: Talk,
  kind: 'slot' | 'confirm' | 'followUp',
  { phase, slotToElicit }: { readonly phase: Phase; readonly slotToElicit: string | null },
): Talk {
  const current = currentOf(talk)
  const attempts = { ...current.attempts, [kind]: current.attempts[kind] + 1 }
  return withSession(talk, { phase, current: { ...current, slotToElicit, attempts } })
}

function stateOf(phase: Phase, lastAction: LastAction | null) {
  switch (phase) {
    case 'ELICIT_SLOT':
      return 'ElicitSlot'
    case 'CONFIRM':
      return 'ConfirmIntent'
    case 'CLOSED':
      return lastAction?.fulfillmentState ?? 'ElicitIntent'
    default:
      return 'ElicitIntent'
  }
}
