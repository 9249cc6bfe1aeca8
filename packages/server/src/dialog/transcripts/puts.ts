import type { PutAction } from '../put-session.ts'
import { prompt, statement } from './fixtures.ts'
import { D, delegate, type Expected, said, type Transcript } from './notation.ts'
import { type IntentChanges, teaHouse } from './scripted.ts'

/** PutSession, row by row (spec/lex-runtime.md §8.1). */

const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:Tea'
const order = said('order green tea', { state: 'ElicitSlot', asks: 'when' })
const full = { kind: 'black', when: '9:00', cups: '1', note: null }

const put = (
  aim: string,
  action: PutAction | null,
  expect: Expected,
  { tea = {}, before = [order] }: { tea?: IntentChanges; before?: Transcript['turns'] } = {},
): Transcript => ({
  number: action?.type ?? 'no action',
  aim,
  bot: teaHouse(tea),
  turns: [...before, { put: action, expect }],
})
const wrong = (aim: string, action: PutAction): Transcript =>
  put(aim, action, { fails: 'BadRequestException', metric: 'RuntimeUserErrors' })

const CLOSE = { type: 'Close', intentName: 'OrderTea' } as const
const fulfilled: PutAction = { ...CLOSE, fulfillmentState: 'Fulfilled' }
const conclusionStatement = statement('Enjoy.')
const followUpPrompt = { prompt: prompt('More?'), rejectionStatement: statement('Bye.') }

export const PUTS: readonly Transcript[] = [
  put(
    'begins a session',
    null,
    { state: 'ElicitIntent', intent: null, message: null },
    { before: [] },
  ),
  put('tells where the conversation is', null, {
    state: 'ElicitSlot',
    intent: 'OrderTea',
    asks: 'when',
    message: null,
    newSession: false,
  }),
  put(
    'tells how the intent ended',
    null,
    { state: 'Fulfilled', intent: 'Hello', message: null },
    { before: [said('say hello', {})] },
  ),
  put(
    'switches to an intent and goes on with it',
    { type: 'Delegate', intentName: 'OrderCake' },
    { state: 'ElicitSlot', intent: 'OrderCake', asks: 'cake', message: 'cake?' },
  ),
  put(
    'keeps the slots of the open intent when it gives none',
    { type: 'Delegate', intentName: 'OrderTea' },
    { state: 'ElicitSlot', asks: 'when', slots: { kind: 'green' }, recent: [{ episode: 1 }] },
  ),
  put(
    'fills the slots of the open intent',
    { type: 'Delegate', slots: full },
    { state: 'ConfirmIntent', slots: full },
  ),
  {
    number: 'Delegate',
    aim: 'runs the dialog hook, which hears of no utterance',
    bot: teaHouse({ dialogHook: HOOK }),
    turns: [
      {
        put: { type: 'Delegate', intentName: 'OrderTea' },
        calls: [
          D(delegate({}), {
            inputTranscript: null,
            requestAttributes: null,
            sentimentResponse: null,
            alternativeIntents: [],
            currentIntent: { nluIntentConfidenceScore: null },
          }),
        ],
        expect: { state: 'ElicitSlot', asks: 'kind' },
      },
    ],
  },
  put(
    'asks what the user wants',
    { type: 'ElicitIntent', message: 'Well?' },
    { state: 'ElicitIntent', intent: null, message: 'Well?', slots: null },
  ),
  put(
    'asks so in the words of the bot',
    { type: 'ElicitIntent' },
    { state: 'ElicitIntent', message: 'What would you like to do?' },
  ),
  put(
    'asks for a slot, which the bot would not',
    { type: 'ElicitSlot', intentName: 'OrderTea', slotToElicit: 'note', slots: { kind: '' } },
    { state: 'ElicitSlot', asks: 'note', message: 'note?', slots: { kind: null } },
  ),
  put(
    'asks for confirmation in its own words and format',
    {
      type: 'ConfirmIntent',
      intentName: 'OrderTea',
      slots: full,
      message: '<speak>Ok?</speak>',
      messageFormat: 'SSML',
    },
    { state: 'ConfirmIntent', asks: null, message: '<speak>Ok?</speak>', format: 'SSML' },
  ),
  put(
    'ends an intent well',
    fulfilled,
    { state: 'Fulfilled', message: 'Enjoy.' },
    {
      tea: { conclusionStatement },
    },
  ),
  put(
    'ends it with a follow-up',
    fulfilled,
    { state: 'ElicitIntent', message: 'More?' },
    {
      tea: { followUpPrompt },
    },
  ),
  put(
    'ends it in its own words',
    { ...fulfilled, message: 'Done.' },
    { state: 'Fulfilled', message: 'Done.' },
    { tea: { followUpPrompt } },
  ),
  put(
    'ends it badly',
    { ...CLOSE, fulfillmentState: 'Failed' },
    { state: 'Failed', message: null, slots: { kind: 'green' } },
    { tea: { conclusionStatement } },
  ),
  put(
    'hands a failed intent to the client once more, with its slots',
    { ...CLOSE, fulfillmentState: 'ReadyForFulfillment' },
    {
      state: 'ReadyForFulfillment',
      slots: { kind: 'green' },
      recent: [{ fulfillmentState: 'ReadyForFulfillment' }],
    },
    { before: [order, said('hm', {}), said('hm', { state: 'Failed' })] },
  ),
  wrong('names no intent of the bot', { type: 'Delegate', intentName: 'OrderTrain' }),
  wrong('names no slot of the intent', { type: 'Delegate', slots: { colour: 'red' } }),
  wrong('does not say which slot', { type: 'ElicitSlot', intentName: 'OrderTea' }),
  wrong('asks for a slot that is not there', {
    type: 'ElicitSlot',
    intentName: 'OrderTea',
    slotToElicit: 'colour',
  }),
  wrong('does not say which intent', { type: 'ConfirmIntent' }),
  wrong('does not say how it ended', CLOSE),
  wrong('has no words to ask with', { type: 'ConfirmIntent', intentName: 'OrderCake' }),
  {
    number: 'Delegate',
    aim: 'has nothing to go on with',
    bot: teaHouse(),
    turns: [
      said('say hello', { state: 'Fulfilled' }),
      { put: { type: 'Delegate' }, expect: { fails: 'BadRequestException' } },
    ],
  },
  {
    number: 'recent',
    aim: 'refuses entries that name what is not there',
    bot: teaHouse(),
    turns: [
      order,
      {
        put: null,
        recent: [
          {
            intentName: 'OrderTea',
            checkpointLabel: null,
            slots: { colour: 'red' },
            confirmationStatus: 'None',
            dialogActionType: 'ElicitSlot',
            fulfillmentState: null,
            slotToElicit: null,
          },
        ],
        expect: { fails: 'BadRequestException' },
      },
    ],
  },
]
