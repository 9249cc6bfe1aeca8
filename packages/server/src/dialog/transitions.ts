import { farewell } from './answer.ts'
import { askConfirmation, askForIntent, askSlot, clarify, repeatFollowUp } from './ask.ts'
import { slotNamed } from './bot.ts'
import type { Input } from './classify.ts'
import type { Step } from './command.ts'
import { saying } from './fulfil.ts'
import { acceptValues, intentOf, openIntent } from './intents.ts'
import { nextMove } from './next-move.ts'
import { beginSearch } from './search.ts'
import type { SlotReading } from './slot-answers.ts'
import { currentOf, isOpen, type Talk, withCurrent, withSession } from './turn.ts'

/**
 * The transition table (spec/lex-runtime.md §2.4): what an input does in the phase in which it was heard.
 * T27, a session that has expired, is a new one by the time it gets here.
 */
export function transition(talk: Talk, input: Input): Step {
  const { phase } = talk.session
  switch (input.kind) {
    case 'new-intent':
      return isOpen(phase) ? switchIntent(talk, input) : startIntent(talk, input)
    case 'no-new-intent':
      return denyForAnother(talk, input)
    case 'slot':
      return phase === 'CONFIRM' ? changeValues(talk, input.slots) : takeValues(talk, input.slots)
    case 'answer-slot':
      return changeValues(talk, input.slots)
    case 'yes':
      return phase === 'FOLLOW_UP' ? askWhatElse(talk) : confirm(talk)
    case 'no':
      return phase === 'FOLLOW_UP' ? sayFarewell(talk) : deny(talk)
    case 'unknown':
      return beginSearch(talk) ?? missed(talk)
  }
}

/** An utterance that fits nothing, when no search has found anything either. */
export function missed(talk: Talk): Step {
  switch (talk.session.phase) {
    case 'ELICIT_SLOT':
      return missedSlot(talk)
    case 'CONFIRM':
      return missedConfirmation(talk)
    case 'FOLLOW_UP':
      return missedFollowUp(talk)
    default:
      return clarify(talk)
  }
}

interface NewIntent {
  readonly intent: string
  readonly slots: readonly SlotReading[]
}

/** T1, T21 */
function startIntent(talk: Talk, { intent: name, slots: said }: NewIntent): Step {
  const intent = talk.bot.intents.get(name)
  if (!intent) throw new Error('broken invariant: what was recognised is an intent of the bot')
  return nextMove(openIntent(talk, intent, { said }))
}

/** T13: the open intent stays among the recent ones as it was. T14: its own utterance goes on with it. */
function switchIntent(talk: Talk, heard: NewIntent): Step {
  if (heard.intent !== currentOf(talk).intent) return startIntent(talk, heard)
  return nextMove(acceptValues(talk, heard.slots))
}

/** T7, T8 */
function takeValues(talk: Talk, said: readonly SlotReading[]): Step {
  return nextMove(acceptValues(talk, said))
}

/** T8a, T17: changed data has to be confirmed again. */
function changeValues(talk: Talk, said: readonly SlotReading[]): Step {
  return nextMove(acceptValues(talk, said))
}

/** T15 */
function confirm(talk: Talk): Step {
  return nextMove(withCurrent(talk, { confirmationStatus: 'Confirmed' }))
}

/** T16 */
function deny(talk: Talk): Step {
  return nextMove(withCurrent(talk, { confirmationStatus: 'Denied' }))
}

/** T18 */
function denyForAnother(talk: Talk, heard: NewIntent): Step {
  const { episode } = currentOf(talk)
  const recent = talk.session.recent.map(entry =>
    entry.episode === episode ? { ...entry, confirmationStatus: 'Denied' as const } : entry,
  )
  return startIntent(withSession(talk, { recent }), heard)
}

/** T10, then T11 or T12 */
function missedSlot(talk: Talk): Step {
  const intent = intentOf(talk)
  if (talk.bot.switches.hookOnMiss && intent.dialogHook !== undefined) return nextMove(talk)
  const slot = slotNamed(intent, currentOf(talk).slotToElicit ?? '')
  if (!slot) throw new Error('broken invariant: the slot that was asked for exists')
  return askSlot(talk, slot)
}

/** T19, then T20 */
function missedConfirmation(talk: Talk): Step {
  return askConfirmation(withCurrent(talk, { confirmationStatus: 'None' }), intentOf(talk))
}

/** T22, T23 */
function askWhatElse(talk: Talk): Step {
  return askForIntent(talk, 1)
}

/** T24 */
function sayFarewell(talk: Talk): Step {
  return saying(talk, intentOf(talk).followUpPrompt?.rejectionStatement, said =>
    farewell(talk, said),
  )
}

/** T25, T26 */
function missedFollowUp(talk: Talk): Step {
  const { followUpPrompt } = intentOf(talk)
  if (!followUpPrompt) throw new Error('broken invariant: a follow-up was asked by its prompt')
  return repeatFollowUp(talk, followUpPrompt)
}
