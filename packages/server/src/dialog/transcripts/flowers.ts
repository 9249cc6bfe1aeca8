import {
  close,
  D,
  delegate,
  elicitSlot,
  F,
  said,
  type Transcript,
  type TranscriptTurn,
} from './notation.ts'

const MORNING = '2017-03-17T14:00:00Z'
const ORDER = 'i would like to order some flowers'
const none = { FlowerType: null, PickupDate: null, PickupTime: null }
const roses = { ...none, FlowerType: 'roses' }
const dated = { ...roses, PickupDate: '2017-03-18' }
const timed = { ...dated, PickupTime: '18:00' }
const asksFor = (asks: string, message: string) => ({
  state: 'ElicitSlot' as const,
  intent: 'OrderFlowers',
  asks,
  message,
})

/** Without a hook, to the confirmation. */
const toConfirmation: readonly TranscriptTurn[] = [
  said('I would like to order some flowers', {
    ...asksFor('FlowerType', 'Which flowers?'),
    slots: none,
    attributes: null,
    confidence: 1,
    newSession: true,
  }),
  said('roses', { ...asksFor('PickupDate', 'Which day for the roses?'), slots: roses }),
  said('tomorrow', { ...asksFor('PickupTime', 'What time on 2017-03-18?'), slots: dated }),
  said('6 pm', {
    state: 'ConfirmIntent',
    intent: 'OrderFlowers',
    asks: null,
    message: 'roses at 18:00 on 2017-03-18, ok?',
    slots: timed,
  }),
]

const toDateWithHook: readonly TranscriptTurn[] = [
  said(ORDER, asksFor('FlowerType', 'Which flowers?'), { calls: [D(delegate(none))] }),
  said('roses', asksFor('PickupDate', 'Which day for the roses?'), {
    calls: [
      D(delegate(roses), {
        currentIntent: {
          slots: roses,
          slotDetails: {
            FlowerType: { resolutions: [{ value: 'roses' }], originalValue: 'roses' },
            PickupDate: null,
          },
        },
      }),
    ],
  }),
]
const toTimeWithHook: readonly TranscriptTurn[] = [
  ...toDateWithHook,
  said('tomorrow', asksFor('PickupTime', 'What time on 2017-03-18?'), {
    calls: [D(delegate(dated))],
  }),
]
const tenOClock: TranscriptTurn = said(
  "10 o'clock",
  asksFor('PickupTime', 'What time on 2017-03-18?'),
  {
    calls: [
      D(delegate(dated), {
        currentIntent: {
          slots: dated,
          slotDetails: {
            PickupTime: {
              resolutions: [{ value: '10:00' }, { value: '22:00' }],
              originalValue: "10 o'clock",
            },
          },
        },
      }),
    ],
  },
)

const guideFlow = (final: TranscriptTurn): readonly TranscriptTurn[] => [
  said(
    ORDER,
    { ...asksFor('FlowerType', 'Which flowers?'), attributes: {} },
    { attributes: {}, calls: [D(delegate(none))] },
  ),
  said(
    'roses',
    { asks: 'PickupDate', attributes: { Price: '25' } },
    {
      calls: [
        D(delegate(roses, { sessionAttributes: { Price: 25 } }), {
          inputTranscript: 'roses',
          requestAttributes: null,
          currentIntent: { slots: roses, confirmationStatus: 'None' },
          recentIntentSummaryView: [{ intentName: 'OrderFlowers', slots: none }],
        }),
      ],
    },
  ),
  said(
    'tomorrow',
    { asks: 'PickupTime', attributes: { Price: '25' } },
    { attributes: { Price: '25' }, calls: [D(delegate(dated))] },
  ),
  said(
    '4 pm',
    { state: 'ConfirmIntent', asks: null, message: 'roses at 16:00 on 2017-03-18, ok?' },
    {
      calls: [
        D(delegate({ ...dated, PickupTime: '16:00' }), {
          currentIntent: {
            slots: { PickupTime: '16:00' },
            // One reading alone: no details.
            slotDetails: { PickupTime: null },
          },
        }),
      ],
    },
  ),
  final,
]
const confirmed = { currentIntent: { confirmationStatus: 'Confirmed' } }
const done = { state: 'Fulfilled' as const, intent: 'OrderFlowers', asks: null, message: 'Done' }

