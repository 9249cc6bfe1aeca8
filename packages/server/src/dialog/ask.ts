import { askedForIntent, askedForMore, askedForSlot, askedToConfirm, failed } from './answer.ts'
import {
  type DialogIntent,
  type DialogSlot,
  type FollowUpPrompt,
  fallbackIntent,
  type Statement,
} from './bot.ts'
import type { Step } from './command.ts'
import { noUsableMessages } from './failures.ts'
import { giveUp, giveUpIntent } from './give-up.ts'
import { LIMITS } from './limits.ts'
import { type Said, say, sayWords } from './messages.ts'
import type { Words } from './session.ts'
import { currentOf, type Talk, withCurrent, withSession } from './turn.ts'

/**
 * Questions that the bot asks of itself, each as often as its prompt allows (spec/lex-runtime.md §2.4). One
 * that is repeated keeps the words of a function or of PutSession, if those worded it.
 */

export function askSlot(talk: Talk, slot: DialogSlot): Step {
  const { slotToElicit, attempts: before, override: words } = currentOf(talk)
  const repeated = talk.session.phase === 'ELICIT_SLOT' && slotToElicit === slot.name
  const unused = before.slot === 0 && words === null
  const asking =
    repeated || unused
      ? talk
      : withCurrent(talk, { attempts: { ...before, slot: 0 }, override: null })
  const { attempts, override } = currentOf(asking)
  if (attempts.slot >= (slot.prompt?.maxAttempts ?? LIMITS.defaultAttempts)) {
    return giveUpIntent(talk)
  }
  return worded(asking, override, slotPrompt(slot), said => askedForSlot(asking, slot.name, said))
}

export function askConfirmation(talk: Talk, { confirmationPrompt }: DialogIntent): Step {
  const repeated = talk.session.phase === 'CONFIRM'
  const unused = currentOf(talk).override === null
  const asking = repeated || unused ? talk : withCurrent(talk, { override: null })
  const { attempts, override } = currentOf(asking)
  const most = confirmationPrompt?.maxAttempts ?? LIMITS.defaultAttempts
  if (attempts.confirm >= most) return giveUpIntent(talk)
  return worded(asking, override, confirmationPrompt, said => askedToConfirm(asking, said))
}

/** Asks what the user wants: T3, then T4 or T5; T6 when the bot has no word for it. */
export function clarify(talk: Talk): Step {
  const { clarificationPrompt: prompt, abortStatement } = talk.bot
  const { clarifyCount } = talk.session
  if (prompt && clarifyCount < prompt.maxAttempts) return askForIntent(talk, clarifyCount + 1)
  if (prompt || abortStatement || fallbackIntent(talk.bot)) return giveUp(talk)
  return failed(talk, noUsableMessages)
}

/** Sends the clarification prompt as number `count`; without one the turn fails, fallback or not (T22, T23). */
export function askForIntent(talk: Talk, count: number, words: Words | null = null): Step {
  const asking = withSession(talk, { current: null, clarifyCount: count })
  return worded(asking, words, talk.bot.clarificationPrompt, said => askedForIntent(asking, said))
}

/** T25, then T26 */
export function repeatFollowUp(talk: Talk, { prompt }: FollowUpPrompt): Step {
  if (currentOf(talk).attempts.followUp >= prompt.maxAttempts) return giveUp(talk)
  return worded(talk, null, prompt, said => askedForMore(talk, said))
}

/** A question needs words. */
export function worded(
  talk: Talk,
  words: Words | null,
  statement: Statement | undefined,
  goOn: (said: Said) => Step,
): Step {
  const said = words ? sayWords(talk, words, statement) : say(talk, statement)
  return said ? goOn(said) : failed(talk, noUsableMessages)
}

/** The prompt's own card, else the slot's. */
export function slotPrompt({ prompt, responseCard }: DialogSlot): Statement | undefined {
  if (!prompt || prompt.responseCard !== undefined || responseCard === undefined) return prompt
  return { ...prompt, responseCard }
}
