import type { DialogAction } from './action.ts'
import { askedForIntent, askedForSlot, askedToConfirm, failed, remember } from './answer.ts'
import { askForIntent, slotPrompt, worded } from './ask.ts'
import { type DialogIntent, isKendra, slotNamed } from './bot.ts'
import type { Step } from './command.ts'
import { nothingDelegated } from './failures.ts'
import { failedByHook, fulfilled, fulfilledBySearch } from './fulfil.ts'
import { intentOf, openIntent, returnSlots } from './intents.ts'
import { nextMove } from './next-move.ts'
import { searchAsDelegated } from './search.ts'
import type { Slots, Words } from './session.ts'
import {
  currentOf,
  type HookSource,
  type Talk,
  withCurrent,
  withSession,
  withTurn,
} from './turn.ts'

/** Does what a function ordered; its answer is valid and applied but for this (spec/lex-runtime.md §3.4.1). */
export function obey(talk: Talk, action: DialogAction, source: HookSource): Step {
  switch (action.type) {
    case 'Close':
      return obeyClose(talk, action, source)
    case 'Delegate':
      return obeyDelegate(talk, action, source)
    case 'ElicitIntent':
      return elicitIntent(talk, action.words)
    case 'ElicitSlot': {
      const { slotToElicit } = action
      return elicitSlot(aimed(talk, action.intentName, action.slots, slotToElicit), action)
    }
    case 'ConfirmIntent':
      return confirmIntent(aimed(talk, action.intentName, action.slots), action)
  }
}

type Of<T extends DialogAction['type']> = Extract<DialogAction, { type: T }>

function obeyClose(talk: Talk, { fulfillmentState, words }: Of<'Close'>, source: HookSource): Step {
  if (fulfillmentState !== 'Fulfilled') return failedByHook(talk, words)
  const searched = isKendra(intentOf(talk)) && talk.turn.search && source === 'FulfillmentCodeHook'
  return searched ? fulfilledBySearch(talk, words) : fulfilled(talk, words)
}

function obeyDelegate(talk: Talk, action: Of<'Delegate'>, source: HookSource): Step {
  if (source === 'FulfillmentCodeHook') return delegatedByFulfilment(talk, action.slots)
  if (isKendra(intentOf(talk))) return searchAsDelegated(talk, action)
  return nextMove(returnSlots(talk, action.slots))
}

/** F7: what was removed is asked for again; F8: nothing was. */
function delegatedByFulfilment(talk: Talk, given: Slots): Step {
  const before = currentOf(talk).slots
  const returned = returnSlots(talk, given)
  const { slots } = currentOf(returned)
  const removed = intentOf(talk).slots.some(
    ({ name, required }) => required && before[name] !== null && slots[name] === null,
  )
  if (!removed) return failed(talk, nothingDelegated)
  const attempts = { slot: 0, confirm: 0, followUp: 0 }
  const again = withCurrent(returned, { confirmationStatus: 'None', attempts })
  return nextMove(withTurn(again, { dialogHookRan: true }))
}

/** The intent that an action names, with its slots: the open one goes on, another begins. */
function aimed(talk: Talk, intentName: string, slots: Slots, asked?: string): Talk {
  if (currentOf(talk).intent === intentName) return returnSlots(talk, slots)
  const intent = talk.bot.intents.get(intentName)
  if (!intent) throw new Error('broken invariant: an action names an intent of its bot')
  const alternatives = talk.turn.understanding?.ranking?.alternatives ?? []
  const developerOverride = alternatives.some(other => other.intentName === intentName)
  const opened = openIntent(talk, intent, { given: slots, ...(asked !== undefined && { asked }) })
  return withTurn(opened, { developerOverride })
}

/** `ElicitSlot`, about the open intent. */
export function elicitSlot(
  talk: Talk,
  { slotToElicit, words }: { readonly slotToElicit: string; readonly words: Words },
): Step {
  const asking = ordered(talk, { slot: 0 }, words)
  const slot = slotNamed(intentOf(talk), slotToElicit)
  return worded(asking, words, slot && slotPrompt(slot), said =>
    askedForSlot(asking, slotToElicit, said),
  )
}

/** `ConfirmIntent`, about the open intent. */
export function confirmIntent(talk: Talk, { words }: { readonly words: Words }): Step {
  const asking = ordered(talk, { confirm: 0 }, words)
  const { confirmationPrompt }: DialogIntent = intentOf(talk)
  return worded(asking, words, confirmationPrompt, said => askedToConfirm(asking, said))
}

/** `ElicitIntent`: what was open is left. */
export function elicitIntent(talk: Talk, words: Words): Step {
  const left = talk.session.current ? remember(talk, 'ElicitIntent') : talk
  if (!words.message) return askForIntent(left, 1, words)
  const asking = withSession(left, { current: null, clarifyCount: 0 })
  return worded(asking, words, undefined, said => askedForIntent(asking, said))
}

/** An ask that was ordered goes out whatever was asked before, and is number one of its kind. */
function ordered(talk: Talk, counter: { slot: 0 } | { confirm: 0 }, words: Words): Talk {
  const { attempts } = currentOf(talk)
  return withCurrent(talk, {
    confirmationStatus: 'None',
    attempts: { ...attempts, ...counter },
    override: words.message || words.card ? words : null,
  })
}