export const FLOWERS: readonly Transcript[] = [
  {
    number: 1,
    aim: 'the happy path of the guide',
    bot: 'FL',
    clock: MORNING,
    turns: [
      ...toConfirmation,
      said('Yes', {
        state: 'ReadyForFulfillment',
        intent: 'OrderFlowers',
        asks: null,
        message: null,
        slots: timed,
        newSession: false,
      }),
    ],
  },
  {
    number: 2,
    aim: 'a hook learns that the answer will be spoken',
    bot: 'FLH',
    clock: MORNING,
    turns: [
      said(ORDER, asksFor('FlowerType', 'Which flowers?'), {
        calls: [D(delegate(none), { outputDialogMode: 'Text' })],
      }),
      said('roses', asksFor('PickupDate', 'Which day for the roses?'), {
        voice: true,
        calls: [D(delegate(roses), { outputDialogMode: 'Voice' })],
      }),
    ],
  },
  {
    number: 3,
    aim: 'values that no function refuses are taken',
    bot: 'FL',
    clock: MORNING,
    turns: [
      said(ORDER, asksFor('FlowerType', 'Which flowers?')),
      said('jasmine', {
        ...asksFor('PickupDate', 'Which day for the jasmine?'),
        slots: { ...none, FlowerType: 'jasmine' },
      }),
      said('yesterday', asksFor('PickupTime', 'What time on 2017-03-16?')),
    ],
  },
  {
    number: 4,
    aim: 'no, and again from the start',
    bot: 'FL',
    clock: MORNING,
    turns: [
      ...toConfirmation,
      said('no', {
        state: 'Failed',
        intent: 'OrderFlowers',
        asks: null,
        message: 'Not ordered.',
        slots: timed,
        recent: [
          {
            intentName: 'OrderFlowers',
            dialogActionType: 'Close',
            fulfillmentState: 'Failed',
            confirmationStatus: 'Denied',
          },
        ],
      }),
      said(ORDER, {
        ...asksFor('FlowerType', 'Which flowers?'),
        slots: none,
        newSession: false,
        recent: [{ fulfillmentState: null }, { fulfillmentState: 'Failed' }],
      }),
    ],
  },
  {
    number: 5,
    aim: 'hooks and session attributes, as in the guide',
    bot: 'FLH',
    clock: MORNING,
    turns: guideFlow(
      said('yes', done, {
        calls: [
          D(delegate({ ...dated, PickupTime: '16:00' }), confirmed),
          F(close('Fulfilled', 'Done'), confirmed),
        ],
      }),
    ),
  },
  {
    number: 5,
    aim: 'with the switch, the final yes goes to fulfilment at once',
    bot: 'FLH, no hook on the final yes',
    clock: MORNING,
    turns: guideFlow(said('yes', done, { calls: [F(close('Fulfilled', 'Done'), confirmed)] })),
  },
  {
    number: 6,
    aim: 'a hook refuses a value',
    bot: 'FLH',
    clock: MORNING,
    turns: [
      said(ORDER, asksFor('FlowerType', 'Which flowers?'), { calls: [D(delegate(none))] }),
      said(
        'jasmine',
        { ...asksFor('FlowerType', 'We sell roses, lilies, tulips'), slots: none },
        {
          calls: [
            D(
              elicitSlot(
                ['OrderFlowers', 'FlowerType'],
                { FlowerType: null },
                'We sell roses, lilies, tulips',
              ),
              {
                currentIntent: {
                  slots: { FlowerType: 'jasmine' },
                  slotDetails: { FlowerType: { resolutions: [], originalValue: 'jasmine' } },
                },
              },
            ),
          ],
        },
      ),
      said('lilies', asksFor('PickupDate', 'Which day for the lilies?'), {
        calls: [D(delegate({ FlowerType: 'lilies' }))],
      }),
    ],
  },
  {
    number: 7,
    aim: 'a value is changed instead of confirmed',
    bot: 'FLH',
    clock: MORNING,
    turns: [
      ...guideFlow(
        said(
          'tulips',
          {
            state: 'ConfirmIntent',
            intent: 'OrderFlowers',
            asks: null,
            message: 'tulips at 16:00 on 2017-03-18, ok?',
            attributes: { Price: '50' },
          },
          {
            calls: [
              D(
                delegate(
                  { ...dated, PickupTime: '16:00', FlowerType: 'tulips' },
                  { sessionAttributes: { Price: '50' } },
                ),
                { currentIntent: { slots: { FlowerType: 'tulips' }, confirmationStatus: 'None' } },
              ),
            ],
          },
        ),
      ),
    ],
  },
  {
    number: 29,
    aim: 'a time of two readings is asked again',
    bot: 'FLH',
    clock: MORNING,
    turns: [
      ...toTimeWithHook,
      tenOClock,
      said(
        '10 pm',
        { state: 'ConfirmIntent', asks: null },
        {
          calls: [
            D(delegate({ ...dated, PickupTime: '22:00' }), {
              currentIntent: { slots: { PickupTime: '22:00' } },
            }),
          ],
        },
      ),
    ],
  },
  {
    number: 43,
    aim: 'and given up when the tries are used',
    bot: 'FLH',
    clock: MORNING,
    turns: [
      ...toTimeWithHook,
      tenOClock,
      {
        ...tenOClock,
        expect: {
          state: 'Failed',
          intent: 'OrderFlowers',
          asks: null,
          message: 'Sorry, goodbye.',
          slots: dated,
          missed: false,
        },
      },
    ],
  },
  {
    number: 34,
    aim: 'tomorrow in New York',
    bot: 'FL',
    clock: '2020-09-16T04:59:58Z',
    turns: [
      said(ORDER, {}),
      said('roses', {}),
      said('tomorrow', { slots: { PickupDate: '2020-09-17' } }),
    ],
  },
  {
    number: 34,
    aim: 'tomorrow in the zone of the request',
    bot: 'FL',
    clock: '2020-09-16T04:59:58Z',
    turns: [
      said(ORDER, {}),
      said('roses', {}),
      said(
        'tomorrow',
        { slots: { PickupDate: '2020-09-16' } },
        { request: { 'x-amz-lex:time-zone': 'America/Los_Angeles' } },
      ),
    ],
  },
  {
    number: 39,
    aim: 'an idle session ends',
    bot: 'FL',
    clock: MORNING,
    turns: [
      said(ORDER, asksFor('FlowerType', 'Which flowers?')),
      said(
        'roses',
        {
          state: 'ElicitIntent',
          intent: null,
          message: 'What would you like to do?',
          newSession: true,
        },
        { after: 301 },
      ),
    ],
  },
]
