import { prompt, statement } from './fixtures.ts'
import {
  close,
  confirmIntent,
  D,
  delegate,
  elicitSlot,
  F,
  said,
  type Transcript,
} from './notation.ts'
import { teaHouse } from './scripted.ts'

/** Rows of the tables in spec/lex-runtime.md §2.5, §2.6 and §3 that the conversations of §10.2 do not reach. */

const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:Tea'
const order = said('order green tea', { state: 'ElicitSlot', asks: 'when' })
const green = { kind: 'green', when: null, cups: null, note: null }
const full = { kind: 'green', when: '9:00', cups: '2', note: null }
const withHook = { dialogHook: HOOK }
const asked = (slot: string, message: string) => ({
  state: 'ElicitSlot' as const,
  intent: 'OrderTea',
  asks: slot,
  message,
})

const steps: readonly Transcript[] = [
  {
    number: 'S3',
    aim: 'the lowest priority is asked first, ties as defined, optional slots never',
    bot: teaHouse(),
    turns: [
      said('order tea', asked('kind', 'kind?')),
      said('green', asked('when', 'when?')),
      said('9:00', asked('cups', 'cups?')),
      said('2', { state: 'ConfirmIntent', slots: full }),
    ],
  },
  {
    number: 'S3',
    aim: 'a function may ask for an optional slot, which then takes any text',
    bot: teaHouse({ ...withHook, confirmationPrompt: undefined }),
    turns: [
      said('order green tea', asked('note', 'note?'), {
        calls: [
          D({
            dialogAction: {
              type: 'ElicitSlot',
              intentName: 'OrderTea',
              slotToElicit: 'note',
              slots: full,
            },
          }),
        ],
      }),
      said(
        'very hot please',
        { state: 'ReadyForFulfillment', slots: { note: 'very hot please' } },
        { calls: [D(delegate({ ...full, note: 'very hot please' }))] },
      ),
    ],
  },
  {
    number: 'S4',
    aim: 'a yes to a function goes on with what is missing, and the bot asks for itself at the end',
    bot: teaHouse(withHook),
    turns: [
      said(
        'order green tea',
        { state: 'ConfirmIntent', message: 'As always?' },
        { calls: [D(confirmIntent('OrderTea', { ...full, cups: null }, 'As always?'))] },
      ),
      said('yes', asked('cups', 'cups?'), {
        calls: [
          D(delegate({ ...full, cups: null }), {
            invocationSource: 'DialogCodeHook',
            currentIntent: { confirmationStatus: 'Confirmed' },
          }),
        ],
      }),
      said('2', { state: 'ConfirmIntent', message: 'Tea, ok?' }, { calls: [D(delegate(full))] }),
    ],
  },
]

