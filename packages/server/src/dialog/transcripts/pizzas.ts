import { close, delegate, F, said, type Transcript, type TranscriptTurn } from './notation.ts'

const ALL = 'I want a large thin crust cheese pizza'
const ORDER = 'i want to order a pizza'
const DRINK = 'i want to order a drink'
const large = { size: 'large', crust: 'thin', pizzaKind: 'cheese' }
const asksFor = (asks: string, intent = 'OrderPizza') => ({
  state: 'ElicitSlot' as const,
  intent,
  asks,
})

const orderNow: TranscriptTurn = said(ALL, {
  state: 'ConfirmIntent',
  intent: 'OrderPizza',
  asks: null,
  message: 'Order it?',
  slots: large,
})
const anythingElse: TranscriptTurn = said(
  ALL,
  {
    state: 'ElicitIntent',
    intent: 'OrderPizza',
    asks: null,
    message: 'Anything else?',
    slots: large,
    recent: [{ dialogActionType: 'Close', fulfillmentState: 'Fulfilled' }],
  },
  { calls: [F(close('Fulfilled'))] },
)

export const PIZZAS: readonly Transcript[] = [
  {
    number: 13,
    aim: 'everything in one utterance',
    bot: 'PZ',
    turns: [
      said(
        ALL,
        { state: 'Fulfilled', intent: 'OrderPizza', asks: null, message: 'ok large cheese thin' },
        {
          calls: [
            F(close('Fulfilled', 'ok large cheese thin'), {
              currentIntent: { slots: large, confirmationStatus: 'None' },
            }),
          ],
        },
      ),
    ],
  },
  {
    number: 14,
    aim: 'a synonym becomes the value',
    bot: 'PZ',
    turns: [
      said(ORDER, asksFor('size')),
      said('large pizza please', { ...asksFor('pizzaKind'), slots: { size: 'large' } }),
      said('meat', asksFor('crust')),
      said(
        'stuffed',
        { state: 'Fulfilled', slots: { crust: 'thick' } },
        {
          calls: [
            F(close('Fulfilled', 'ok'), {
              currentIntent: {
                slotDetails: {
                  crust: { resolutions: [{ value: 'thick' }], originalValue: 'stuffed' },
                },
              },
            }),
          ],
        },
      ),
    ],
  },
  {
    number: 15,
    aim: 'a value that is not listed, until the tries are used',
    bot: 'PZ',
    turns: [
      said(ORDER, asksFor('size')),
      said('purple monkey', {
        ...asksFor('size'),
        message: 'size?',
        slots: { size: null },
        missed: true,
      }),
      said('purple monkey', {
        state: 'Failed',
        intent: 'OrderPizza',
        asks: null,
        message: 'Sorry, goodbye.',
        slots: { size: null, crust: null, pizzaKind: null },
        recent: [{ dialogActionType: 'Close', fulfillmentState: 'Failed' }],
      }),
      said(ORDER, { ...asksFor('size'), newSession: false }),
      said('purple monkey', asksFor('size')),
    ],
  },
  {
    number: 16,
    aim: 'another intent in between',
    bot: 'PZ',
    turns: [
      said(ORDER, asksFor('size')),
      said('large', asksFor('pizzaKind')),
      said(DRINK, {
        ...asksFor('drink', 'OrderDrink'),
        recent: [
          { intentName: 'OrderDrink' },
          {
            intentName: 'OrderPizza',
            slots: { size: 'large' },
            slotToElicit: 'pizzaKind',
            dialogActionType: 'ElicitSlot',
          },
        ],
      }),
      said('cola', {
        state: 'ReadyForFulfillment',
        intent: 'OrderDrink',
        asks: null,
        message: null,
      }),
      {
        put: {
          type: 'ElicitSlot',
          intentName: 'OrderPizza',
          slotToElicit: 'pizzaKind',
          slots: { size: 'large' },
        },
        expect: {
          ...asksFor('pizzaKind'),
          message: 'kind?',
          slots: { size: 'large', pizzaKind: null },
          recent: [
            { intentName: 'OrderPizza', slotToElicit: 'pizzaKind' },
            {
              intentName: 'OrderDrink',
              dialogActionType: 'Close',
              fulfillmentState: 'ReadyForFulfillment',
            },
            { intentName: 'OrderPizza', slotToElicit: 'pizzaKind' },
          ],
        },
      },
    ],
  },
  {
    number: 17,
    aim: 'yes, but',
    bot: 'PZC',
    turns: [
      orderNow,
      said('yes, but make it thick crust', {
        state: 'ConfirmIntent',
        intent: 'OrderPizza',
        asks: null,
        message: 'Order it?',
        slots: { crust: 'thick' },
        recent: [{ confirmationStatus: 'None' }],
      }),
      said(
        'yes',
        { state: 'Fulfilled' },
        {
          calls: [
            F(close('Fulfilled', 'ok'), { currentIntent: { confirmationStatus: 'Confirmed' } }),
          ],
        },
      ),
    ],
  },
  {
    number: 18,
    aim: 'no, something else',
    bot: 'PZC',
    turns: [
      orderNow,
      said('no, i want to order a drink', {
        ...asksFor('drink', 'OrderDrink'),
        recent: [
          { intentName: 'OrderDrink' },
          {
            intentName: 'OrderPizza',
            confirmationStatus: 'Denied',
            dialogActionType: 'ConfirmIntent',
          },
        ],
      }),
    ],
  },
  {
    number: 19,
    aim: 'a confirmation that is not understood',
    bot: 'PZC',
    turns: [
      orderNow,
      said('blue elephants', {
        state: 'ConfirmIntent',
        intent: 'OrderPizza',
        asks: null,
        message: 'Order it?',
      }),
      said('blue elephants', {
        state: 'Failed',
        intent: 'OrderPizza',
        asks: null,
        message: 'Sorry, goodbye.',
      }),
    ],
  },
  {
    number: 25,
    aim: 'anything else? yes, this',
    bot: 'FU',
    turns: [anythingElse, said('yes, i want to order a drink', asksFor('drink', 'OrderDrink'))],
  },
  {
    number: 26,
    aim: 'anything else? yes',
    bot: 'FU',
    turns: [
      anythingElse,
      said('yes', {
        state: 'ElicitIntent',
        intent: null,
        asks: null,
        message: 'Say a drink or a pizza.',
      }),
    ],
  },
  {
    number: 27,
    aim: 'anything else? no',
    bot: 'FU',
    turns: [
      anythingElse,
      said('no', {
        state: 'Fulfilled',
        intent: 'OrderPizza',
        asks: null,
        message: 'Bye.',
        slots: large,
      }),
    ],
  },
  {
    number: 28,
    aim: 'anything else? yes, and nothing to ask with',
    bot: 'FU, no clarification',
    turns: [
      anythingElse,
      said('yes', { fails: 'BadRequestException', because: 'No usable messages' }),
    ],
  },
  {
    number: 31,
    aim: 'fulfilment that delegates without asking for anything',
    bot: 'PZ',
    turns: [said(ALL, { fails: 'DependencyFailedException' }, { calls: [F(delegate(large))] })],
  },
  {
    number: 31,
    aim: 'fulfilment that takes a value back',
    bot: 'PZ',
    turns: [
      said(
        ALL,
        { ...asksFor('crust'), slots: { size: 'large', crust: null } },
        { calls: [F(delegate({ ...large, crust: null }))] },
      ),
    ],
  },
  {
    number: 42,
    aim: "the intent's own utterance while a slot is asked for",
    bot: 'PZ',
    turns: [
      said(ORDER, asksFor('size')),
      said(ORDER, {
        ...asksFor('size'),
        missed: false,
        recent: [{ intentName: 'OrderPizza' }],
      }),
      said(ORDER, {
        state: 'Failed',
        intent: 'OrderPizza',
        asks: null,
        message: 'Sorry, goodbye.',
      }),
    ],
  },
  {
    number: 44,
    aim: 'anything else? not understood',
    bot: 'FU',
    turns: [
      anythingElse,
      said('blue elephants', {
        state: 'ElicitIntent',
        intent: 'OrderPizza',
        asks: null,
        message: 'Anything else?',
      }),
      said('blue elephants', {
        state: 'Failed',
        intent: null,
        asks: null,
        message: 'Sorry, goodbye.',
        slots: {},
        recent: [
          {
            intentName: 'OrderPizza',
            dialogActionType: 'Close',
            fulfillmentState: 'Fulfilled',
          },
        ],
      }),
    ],
  },
]
