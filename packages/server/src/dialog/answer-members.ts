import type { Json } from '../kernel/json.ts'
import { type DialogBot, type DialogIntent, slotNamed } from './bot.ts'
import type { GivenContext } from './event.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { LIMITS } from './limits.ts'
import type {
  ActionType,
  Attributes,
  ConfirmationStatus,
  FulfillmentState,
  IntentSummary,
  Slots,
} from './session.ts'

/** A code hook's answer is not as it has to be; says in what. */
export class WrongAnswer extends Error {}

/** Strings; numbers and truth values become strings, and a null removes its key (spec/lex-runtime.md §2.11). */
export function readAttributes(value: Json | undefined): Attributes | undefined {
  if (value === undefined || value === null) return undefined
  return readTexts(value, 'sessionAttributes')
}

export function readContexts(value: Json | undefined): readonly GivenContext[] | undefined {
  if (value === undefined || value === null) return undefined
  const list = readList(value, 'activeContexts', LIMITS.activeContexts)
  return list.map(item => {
    const { name, parameters, timeToLive } = item
    if (typeof name !== 'string' || name.length > 100 || !/^(?:[A-Za-z]_?)+$/.test(name)) {
      throw new WrongAnswer('activeContexts holds a context without a valid name')
    }
    const texts = readTexts(parameters ?? {}, `parameters of the context ${name}`)
    if (Object.keys(texts).length > LIMITS.contextParameters) {
      throw new WrongAnswer(`the context ${name} has too many parameters`)
    }
    if (!isObject(timeToLive)) throw new WrongAnswer(`the context ${name} has no timeToLive`)
    const { timeToLiveInSeconds, turnsToLive } = timeToLive
    return {
      name,
      parameters: texts,
      timeToLive: {
        timeToLiveInSeconds: readCount(timeToLiveInSeconds, 'timeToLiveInSeconds', 86_400),
        turnsToLive: readCount(turnsToLive, 'turnsToLive', 20),
      },
    }
  })
}

export function readSummaries(
  value: Json | undefined,
  bot: DialogBot,
): readonly IntentSummary[] | undefined {
  if (value === undefined || value === null) return undefined
  const list = readList(value, 'recentIntentSummaryView', LIMITS.recentIntents)
  return list.map(item => readSummary(item, bot))
}

function readSummary(item: JsonObject, bot: DialogBot): IntentSummary {
  const intent = readIntent(item['intentName'], bot)
  const label = item['checkpointLabel'] ?? null
  if (label !== null && !(typeof label === 'string' && /^[a-zA-Z0-9-]{1,255}$/.test(label))) {
    throw new WrongAnswer('recentIntentSummaryView holds an invalid checkpointLabel')
  }
  const slotToElicit = item['slotToElicit'] ?? null
  return {
    intentName: intent.name,
    checkpointLabel: label,
    slots: readSlots(item['slots'] ?? {}, intent),
    confirmationStatus: readOneOf(item['confirmationStatus'] ?? 'None', CONFIRMATIONS),
    dialogActionType: readOneOf(item['dialogActionType'], ACTIONS),
    fulfillmentState:
      item['fulfillmentState'] === undefined || item['fulfillmentState'] === null
        ? null
        : readOneOf(item['fulfillmentState'], FULFILLMENTS),
    slotToElicit: slotToElicit === null ? null : readSlotName(slotToElicit, intent),
  }
}

export function readIntent(value: Json | undefined, bot: DialogBot): DialogIntent {
  const intent = typeof value === 'string' ? bot.intents.get(value) : undefined
  if (!intent) throw new WrongAnswer('intentName names no intent of the bot')
  return intent
}

export function readSlotName(value: Json | undefined, intent: DialogIntent): string {
  if (typeof value !== 'string' || !slotNamed(intent, value)) {
    throw new WrongAnswer(`slotToElicit names no slot of the intent ${intent.name}`)
  }
  return value
}

/** Values are taken as they are; an empty one is none, a number becomes a string (§3.4.1). */
export function readSlots(value: Json | undefined, intent: DialogIntent): Slots {
  if (!isObject(value)) throw new WrongAnswer('slots is no map')
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (!slotNamed(intent, name)) {
        throw new WrongAnswer(`slots names no slot of the intent ${intent.name}`)
      }
      return [name, item === null || item === '' ? null : readText(item, 'slots')]
    }),
  )
}

export function readOneOf<T extends string>(value: Json | undefined, known: readonly T[]): T {
  const found = known.find(one => one === value)
  if (found === undefined) throw new WrongAnswer(`expected one of ${known.join(', ')}`)
  return found
}

const CONFIRMATIONS: readonly ConfirmationStatus[] = ['None', 'Confirmed', 'Denied']
const FULFILLMENTS: readonly FulfillmentState[] = ['Fulfilled', 'Failed', 'ReadyForFulfillment']
export const ACTIONS: readonly ActionType[] = [
  'Close',
  'ConfirmIntent',
  'Delegate',
  'ElicitIntent',
  'ElicitSlot',
]

function readTexts(value: Json, what: string): Attributes {
  if (!isObject(value)) throw new WrongAnswer(`${what} is no map`)
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      item === null ? [] : [[name, readText(item, what)]],
    ),
  )
}

function readText(value: Json, what: string): string {
  if (typeof value === 'object') throw new WrongAnswer(`${what} holds a value that is no string`)
  return String(value)
}

function readList(value: Json, what: string, most: number): readonly JsonObject[] {
  if (!Array.isArray(value) || value.length > most || !value.every(isObject)) {
    throw new WrongAnswer(`${what} is no list of at most ${most} objects`)
  }
  return value
}

function readCount(value: Json | undefined, what: string, most: number): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) {
    return value
  }
  throw new WrongAnswer(`${what} is no number from 0 to ${most}`)
}
