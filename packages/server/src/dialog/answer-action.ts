import type { Json } from '../kernel/json.ts'
import type { DialogAction } from './action.ts'
import {
  ACTIONS,
  readIntent,
  readOneOf,
  readSlotName,
  readSlots,
  WrongAnswer,
} from './answer-members.ts'
import type { DialogBot, DialogIntent, MessageType } from './bot.ts'
import { readCard } from './cards.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { LIMITS } from './limits.ts'
import type { ActionType, Words } from './session.ts'

/** What each kind of action may hold; anything else in it is an error (spec/lex-runtime.md §3.3). */
const MEMBERS: Readonly<Record<ActionType, readonly string[]>> = {
  Close: ['type', 'fulfillmentState', 'message', 'responseCard'],
  ConfirmIntent: ['type', 'intentName', 'slots', 'message', 'responseCard'],
  Delegate: ['type', 'slots', 'kendraQueryRequestPayload', 'kendraQueryFilterString'],
  ElicitIntent: ['type', 'message', 'responseCard'],
  ElicitSlot: ['type', 'intentName', 'slotToElicit', 'slots', 'message', 'responseCard'],
}

/** @throws WrongAnswer */
export function readAction(
  value: Json | undefined,
  bot: DialogBot,
  open: DialogIntent,
): DialogAction {
  if (value === undefined || value === null) {
    throw new WrongAnswer(
      'Can not construct instance of IntentResponse, problem: The validated object is null',
    )
  }
  if (!isObject(value)) throw new WrongAnswer('Can not construct instance of DialogAction')
  const type = readOneOf(value['type'], ACTIONS)
  const unknown = Object.keys(value).find(name => !MEMBERS[type].includes(name))
  if (unknown !== undefined) {
    throw new WrongAnswer(
      `Unrecognized field "${unknown.slice(0, 100)}" (class ${type}DialogAction), not marked as ignorable`,
    )
  }
  return readKnown(type, value, bot, open)
}

function readKnown(
  type: ActionType,
  value: JsonObject,
  bot: DialogBot,
  open: DialogIntent,
): DialogAction {
  switch (type) {
    case 'Close':
      return {
        type,
        fulfillmentState: readOneOf(value['fulfillmentState'], ['Fulfilled', 'Failed']),
        words: readWords(value),
      }
    case 'Delegate':
      return {
        type,
        slots: readSlots(value['slots'], open),
        kendraQueryRequestPayload: value['kendraQueryRequestPayload'] ?? null,
        kendraQueryFilterString: value['kendraQueryFilterString'] ?? null,
      }
    case 'ElicitIntent':
      return { type, words: readWords(value) }
    case 'ConfirmIntent': {
      const intent = readIntent(value['intentName'], bot)
      const slots = readSlots(value['slots'], intent)
      return { type, intentName: intent.name, slots, words: readWords(value) }
    }
    case 'ElicitSlot': {
      const intent = readIntent(value['intentName'], bot)
      if (intent.parentSignature !== undefined) {
        throw new WrongAnswer(`ElicitSlot is not for the built-in intent ${intent.parentSignature}`)
      }
      return {
        type,
        intentName: intent.name,
        slotToElicit: readSlotName(value['slotToElicit'], intent),
        slots: readSlots(value['slots'], intent),
        words: readWords(value),
      }
    }
  }
}

function readWords({ message, responseCard }: JsonObject): Words {
  const card = responseCard === undefined || responseCard === null ? null : readCard(responseCard)
  if (card === undefined) throw new WrongAnswer('responseCard is no generic response card')
  return { message: readMessage(message), card }
}

function readMessage(value: Json | undefined): Words['message'] {
  if (value === undefined || value === null) return null
  if (!isObject(value)) throw new WrongAnswer('message is no message')
  const { content } = value
  const format = readOneOf(value['contentType'], FORMATS)
  if (typeof content !== 'string' || content === '') throw new WrongAnswer('message has no content')
  if ([...content].length > LIMITS.messageCharacters) {
    throw new WrongAnswer(`message is longer than ${LIMITS.messageCharacters} characters`)
  }
  return { format, text: content }
}

const FORMATS: readonly MessageType[] = ['PlainText', 'SSML', 'CustomPayload']