const fulfilling = { confirmationPrompt: undefined, slots: [], fulfillmentHook: HOOK }
const fulfilments: readonly Transcript[] = [
  {
    number: 'F2',
    aim: 'a returned intent with a conclusion is fulfilled',
    bot: teaHouse(),
    turns: [said('say hello', { state: 'Fulfilled', intent: 'Hello', message: 'Hello!' })],
  },
  {
    number: 'F4',
    aim: 'a function without a message leaves the word to the bot',
    bot: teaHouse({ ...fulfilling, conclusionStatement: statement('Enjoy.') }),
    turns: [
      said(
        'order tea',
        { state: 'Fulfilled', message: 'Enjoy.' },
        { calls: [F(close('Fulfilled'))] },
      ),
    ],
  },
  {
    number: 'F3',
    aim: 'a function with a message has the last word',
    bot: teaHouse({
      ...fulfilling,
      followUpPrompt: { prompt: prompt('More?'), rejectionStatement: statement('Bye.') },
    }),
    turns: [
      said(
        'order tea',
        { state: 'Fulfilled', message: 'Cup is up.' },
        { calls: [F(close('Fulfilled', 'Cup is up.'))] },
      ),
      said('no', { state: 'ElicitIntent', intent: null }),
    ],
  },
  {
    number: 'F6',
    aim: 'a failure has no word but the function’s',
    bot: teaHouse({ ...fulfilling, conclusionStatement: statement('Enjoy.') }),
    turns: [
      said('order tea', { state: 'Failed', message: null }, { calls: [F(close('Failed'))] }),
      said(
        'order tea',
        { state: 'Failed', message: 'No water.' },
        { calls: [F(close('Failed', 'No water.'))] },
      ),
    ],
  },
  {
    number: 'F7',
    aim: 'what fulfilment takes back is asked and confirmed anew, without the dialog hook',
    bot: teaHouse({ dialogHook: HOOK, fulfillmentHook: HOOK }),
    turns: [
      said(
        'order green tea',
        { state: 'ConfirmIntent' },
        { calls: [D(confirmIntent('OrderTea', full, 'Now?'))] },
      ),
      said(
        'yes',
        { ...asked('cups', 'cups?'), recent: [{ confirmationStatus: 'None' }] },
        {
          calls: [D(delegate(full)), F(delegate({ ...full, cups: null }))],
        },
      ),
      said(
        '3',
        { state: 'ConfirmIntent', message: 'Tea, ok?' },
        {
          calls: [D(delegate({ ...full, cups: '3' }))],
        },
      ),
    ],
  },
  {
    number: 'F8',
    aim: 'an optional value that fulfilment takes back leaves nothing to ask',
    bot: teaHouse({ fulfillmentHook: HOOK, confirmationPrompt: undefined, dialogHook: HOOK }),
    turns: [
      said(
        'order green tea',
        { fails: 'DependencyFailedException', metric: 'RuntimeInvalidLambdaResponses' },
        { calls: [D(delegate({ ...full, note: 'hot' })), F(delegate(full))] },
      ),
    ],
  },
  {
    number: 'F9',
    aim: 'fulfilment may ask for another intent’s slot',
    bot: teaHouse(fulfilling),
    turns: [
      said(
        'order tea',
        { state: 'ElicitSlot', intent: 'OrderCake', asks: 'cake', message: 'Which cake?' },
        { calls: [F(elicitSlot(['OrderCake', 'cake'], {}, 'Which cake?'))] },
      ),
      said('cheese', { state: 'ReadyForFulfillment', intent: 'OrderCake' }),
    ],
  },
  {
    number: '§3.4.1',
    aim: 'a function that asks for an intent does so in its own words, and they are no clarification',
    bot: teaHouse(fulfilling),
    turns: [
      said(
        'order tea',
        {
          state: 'ElicitIntent',
          intent: null,
          message: 'What else?',
          recent: [
            { intentName: 'OrderTea', dialogActionType: 'ElicitIntent', slotToElicit: null },
          ],
        },
        {
          calls: [
            F({
              dialogAction: {
                type: 'ElicitIntent',
                message: { contentType: 'PlainText', content: 'What else?' },
              },
            }),
          ],
        },
      ),
      said('hm', { state: 'ElicitIntent', message: 'What would you like to do?' }),
      said('hm', { state: 'ElicitIntent' }),
      said('hm', { state: 'Failed' }),
    ],
  },
  {
    number: '§3.5',
    aim: 'ElicitSlot is not for built-in intents',
    bot: teaHouse(fulfilling, { fallback: true }),
    turns: [
      said(
        'order tea',
        { fails: 'DependencyFailedException', metric: 'RuntimeInvalidLambdaResponses' },
        { calls: [F(elicitSlot(['Fallbk', 'x'], {}, 'x?'))] },
      ),
    ],
  },
  {
    number: '§3.5',
    aim: 'a question without words is the bot’s mistake',
    bot: teaHouse({ ...withHook, confirmationPrompt: undefined }),
    turns: [
      said(
        'order tea',
        { fails: 'BadRequestException', metric: 'RuntimeUserErrors' },
        {
          calls: [
            D({ dialogAction: { type: 'ConfirmIntent', intentName: 'OrderTea', slots: {} } }),
          ],
        },
      ),
    ],
  },
  {
    number: '§3.6',
    aim: 'a function labels an entry, which keeps its label',
    bot: teaHouse(withHook),
    turns: [
      { ...order, calls: [D(delegate(green))] },
      said(
        '9:00',
        { recent: [{ intentName: 'OrderTea', checkpointLabel: 'at-time', slotToElicit: 'cups' }] },
        {
          calls: [
            D(
              delegate(
                { ...full, cups: null },
                {
                  recentIntentSummaryView: [
                    {
                      intentName: 'OrderTea',
                      checkpointLabel: 'at-time',
                      dialogActionType: 'ElicitSlot',
                      slots: {},
                    },
                  ],
                },
              ),
            ),
          ],
        },
      ),
      said(
        '2',
        { recent: [{ checkpointLabel: 'at-time', dialogActionType: 'ConfirmIntent' }] },
        {
          calls: [D(delegate(full))],
        },
      ),
    ],
  },
]

export const STEP_ROWS: readonly Transcript[] = [...steps, ...fulfilments]
