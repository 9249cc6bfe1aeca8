import { closed } from './answer.ts'
import { askConfirmation, askSlot } from './ask.ts'
import {
  type DialogIntent,
  type DialogSlot,
  inOrderOfAsking,
  isFallback,
  isKendra,
  slotNamed,
} from './bot.ts'
import type { Step } from './command.ts'
import { fulfil, saying } from './fulfil.ts'
import { invokeHook } from './hook-event.ts'
import { intentOf } from './intents.ts'
import { currentOf, type Talk } from './turn.ts'

/** STEP: what the open intent needs next (spec/lex-runtime.md §2.5). */
export function nextMove(talk: Talk): Step {
  const intent = intentOf(talk)
  if (isFallback(intent) || isKendra(intent)) return fulfil(talk)
  const { confirmationStatus } = currentOf(talk)
  // S1
  if (intent.dialogHook !== undefined && wantsDialogHook(talk)) {
    return invokeHook(talk, 'DialogCodeHook', intent.dialogHook)
  }
  // S2
  if (confirmationStatus === 'Denied') return reject(talk, intent)
  // S3
  const slot = ambiguousSlot(talk) ?? missingSlot(talk)
  if (slot) return askSlot(talk, slot)
  // S4
  if (intent.confirmationPrompt && confirmationStatus !== 'Confirmed') {
    return askConfirmation(talk, intent)
  }
  // S5
  return fulfil(talk)
}

/** Once a turn; with the switch, not when a yes leaves nothing to do but fulfil. */
function wantsDialogHook(talk: Talk): boolean {
  if (talk.turn.dialogHookRan) return false
  const final = currentOf(talk).confirmationStatus === 'Confirmed' && !missingSlot(talk)
  return !(talk.bot.switches.skipHookOnFinalConfirm && final)
}

function reject(talk: Talk, { rejectionStatement }: DialogIntent): Step {
  return saying(talk, rejectionStatement, said => closed(talk, 'Failed', said))
}

/** The slot that was just answered in a way that can be read in several ones, required or not (T8). */
function ambiguousSlot(talk: Talk): DialogSlot | undefined {
  const { ambiguousSlot: name } = talk.turn
  if (name === null || currentOf(talk).slots[name] !== null) return undefined
  return slotNamed(intentOf(talk), name)
}

function missingSlot(talk: Talk): DialogSlot | undefined {
  const { slots } = currentOf(talk)
  return inOrderOfAsking(intentOf(talk)).find(slot => slot.required && slots[slot.name] === null)
}
