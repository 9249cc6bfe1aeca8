import { askedForMore, closed, failed, searchAnswered } from './answer.ts'
import type { FollowUpPrompt, Statement } from './bot.ts'
import type { Step } from './command.ts'
import { activateOutputs } from './contexts.ts'
import { fulfilmentLoop, noUsableMessages } from './failures.ts'
import { invokeHook } from './hook-event.ts'
import { intentOf } from './intents.ts'
import { NOTHING, type Said, say } from './messages.ts'
import type { Words } from './session.ts'
import { currentOf, type Talk, withCurrent } from './turn.ts'

/** FULFIL: the open intent has all it needs (spec/lex-runtime.md §2.6). */
export function fulfil(talk: Talk): Step {
  const { fulfillmentHook, followUpPrompt, conclusionStatement } = intentOf(talk)
  if (fulfillmentHook !== undefined) return callFulfilment(talk, fulfillmentHook)
  if (followUpPrompt) return askWhetherMore(talk, followUpPrompt)
  if (conclusionStatement) return conclude(talk, conclusionStatement)
  return returnIntent(talk)
}

/** The intent was done by a function or client: `Close` with `Fulfilled`. */
export function fulfilled(talk: Talk, words: Words): Step {
  const { followUpPrompt, conclusionStatement } = intentOf(talk)
  if (words.message) return fulfilledWithMessage(talk, words)
  if (followUpPrompt) return askWhetherMore(talk, followUpPrompt, words)
  return fulfilledWithoutMessage(talk, conclusionStatement, words)
}

/** F6: `Close` with `Failed`; the rejection statement belongs to the user's no alone. */
export function failedByHook(talk: Talk, words: Words): Step {
  return closed(talk, 'Failed', wording(words))
}

/** A search found something: the function's words or the conclusion, and the dialog goes on (K6, K8). */
export function fulfilledBySearch(talk: Talk, words: Words): Step {
  if (words.message) return searchAnswered(talk, wording(words))
  return saying(talk, intentOf(talk).conclusionStatement, said =>
    searchAnswered(talk, { ...said, card: words.card ?? said.card }),
  )
}

/** F0 */
export function callFulfilment(talk: Talk, uri: string): Step {
  if (talk.turn.fulfillmentHookRan) return failed(talk, fulfilmentLoop)
  return invokeHook(talk, 'FulfillmentCodeHook', uri)
}

/** F1 */
function returnIntent(talk: Talk): Step {
  return closed(talk, 'ReadyForFulfillment', NOTHING)
}

/** F2 */
function conclude(talk: Talk, conclusion: Statement): Step {
  return saying(talk, conclusion, said => closed(talk, 'Fulfilled', said))
}

/** F3 */
function fulfilledWithMessage(talk: Talk, words: Words): Step {
  return closed(talk, 'Fulfilled', wording(words))
}

/** F4 */
function fulfilledWithoutMessage(
  talk: Talk,
  conclusion: Statement | undefined,
  { card }: Words,
): Step {
  return saying(talk, conclusion, said =>
    closed(talk, 'Fulfilled', { ...said, card: card ?? said.card }),
  )
}

/** F5 */
function askWhetherMore(talk: Talk, { prompt }: FollowUpPrompt, words?: Words): Step {
  const { attempts } = currentOf(talk)
  const done = activateOutputs(withCurrent(talk, { attempts: { ...attempts, followUp: 0 } }))
  return saying(done, prompt, said =>
    askedForMore(done, { ...said, card: words?.card ?? said.card }),
  )
}

/** Goes on with the words of a statement: without one there are none, and one without usable words is an error. */
export function saying(
  talk: Talk,
  statement: Statement | undefined,
  goOn: (said: Said) => Step,
): Step {
  const said = statement ? say(talk, statement) : NOTHING
  return said ? goOn(said) : failed(talk, noUsableMessages)
}

const wording = ({ message, card }: Words): Said => ({
  message: message?.text ?? null,
  format: message?.format ?? null,
  card,
})
