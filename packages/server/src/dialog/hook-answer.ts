import type { Json } from '../kernel/json.ts'
import { failed, ok, type Result } from '../kernel/result.ts'
import type { DialogAction } from './action.ts'
import { readAction } from './answer-action.ts'
import { readAttributes, readContexts, readSummaries, WrongAnswer } from './answer-members.ts'
import type { DialogBot, DialogIntent } from './bot.ts'
import type { Failure } from './command.ts'
import type { GivenContext } from './event.ts'
import { answerTooLarge, attributesTooLarge, nullAnswer, wrongAnswer } from './failures.ts'
import { isObject, parseJson } from './json-object.ts'
import { LIMITS } from './limits.ts'
import type { Attributes, IntentSummary } from './session.ts'

/** A code hook's answer, valid through and through. What is undefined leaves things as they are. */
export interface HookAnswer {
  readonly sessionAttributes: Attributes | undefined
  readonly activeContexts: readonly GivenContext[] | undefined
  readonly recentIntentSummaryView: readonly IntentSummary[] | undefined
  readonly dialogAction: DialogAction
}

/**
 * Reads what a function answered about an intent: size, JSON, schema, meaning (spec/lex-runtime.md §3.3,
 * §3.4 steps 1–4). Nothing of the text is repeated in a failure.
 */
export function readHookAnswer(
  text: string,
  bot: DialogBot,
  intent: DialogIntent,
): Result<HookAnswer, Failure> {
  const bytes = bytesOf(text)
  if (bytes > LIMITS.hookOutputBytes) return failed(answerTooLarge(bytes))
  const value = parseJson(text)
  if (value === null) return failed(nullAnswer)
  try {
    return readAnswer(value, bot, intent)
  } catch (error) {
    if (error instanceof WrongAnswer) return failed(wrongAnswer(error.message, text.length))
    throw error
  }
}

function readAnswer(
  value: Json | undefined,
  bot: DialogBot,
  intent: DialogIntent,
): Result<HookAnswer, Failure> {
  if (value === undefined) throw new WrongAnswer('The answer is no valid JSON')
  if (!isObject(value)) throw new WrongAnswer('Can not construct instance of IntentResponse')
  const sessionAttributes = readAttributes(value['sessionAttributes'])
  const size = sessionAttributes ? bytesOf(JSON.stringify(sessionAttributes)) : 0
  if (size > LIMITS.hookAttributeBytes) return failed(attributesTooLarge(size))
  return ok({
    sessionAttributes,
    activeContexts: readContexts(value['activeContexts']),
    recentIntentSummaryView: readSummaries(value['recentIntentSummaryView'], bot),
    dialogAction: readAction(value['dialogAction'], bot, intent),
  })
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length
