import * as fc from 'fast-check'
import type { Json } from '../../kernel/json.ts'
import type { DialogBot, DialogIntent } from '../bot.ts'
import type { Command } from '../command.ts'
import { SEEDS } from '../draw.ts'
import type { DialogEvent, GivenContext } from '../event.ts'
import type { BotName } from './bots.ts'
import { eventOf } from './play.ts'

/** Conversations by chance: what is said, what functions answer, how much time passes. They fit any bot. */
export interface Chance {
  readonly bot: BotName
  readonly happenings: readonly Happening[]
}

export interface Happening {
  readonly seconds: number
  readonly seed: number
  readonly turn: Turn
  /** Answers for the calls of the turn, used in order. */
  readonly answers: readonly Answer[]
}

type Turn =
  | { readonly say: string; readonly contexts: number | null }
  | { readonly put: string; readonly intent: number; readonly slot: number }

interface Answer {
  readonly kind: string
  readonly intent: number
  readonly slot: number
  readonly value: string | null
  readonly speaks: boolean
  readonly contexts: number
}

const BOTS: readonly BotName[] = [
  'FL',
  'FLH',
  'FLR',
  'BT',
  'AP',
  'PZC',
  'FU',
  'FU, no clarification',
  'FB',
  'PK',
  'CX',
  'KD, dialog hook',
  'WL',
]

const TEXTS = [
  'i would like to order some flowers',
  'roses',
  'tomorrow',
  "10 o'clock",
  '6 pm',
  'yes',
  'no',
  'yes, but tulips',
  'no, i want to order a drink',
  'book a hotel',
  'book an appointment',
  'Chicago',
  '5',
  'i want to order a pizza',
  'i want a large thin crust cheese pizza',
  'large',
  'stuffed',
  'rent a car in Boston on 2020-11-25',
  'email my receipt',
  'hello',
  'purple monkey',
  'purple monkey',
  '@@@',
]

const ANSWERS = [
  'Delegate',
  'Delegate',
  'Delegate',
  'ElicitSlot',
  'ConfirmIntent',
  'ElicitIntent',
  'Fulfilled',
  'Failed',
  'nonsense',
  'failure',
]
const ACTIONS = ['none', 'Delegate', 'ElicitSlot', 'ConfirmIntent', 'ElicitIntent', 'Close']

const turns: fc.Arbitrary<Turn> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      say: fc.constantFrom(...TEXTS),
      contexts: fc.option(fc.nat(3), { nil: null, freq: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      put: fc.constantFrom(...ACTIONS),
      intent: fc.nat(3),
      slot: fc.nat(4),
    }),
  },
)

const answers: fc.Arbitrary<Answer> = fc.record({
  kind: fc.constantFrom(...ANSWERS),
  intent: fc.nat(3),
  slot: fc.nat(4),
  value: fc.constantFrom(null, 'roses', 'x'),
  speaks: fc.boolean(),
  contexts: fc.nat(3),
})

export const chances: fc.Arbitrary<Chance> = fc.record({
  bot: fc.constantFrom(...BOTS),
  happenings: fc.array(
    fc.record({
      seconds: fc.constantFrom(0, 1, 20, 299, 300),
      seed: fc.nat(SEEDS - 1),
      turn: turns,
      answers: fc.array(answers, { minLength: 4, maxLength: 4 }),
    }),
    { maxLength: 25 },
  ),
})

/** The event that begins the turn. */
export function beginning(bot: DialogBot, { turn, seed }: Happening, now: number) {
  if ('say' in turn) {
    const contexts = turn.contexts === null ? {} : { contexts: givenContexts(turn.contexts) }
    return eventOf({ say: turn.say, ...contexts, expect: {} }, now, seed)
  }
  const intent = pick([...bot.intents.values()], turn.intent)
  const slotToElicit = pick(intent?.slots ?? [], turn.slot)?.name
  const put =
    turn.put === 'none'
      ? null
      : {
          type: turn.put as 'Delegate',
          intentName: intent?.name,
          slotToElicit,
          fulfillmentState: pick(
            ['Fulfilled', 'Failed', 'ReadyForFulfillment'] as const,
            turn.slot,
          ),
        }
  return eventOf({ put, expect: {} }, now, seed)
}

/** What a function or an index answers to a call. */
export function outcomeOf(
  bot: DialogBot,
  command: Extract<Command, { kind: 'invoke-code-hook' | 'search-kendra' }>,
  answer: Answer,
  now: number,
): DialogEvent {
  if (command.kind === 'search-kendra') {
    const items = answer.speaks ? [{ Type: 'DOCUMENT', DocumentExcerpt: { Text: 'It is.' } }] : []
    return { kind: 'search-answered', now, answer: { response: { ResultItems: items } } }
  }
  if (answer.kind === 'failure') {
    return { kind: 'hook-answered', now, answer: { failure: { kind: 'timeout' } } }
  }
  const payload =
    answer.kind === 'nonsense' ? '{"dialogAction":{}}' : payloadOf(bot, command, answer)
  return { kind: 'hook-answered', now, answer: { payload } }
}

function payloadOf(
  bot: DialogBot,
  { event }: Extract<Command, { kind: 'invoke-code-hook' }>,
  answer: Answer,
): string {
  const open = bot.intents.get(event.currentIntent.name)
  const target = pick([...bot.intents.values()], answer.intent)
  return JSON.stringify({
    activeContexts: answer.contexts === 0 ? null : givenContexts(answer.contexts - 1),
    dialogAction: actionOf(answer, event.currentIntent.slots, open, target),
  })
}

function actionOf(
  { kind, slot, value, speaks }: Answer,
  slots: Readonly<Record<string, string | null>>,
  open: DialogIntent | undefined,
  target: DialogIntent | undefined,
): Json {
  const words = speaks ? { message: { contentType: 'PlainText', content: 'Well?' } } : {}
  const changed = pick(open?.slots ?? [], slot)?.name
  switch (kind) {
    case 'Delegate':
      return {
        type: kind,
        slots: { ...slots, ...(changed !== undefined && { [changed]: value }) },
      }
    case 'ElicitIntent':
      return { type: kind, ...words }
    case 'ConfirmIntent':
      return { type: kind, intentName: target?.name ?? '', slots: {}, ...words }
    case 'ElicitSlot': {
      const slotToElicit = pick(target?.slots ?? [], slot)?.name ?? ''
      return { type: kind, intentName: target?.name ?? '', slotToElicit, slots: {}, ...words }
    }
    default:
      return { type: 'Close', fulfillmentState: kind, ...words }
  }
}

const givenContexts = (count: number): GivenContext[] =>
  Array.from({ length: count }, (_, i) => ({
    name: i === 0 ? 'rental_done' : 'other',
    parameters: { start: '2021-01-02' },
    timeToLive: { timeToLiveInSeconds: 30 * (i + 1), turnsToLive: i + 1 },
  }))

const pick = <T>(list: readonly T[], number: number): T | undefined =>
  list.length === 0 ? undefined : list[number % list.length]
