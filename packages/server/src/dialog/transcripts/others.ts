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

const MORNING = '2017-03-17T14:00:00Z'
const ORDER = 'i would like to order some flowers'
const asksForIntent = {
  state: 'ElicitIntent' as const,
  intent: null,
  asks: null,
  message: 'What would you like to do?',
}
const fellBack = {
  state: 'ReadyForFulfillment' as const,
  intent: 'Fallbk',
  asks: null,
  message: null,
  slots: {},
}

const buttons = (...texts: string[]) => texts.map(text => ({ text, value: text }))
const card = (title: string, ...texts: string[]) => ({
  version: 1,
  contentType: 'application/vnd.amazonaws.card.generic',
  genericAttachments: [{ title, subTitle: 'Choose', buttons: buttons(...texts) }],
})
const kinds = card('Type', 'cleaning (30 min)', 'root canal (60 min)', 'whitening (30 min)')
const days = card('Day', '2-15 (Wed)', '2-16 (Thu)', '2-17 (Fri)', '2-20 (Mon)', '2-21 (Tue)')
const nothing = { AppointmentType: null, Date: null, Time: null }
const treated = { ...nothing, AppointmentType: 'root canal' }
const complete = { ...treated, Date: '2017-02-15', Time: '16:00' }

const appointment: Transcript = {
  number: 12,
  aim: 'response cards from a function',
  bot: 'AP',
  clock: '2017-02-13T15:00:00Z',
  turns: [
    said(
      'book an appointment',
      {
        state: 'ElicitSlot',
        intent: 'MakeAppointment',
        asks: 'AppointmentType',
        message: 'type?',
        card: kinds,
      },
      {
        calls: [
          D(elicitSlot(['MakeAppointment', 'AppointmentType'], nothing, 'type?', { card: kinds })),
        ],
      },
    ),
    said(
      'root canal',
      { state: 'ElicitSlot', asks: 'Date', slots: treated, card: days },
      { calls: [D(elicitSlot(['MakeAppointment', 'Date'], treated, 'day?', { card: days }))] },
    ),
    said(
      'Thursday',
      {
        state: 'ElicitSlot',
        asks: 'Date',
        message: 'other day?',
        attributes: { bookingMap: '{}' },
        card: null,
      },
      {
        calls: [
          D(
            elicitSlot(['MakeAppointment', 'Date'], treated, 'other day?', {
              top: { sessionAttributes: { bookingMap: '{}' } },
            }),
            { currentIntent: { slots: { Date: '2017-02-16' } } },
          ),
        ],
      },
    ),
    said(
      'Wednesday',
      {
        state: 'ConfirmIntent',
        asks: null,
        message: '16:00 ok?',
        attributes: { bookingMap: '{"2017-02-15":[]}' },
      },
      {
        attributes: {},
        calls: [
          D(
            confirmIntent('MakeAppointment', complete, '16:00 ok?', {
              sessionAttributes: { bookingMap: '{"2017-02-15":[]}' },
            }),
            { sessionAttributes: {}, currentIntent: { slots: { Date: '2017-02-15' } } },
          ),
        ],
      },
    ),
    said(
      'yes',
      { state: 'Fulfilled', message: 'Booked', attributes: { formattedTime: '4:00 p.m.' } },
      {
        calls: [
          D(delegate(complete, { sessionAttributes: { formattedTime: '4:00 p.m.' } }), {
            currentIntent: { confirmationStatus: 'Confirmed' },
          }),
          F(close('Fulfilled', 'Booked'), { sessionAttributes: { formattedTime: '4:00 p.m.' } }),
        ],
      },
    ),
  ],
}

const misses: readonly Transcript[] = [
  {
    number: 20,
    aim: 'two clarifications, then the end',
    bot: 'FL',
    turns: [
      said('order candy', { ...asksForIntent, slots: null, missed: true, confidence: null }),
      said('candy!', asksForIntent),
      said('candy', {
        state: 'Failed',
        intent: null,
        asks: null,
        message: 'Sorry, goodbye.',
        slots: {},
        newSession: false,
        recent: [],
      }),
      said('i would like to pick up flowers', { state: 'ElicitSlot', asks: 'FlowerType' }),
    ],
  },
  {
    number: 21,
    aim: 'two clarifications, then the fallback intent',
    bot: 'FB',
    turns: [
      said('order candy', asksForIntent),
      said('order candy', asksForIntent),
      said('candy', { ...fellBack, missed: true }),
    ],
  },
  {
    number: 22,
    aim: 'the fallback intent at once',
    bot: 'FB, no clarification',
    turns: [said('order candy', fellBack)],
  },
  {
    number: 23,
    aim: 'the fallback intent after a slot was missed',
    bot: 'FLR and fallback',
    turns: [
      said(ORDER, { state: 'ElicitSlot', asks: 'FlowerType' }),
      said('xyzzy', { state: 'ElicitSlot', asks: 'FlowerType' }),
      said('xyzzy', {
        ...fellBack,
        recent: [
          { intentName: 'Fallbk', fulfillmentState: 'ReadyForFulfillment' },
          { intentName: 'OrderFlowers', dialogActionType: 'Close', fulfillmentState: 'Failed' },
        ],
      }),
    ],
  },
  {
    number: 24,
    aim: 'a bot without a word',
    bot: 'FL, no words',
    turns: [
      said('order candy', {
        fails: 'BadRequestException',
        because:
          'Invalid Bot Configuration: No usable messages given the current slot, sessionAttribute, and requestAttribute set.',
      }),
    ],
  },
]

