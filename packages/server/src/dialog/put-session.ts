import { closed, failed, unchanged } from './answer.ts'
import { type DialogIntent, slotNamed } from './bot.ts'
import type { Failure, Step } from './command.ts'
import { badRequest } from './failures.ts'
import { failedByHook, fulfilled } from './fulfil.ts'
import { intentOf, openIntent, returnSlots } from './intents.ts'
import { nextMove } from './next-move.ts'
import { confirmIntent, elicitIntent, elicitSlot } from './obey.ts'
import type {
  ActionType,
  FulfillmentState,
  IntentSummary,
  MessageFormat,
  Slots,
  Words,
} from './session.ts'
import { isOpen, type Talk, withCurrent } from './turn.ts'

/** What a client orders by PutSession, its members as they came (spec/lex-runtime.md §8.1). */
export interface PutAction {
  readonly type: ActionType
  readonly intentName?: string | undefined
  readonly slots?: Slots | undefined
  readonly slotToElicit?: string | undefined
  readonly fulfillmentState?: FulfillmentState | undefined
  readonly message?: string | undefined
  readonly messageFormat?: MessageFormat | undefined
}

/** Does what a client ordered; what is wrong with it is found before anything is changed. */
export function putSession(
  talk: Talk,
  action: PutAction | undefined,
  recent: readonly IntentSummary[] | undefined,
): Step {
  const problem = recentProblem(talk, recent ?? []) ?? actionProblem(talk, action)
  if (problem) return failed(talk, problem)
  if (!action) return unchanged(talk)
  const words = wordsOf(action)
  if (action.type === 'ElicitIntent') return elicitIntent(talk, words)
  if (action.intentName === undefined) return nextMove(withSlots(talk, action.slots))
  const aimed = aimedAt(talk, action, action.intentName)
  switch (action.type) {
    case 'Delegate':
      return nextMove(withCurrent(aimed, { confirmationStatus: 'None' }))
    case 'ElicitSlot':
      return elicitSlot(aimed, { slotToElicit: action.slotToElicit ?? '', words })
    case 'ConfirmIntent':
      return confirmIntent(aimed, { words })
    case 'Close':
      return close(aimed, action.fulfillmentState, words)
  }
}

function close(talk: Talk, state: FulfillmentState | undefined, words: Words): Step {
  if (state === 'Fulfilled') return fulfilled(talk, words)
  if (state !== 'ReadyForFulfillment') return failedByHook(talk, words)
  const { message } = words
  const said = { message: message?.text ?? null, format: message?.format ?? null, card: null }
  return closed(talk, 'ReadyForFulfillment', said)
}

/** The intent that the client means: the open one goes on, any other begins anew. */
function aimedAt(talk: Talk, { type, slots, slotToElicit }: PutAction, name: string): Talk {
  const { current, phase } = talk.session
  // An intent that is closed once more is no new one: it hands its slots to the client again.
  const goesOn = current?.intent === name && (isOpen(phase) || type === 'Close')
  if (goesOn) return withSlots(talk, slots)
  const intent = talk.bot.intents.get(name)
  if (!intent) throw new Error('broken invariant: the intent of an action was looked up')
  const asked = type === 'ElicitSlot' ? slotToElicit : undefined
  return openIntent(talk, intent, { given: slots ?? {}, ...(asked !== undefined && { asked }) })
}

/** Slots that were left out are kept. */
function withSlots(talk: Talk, slots: Slots | undefined): Talk {
  return slots ? returnSlots(talk, slots) : talk
}

function wordsOf({ message, messageFormat = 'PlainText' }: PutAction): Words {
  return {
    message: message === undefined ? null : { format: messageFormat, text: message },
    card: null,
  }
}

function actionProblem(talk: Talk, action: PutAction | undefined): Failure | undefined {
  if (!action || action.type === 'ElicitIntent') return undefined
  const { type, intentName, slotToElicit, slots, fulfillmentState } = action
  if (intentName === undefined) {
    if (type !== 'Delegate') return badRequest(`${type} needs an intentName`)
    if (!isOpen(talk.session.phase))
      return badRequest('Delegate needs an intentName or an open intent')
    return slotsProblem(intentOf(talk), slots)
  }
  const intent = talk.bot.intents.get(intentName)
  if (!intent) return badRequest(`The bot has no intent ${intentName}`)
  if (type === 'Close' && fulfillmentState === undefined) {
    return badRequest('Close needs a fulfillmentState')
  }
  if (type === 'ElicitSlot') {
    if (intent.parentSignature !== undefined) {
      return badRequest(`ElicitSlot is not for the built-in intent ${intent.parentSignature}`)
    }
    if (slotToElicit === undefined) return badRequest('ElicitSlot needs a slotToElicit')
  }
  return slotsProblem(intent, slots, slotToElicit)
}

function recentProblem({ bot }: Talk, recent: readonly IntentSummary[]): Failure | undefined {
  for (const { intentName, slots, slotToElicit } of recent) {
    if (intentName === null) continue
    const intent = bot.intents.get(intentName)
    if (!intent) return badRequest(`The bot has no intent ${intentName}`)
    const problem = slotsProblem(intent, slots, slotToElicit ?? undefined)
    if (problem) return problem
  }
  return undefined
}

function slotsProblem(
  intent: DialogIntent,
  slots: Slots | undefined = {},
  slotToElicit?: string,
): Failure | undefined {
  const named = [...Object.keys(slots), ...(slotToElicit === undefined ? [] : [slotToElicit])]
  const unknown = named.find(name => !slotNamed(intent, name))
  return unknown === undefined
    ? undefined
    : badRequest(`The intent ${intent.name} has no slot ${unknown}`)
}
