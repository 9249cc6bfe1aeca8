import { DEFAULT_SWITCHES } from '../bot.ts'
import { prompt, statement } from './fixtures.ts'
import { confirmIntent, D, delegate, elicitSlot, said, type Transcript } from './notation.ts'
import { teaHouse } from './scripted.ts'

/** Rows of the table in spec/lex-runtime.md §2.4 that the conversations of §10.2 do not reach. */

const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:Tea'
const order = said('order green tea', { state: 'ElicitSlot', asks: 'when' })
const toConfirmation = [
  order,
  said('9:00', { state: 'ElicitSlot', asks: 'cups' }),
  said('2', { state: 'ConfirmIntent', asks: null, message: 'Tea, ok?' }),
]
const green = { kind: 'green', when: null, cups: null, note: null }
const full = { kind: 'green', when: '9:00', cups: '2', note: null }
const withHook = { dialogHook: HOOK }
const asked = (slot: string, message: string) => ({
  state: 'ElicitSlot' as const,
  intent: 'OrderTea',
  asks: slot,
  message,
})

export const TRANSITION_ROWS: readonly Transcript[] = [
  {
    number: 'T1',
    aim: 'an intent that was recognised starts the count of clarifications anew',
    bot: teaHouse(),
    turns: [
      said('hm', { state: 'ElicitIntent' }),
      said('say hello', { state: 'Fulfilled', message: 'Hello!' }),
      said('hm', { state: 'ElicitIntent' }),
      said('hm', { state: 'ElicitIntent' }),
      said('hm', { state: 'Failed', intent: null, slots: {} }),
      said('hm', { state: 'ElicitIntent' }),
    ],
  },
  {
    number: 'T5',
    aim: 'without a prompt, the abort statement at once',
    bot: teaHouse({}, { clarificationPrompt: undefined }),
    turns: [said('hm', { state: 'Failed', intent: null, message: 'Sorry, goodbye.', slots: {} })],
  },
  {
    number: 'T5',
    aim: 'without an abort statement, no message',
    bot: teaHouse({}, { abortStatement: undefined }),
    turns: [
      said('hm', { state: 'ElicitIntent' }),
      said('hm', { state: 'ElicitIntent' }),
      said('hm', { state: 'Failed', intent: null, message: null }),
    ],
  },
  {
    number: 'T8a',
    aim: 'a value of two readings instead of a yes drops the old one',
    bot: teaHouse(),
    turns: [
      ...toConfirmation,
      said('soon', { ...asked('when', 'when?'), slots: { when: null, cups: '2' } }),
    ],
  },
  {
    number: 'T10',
    aim: 'a question of a function is repeated as it was asked',
    bot: teaHouse(withHook),
    turns: [
      said('order green tea', asked('cups', 'How many?'), {
        calls: [D(elicitSlot(['OrderTea', 'cups'], green, 'How many?'))],
      }),
      said('hm', { ...asked('cups', 'How many?'), missed: true }),
      said('hm', { state: 'Failed', intent: 'OrderTea' }),
    ],
  },
  {
    number: 'T10',
    aim: 'with the switch, the hook hears of what fits nothing',
    bot: teaHouse(withHook, { switches: { ...DEFAULT_SWITCHES, hookOnMiss: true } }),
    turns: [
      { ...order, calls: [D(delegate(green))] },
      said(
        'hm',
        { ...asked('when', 'when?'), missed: true },
        { calls: [D(delegate(green), { inputTranscript: 'hm' })] },
      ),
    ],
  },
  {
    number: 'T12',
    aim: 'an intent is given up without a word when there is none',
    bot: teaHouse({}, { abortStatement: undefined }),
    turns: [
      order,
      said('hm', asked('when', 'when?')),
      said('hm', { state: 'Failed', intent: 'OrderTea', message: null, slots: green }),
    ],
  },
  {
    number: 'T13',
    aim: 'an intent that was left can be begun anew, without what it knew',
    bot: teaHouse(),
    turns: [
      order,
      said('order cake', { state: 'ElicitSlot', intent: 'OrderCake', asks: 'cake' }),
      said('order tea', {
        ...asked('kind', 'kind?'),
        slots: { kind: null },
        recent: [
          { intentName: 'OrderTea', slots: { kind: null } },
          { intentName: 'OrderCake', slotToElicit: 'cake' },
          { intentName: 'OrderTea', slots: { kind: 'green' }, slotToElicit: 'when' },
        ],
      }),
    ],
  },
  {
    number: 'T14',
    aim: 'an own utterance adds what it says and keeps the rest',
    bot: teaHouse(),
    turns: [
      said('order tea', asked('kind', 'kind?')),
      said('order green tea', { ...asked('when', 'when?'), slots: { kind: 'green' } }),
    ],
  },
  {
    number: 'T16',
    aim: 'a hook hears of the no, and leaves the rejection to the bot',
    bot: teaHouse(withHook),
    turns: [
      { ...order, calls: [D(delegate(green))] },
      said(
        '9:00',
        { state: 'ConfirmIntent' },
        { calls: [D(confirmIntent('OrderTea', full, 'Now?'))] },
      ),
      said(
        'no',
        { state: 'Failed', message: 'No tea.', recent: [{ confirmationStatus: 'Denied' }] },
        { calls: [D(delegate(full), { currentIntent: { confirmationStatus: 'Denied' } })] },
      ),
    ],
  },
  {
    number: 'T16',
    aim: 'without a rejection statement there is nothing to say',
    bot: teaHouse({ rejectionStatement: undefined }),
    turns: [...toConfirmation, said('no', { state: 'Failed', message: null, slots: full })],
  },
  {
    number: 'T17',
    aim: 'no, with another value, asks again',
    bot: teaHouse(),
    turns: [
      ...toConfirmation,
      said('no, black', { state: 'ConfirmIntent', slots: { kind: 'black' } }),
      said('hm', { state: 'ConfirmIntent', missed: true }),
      said('hm', { state: 'Failed' }),
    ],
  },
  {
    number: 'T20',
    aim: 'the fallback intent takes over from a confirmation',
    bot: teaHouse({}, { fallback: true }),
    turns: [
      ...toConfirmation,
      said('hm', { state: 'ConfirmIntent' }),
      said('hm', {
        state: 'ReadyForFulfillment',
        intent: 'Fallbk',
        recent: [{ intentName: 'Fallbk' }, { intentName: 'OrderTea', fulfillmentState: 'Failed' }],
      }),
    ],
  },
  {
    number: 'T26',
    aim: 'and from a follow-up; what was done stays done',
    bot: teaHouse(
      {
        slots: [],
        confirmationPrompt: undefined,
        followUpPrompt: { prompt: prompt('More?', 1), rejectionStatement: statement('Bye.') },
      },
      { fallback: true },
    ),
    turns: [
      said('order tea', { state: 'ElicitIntent', intent: 'OrderTea', message: 'More?' }),
      said('hm', {
        state: 'ReadyForFulfillment',
        intent: 'Fallbk',
        recent: [
          { intentName: 'Fallbk' },
          { intentName: 'OrderTea', fulfillmentState: 'Fulfilled' },
        ],
      }),
    ],
  },
]