const rental = { city: 'Boston', start: '2020-11-25' }
const receipt = (start: string | null) => ({
  state: 'ElicitSlot' as const,
  intent: 'EmailReceipt',
  asks: 'address',
  slots: { address: null, start },
})
const contexts: readonly Transcript[] = [
  {
    number: 32,
    aim: 'a context lives for two turns and gives a default',
    bot: 'CX',
    clock: '2020-11-20T15:00:00Z',
    turns: [
      said('email my receipt', { ...asksForIntent, contexts: [] }),
      said('rent a car in Boston on 2020-11-25', {
        state: 'ReadyForFulfillment',
        intent: 'BookRental',
        asks: null,
        message: null,
        slots: rental,
        contexts: [
          {
            name: 'rental_done',
            timeToLive: { timeToLiveInSeconds: 600, turnsToLive: 2 },
            parameters: rental,
          },
        ],
      }),
      said('email my receipt', {
        ...receipt('2020-11-25'),
        contexts: [
          { name: 'rental_done', timeToLive: { timeToLiveInSeconds: 599, turnsToLive: 1 } },
        ],
      }),
      said('a@b.org', { state: 'ReadyForFulfillment', intent: 'EmailReceipt', contexts: [] }),
    ],
  },
  {
    number: 33,
    aim: 'a context from the client',
    bot: 'CX',
    turns: [
      said(
        'email my receipt',
        { ...receipt('2021-01-02'), contexts: [] },
        {
          contexts: [
            {
              name: 'rental_done',
              timeToLive: { timeToLiveInSeconds: 60, turnsToLive: 1 },
              parameters: { start: '2021-01-02' },
            },
          ],
        },
      ),
      said('email my receipt', { ...receipt('2021-01-02'), contexts: [] }, { contexts: [] }),
    ],
  },
  {
    number: 33,
    aim: 'the second default',
    bot: 'CX, no input context',
    turns: [
      said('email my receipt', receipt('2021-03-04'), { attributes: { start: '2021-03-04' } }),
    ],
  },
]

const HI = {
  state: 'Fulfilled' as const,
  intent: 'Welcome',
  asks: null,
  format: 'Composite' as const,
  message:
    '{"messages":[{"type":"PlainText","group":0,"value":"Hi"},{"type":"PlainText","group":1,"value":"I can book."}]}',
}
const GREET = 'greet a large guest'
const words: readonly Transcript[] = [
  { number: 35, aim: 'a message of each group', bot: 'WL', turns: [said('hello', HI)] },
  {
    number: 35,
    aim: 'no message of a type that the client takes',
    bot: 'WL',
    turns: [
      said(
        'hello',
        { fails: 'BadRequestException', because: 'No usable messages' },
        { request: { 'x-amz-lex:accept-content-types': 'SSML' } },
      ),
    ],
  },
  {
    number: 35,
    aim: 'the bot speaks first',
    bot: 'WL',
    turns: [{ put: { type: 'Delegate', intentName: 'Welcome' }, expect: HI }],
  },
  {
    number: 36,
    aim: 'variables',
    bot: 'SB, one message',
    turns: [
      said(
        GREET,
        { message: 'Hi Jo, your large {x} for HR' },
        { attributes: { Name: 'Jo' }, request: { dept: 'HR' } },
      ),
    ],
  },
  {
    number: 36,
    aim: 'a message whose variable is missing is not used',
    bot: 'SB, two messages',
    turns: [said(GREET, { message: 'Hi there' })],
  },
  {
    number: 36,
    aim: 'nor when it is the only one',
    bot: 'SB, one message',
    turns: [said(GREET, { fails: 'BadRequestException' }, { request: { dept: 'HR' } })],
  },
]

const summary = (intentName: string, checkpointLabel: string) => ({
  intentName,
  checkpointLabel,
  slots: { FlowerType: 'tulips' },
  confirmationStatus: 'None' as const,
  dialogActionType: 'ElicitSlot' as const,
  fulfillmentState: null,
  slotToElicit: 'PickupDate',
})
const sessions: readonly Transcript[] = [
  {
    number: 39,
    aim: 'a list of recent intents replaces the stored one',
    bot: 'FL',
    clock: MORNING,
    turns: [
      said(ORDER, { asks: 'FlowerType', recent: [{ checkpointLabel: null }] }),
      {
        put: null,
        recent: [summary('OrderFlowers', 'cp-1')],
        expect: {
          state: 'ElicitSlot',
          intent: 'OrderFlowers',
          asks: 'FlowerType',
          message: null,
          recent: [{ checkpointLabel: 'cp-1', slotToElicit: 'PickupDate' }],
        },
      },
      said('roses', {
        asks: 'PickupDate',
        recent: [{ checkpointLabel: 'cp-1', slots: { FlowerType: 'roses' } }],
      }),
    ],
  },
  {
    number: 40,
    aim: 'a name at the start, and a text that is none',
    bot: 'NM',
    turns: [
      said('my name is {John Stiles}', {
        state: 'ElicitSlot',
        asks: 'town',
        slots: { full_name: 'John Stiles' },
        missed: false,
      }),
      {
        put: { type: 'ElicitSlot', intentName: 'Introduce', slotToElicit: 'full_name' },
        expect: {},
      },
      said('@@@', { state: 'ElicitSlot', asks: 'full_name', missed: true }),
    ],
  },
]

export const OTHERS: readonly Transcript[] = [
  appointment,
  ...misses,
  ...contexts,
  ...words,
  ...sessions,
]
