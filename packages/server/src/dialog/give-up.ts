import { closed, gaveUp, remember } from './answer.ts'
import { type DialogIntent, fallbackIntent } from './bot.ts'
import type { Step } from './command.ts'
import { fulfil, saying } from './fulfil.ts'
import { openIntent } from './intents.ts'
import { type Talk, withCurrent } from './turn.ts'

/** What happens when all tries of a question are used (spec/lex-runtime.md §2.4, §4.6). */

/** The open intent is given up: T11 or T12. */
export function giveUpIntent(talk: Talk): Step {
  const fallback = fallbackIntent(talk.bot)
  return fallback ? fallBack(talk, fallback) : abort(talk)
}

/** T11: the intent failed, and the fallback intent takes over. */
function fallBack(talk: Talk, fallback: DialogIntent): Step {
  const given = remember(withCurrent(talk, { slotToElicit: null }), 'Close', 'Failed')
  return fulfil(openIntent(given, fallback))
}

/** T12: the intent failed. */
function abort(talk: Talk): Step {
  return saying(talk, talk.bot.abortStatement, said => closed(talk, 'Failed', said))
}

/** Nothing is open to give up: T4, T5 or, after a follow-up prompt, T26. */
export function giveUp(talk: Talk): Step {
  const fallback = fallbackIntent(talk.bot)
  if (fallback) return fulfil(openIntent(talk, fallback))
  return saying(talk, talk.bot.abortStatement, said => gaveUp(talk, said))
}
