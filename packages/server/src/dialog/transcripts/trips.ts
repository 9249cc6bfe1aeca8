import {
  close,
  confirmIntent,
  D,
  delegate,
  elicitSlot,
  F,
  said,
  type Transcript,
  type TranscriptTurn,
} from './notation.ts'

const hotel = { Location: null, CheckInDate: null, Nights: null, RoomType: null }
const chicago = { ...hotel, Location: 'Chicago' }
const dated = { ...chicago, CheckInDate: '2016-12-18' }
const lasting = { ...dated, Nights: '5' }
const booked = { ...lasting, RoomType: 'queen' }
const asksFor = (asks: string, message: string) => ({
  state: 'ElicitSlot' as const,
  intent: 'BookHotel',
  asks,
  message,
})
const RESERVATION = { currentReservation: '{"ReservationType":"Hotel"}' }

const bookHotel: readonly TranscriptTurn[] = [
  said(
    'book a hotel',
    { ...asksFor('Location', 'City?'), attributes: RESERVATION },
    { calls: [D(delegate(hotel, { sessionAttributes: RESERVATION }))] },
  ),
  said(
    'Moscow',
    { ...asksFor('Location', 'Not served, other city?'), slots: hotel },
    {
      calls: [
        D(elicitSlot(['BookHotel', 'Location'], { Location: null }, 'Not served, other city?'), {
          currentIntent: { slots: { Location: 'Moscow' } },
        }),
      ],
    },
  ),
  said(
    'Chicago',
    { ...asksFor('CheckInDate', 'Check-in day?'), slots: chicago },
    { calls: [D(delegate(chicago))] },
  ),
  said(
    'December 18 2016',
    { asks: 'Nights', slots: dated, attributes: RESERVATION },
    { calls: [D(delegate(dated))] },
  ),
  said('5', { asks: 'RoomType', slots: lasting }, { calls: [D(delegate(lasting))] }),
  said(
    'queen',
    {
      state: 'ConfirmIntent',
      intent: 'BookHotel',
      asks: null,
      message: '5 nights in Chicago from 2016-12-18, book it?',
      attributes: { ...RESERVATION, currentReservationPrice: '500' },
    },
    {
      calls: [
        D(
          delegate(booked, {
            sessionAttributes: { ...RESERVATION, currentReservationPrice: 500 },
          }),
        ),
      ],
    },
  ),
  said(
    'yes',
    {
      state: 'Fulfilled',
      intent: 'BookHotel',
      asks: null,
      message: 'Thanks.',
      attributes: { lastConfirmedReservation: 'Hotel' },
    },
    {
      calls: [
        D(delegate(booked), { currentIntent: { confirmationStatus: 'Confirmed' } }),
        F(
          close('Fulfilled', 'Thanks.', {
            sessionAttributes: { lastConfirmedReservation: 'Hotel' },
          }),
        ),
      ],
    },
  ),
]

const car = {
  PickUpCity: 'Chicago',
  PickUpDate: '2016-12-18',
  ReturnDate: '2016-12-22',
  DriverAge: null,
  CarType: null,
}
const noCar = {
  PickUpCity: null,
  PickUpDate: null,
  ReturnDate: null,
  DriverAge: null,
  CarType: null,
}
const sameTrip: TranscriptTurn = said(
  'also book a car',
  { state: 'ConfirmIntent', intent: 'BookCar', asks: null, message: 'Same trip?', slots: car },
  {
    calls: [
      D(
        confirmIntent('BookCar', car, 'Same trip?', {
          sessionAttributes: { confirmationContext: 'AutoPopulate' },
        }),
        { currentIntent: { name: 'BookCar', slots: noCar } },
      ),
    ],
  },
)
const aged = { ...car, DriverAge: '35' }
const chosen = { ...aged, CarType: 'economy' }

export const TRIPS: readonly Transcript[] = [
  {
    number: 8,
    aim: 'a hotel, as in the guide',
    bot: 'BT',
    clock: '2016-12-01T15:00:00Z',
    turns: bookHotel,
  },
  {
    number: 9,
    aim: 'a car for the same trip',
    bot: 'BT',
    clock: '2016-12-01T15:00:00Z',
    turns: [
      ...bookHotel,
      sameTrip,
      said(
        'yes',
        { state: 'ElicitSlot', intent: 'BookCar', asks: 'DriverAge', message: 'Driver age?' },
        {
          calls: [
            D(elicitSlot(['BookCar', 'DriverAge'], car, 'Driver age?'), {
              invocationSource: 'DialogCodeHook',
              currentIntent: { confirmationStatus: 'Confirmed', slots: car },
            }),
          ],
        },
      ),
      said('35', { state: 'ElicitSlot', asks: 'CarType' }, { calls: [D(delegate(aged))] }),
      said(
        'economy',
        { state: 'ConfirmIntent', intent: 'BookCar', asks: null, message: 'Book the car?' },
        { calls: [D(delegate(chosen), { currentIntent: { confirmationStatus: 'None' } })] },
      ),
      said(
        'yes',
        { state: 'Fulfilled', intent: 'BookCar', asks: null, message: 'Booked.' },
        {
          calls: [
            D(delegate(chosen), { currentIntent: { confirmationStatus: 'Confirmed' } }),
            F(close('Fulfilled', 'Booked.')),
          ],
        },
      ),
    ],
  },
  {
    number: 10,
    aim: 'another trip',
    bot: 'BT',
    clock: '2016-12-01T15:00:00Z',
    turns: [
      sameTrip,
      said(
        'no',
        {
          state: 'ElicitSlot',
          intent: 'BookCar',
          asks: 'PickUpCity',
          slots: noCar,
          recent: [{ intentName: 'BookCar', confirmationStatus: 'None' }],
        },
        {
          calls: [
            D(elicitSlot(['BookCar', 'PickUpCity'], noCar, 'Where then?'), {
              currentIntent: { confirmationStatus: 'Denied' },
            }),
          ],
        },
      ),
    ],
  },
  {
    number: 11,
    aim: 'several slots in one utterance',
    bot: 'BT',
    clock: '2016-12-01T15:00:00Z',
    turns: [
      said(
        'book a 3 night stay in Boston',
        { ...asksFor('CheckInDate', 'Check-in day?'), slots: { Nights: '3', Location: 'Boston' } },
        {
          calls: [
            D(delegate({ Nights: '3', Location: 'Boston' }), {
              currentIntent: { slots: { Nights: '3', Location: 'Boston' } },
            }),
          ],
        },
      ),
    ],
  },
  {
    number: 41,
    aim: 'the question of a function is repeated in its words',
    bot: 'BT',
    clock: '2016-12-01T15:00:00Z',
    turns: [
      sameTrip,
      said('blue elephants', {
        state: 'ConfirmIntent',
        intent: 'BookCar',
        asks: null,
        message: 'Same trip?',
        missed: true,
      }),
      said('blue elephants', {
        state: 'Failed',
        intent: 'BookCar',
        asks: null,
        message: 'Sorry, goodbye.',
        recent: [
          {
            dialogActionType: 'Close',
            fulfillmentState: 'Failed',
            confirmationStatus: 'None',
          },
        ],
      }),
    ],
  },
]
