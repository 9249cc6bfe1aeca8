import { type DialogBot, FALLBACK, KENDRA } from '../bot.ts'
import { type BotSketch, botFrom, type IntentSketch, prompt, slot, statement } from './fixtures.ts'

/** The bots of the conversations, by the names that spec/lex-runtime.md §10.1 gives them. */

const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:Hook'
const bothHooks = { dialogHook: HOOK, fulfillmentHook: HOOK }

const orderFlowers: IntentSketch = {
  name: 'OrderFlowers',
  utterances: ['i would like to order some flowers', 'i would like to pick up flowers'],
  slots: [
    slot('FlowerType', 'FlowerTypes', 1, { ask: 'Which flowers?' }),
    slot('PickupDate', 'AMAZON.DATE', 2, { ask: 'Which day for the {FlowerType}?' }),
    slot('PickupTime', 'AMAZON.TIME', 3, { ask: 'What time on {PickupDate}?' }),
  ],
  confirmationPrompt: prompt('{FlowerType} at {PickupTime} on {PickupDate}, ok?'),
  rejectionStatement: statement('Not ordered.'),
}
const flowerTypes = { name: 'FlowerTypes', values: { roses: [], lilies: [], tulips: [] } }
const flowers: BotSketch = { intents: [orderFlowers], types: [flowerTypes] }
const restrictedFlowers: BotSketch = {
  intents: [orderFlowers],
  types: [
    {
      name: 'FlowerTypes',
      restricted: true,
      values: { roses: ['rose', 'red ones'], lilies: [], tulips: [] },
    },
  ],
}
const fallback: IntentSketch = { name: 'Fallbk', parentSignature: FALLBACK }

const withIntent = (sketch: BotSketch, ...more: IntentSketch[]): BotSketch => ({
  ...sketch,
  intents: [...sketch.intents, ...more],
})

const trips: BotSketch = {
  intents: [
    {
      name: 'BookHotel',
      utterances: ['book a hotel', 'book a {Nights} night stay in {Location}'],
      slots: [
        slot('Location', 'AMAZON.US_CITY', 1, { ask: 'City?' }),
        slot('CheckInDate', 'AMAZON.DATE', 2, { ask: 'Check-in day?' }),
        slot('Nights', 'AMAZON.NUMBER', 3, { ask: 'How many nights?' }),
        slot('RoomType', 'RoomTypes', 4, { ask: 'Room type?' }),
      ],
      confirmationPrompt: prompt('{Nights} nights in {Location} from {CheckInDate}, book it?'),
      rejectionStatement: statement('Cancelled.'),
      ...bothHooks,
    },
    {
      name: 'BookCar',
      utterances: ['book a car', 'also book a car'],
      slots: [
        slot('PickUpCity', 'AMAZON.US_CITY', 1),
        slot('PickUpDate', 'AMAZON.DATE', 2),
        slot('ReturnDate', 'AMAZON.DATE', 3),
        slot('DriverAge', 'AMAZON.NUMBER', 4),
        slot('CarType', 'CarTypes', 5),
      ],
      confirmationPrompt: prompt('Book the car?'),
      rejectionStatement: statement('Cancelled.'),
      ...bothHooks,
    },
  ],
  types: [
    { name: 'RoomTypes', values: { king: [], queen: [], deluxe: [] } },
    { name: 'CarTypes', values: { economy: [], standard: [], luxury: [] } },
  ],
}

const appointments: BotSketch = {
  intents: [
    {
      name: 'MakeAppointment',
      utterances: ['book an appointment', 'book a {AppointmentType}'],
      slots: [
        slot('AppointmentType', 'AppointmentTypes', 1, { ask: 'type?' }),
        slot('Date', 'AMAZON.DATE', 2, { ask: 'day?' }),
        slot('Time', 'AMAZON.TIME', 3, { ask: 'time?' }),
      ],
      ...bothHooks,
    },
  ],
  types: [{ name: 'AppointmentTypes', values: { 'root canal': [], cleaning: [], whitening: [] } }],
}

const orderPizza: IntentSketch = {
  name: 'OrderPizza',
  utterances: ['i want a {size} {crust} crust {pizzaKind} pizza', 'i want to order a pizza'],
  slots: [
    slot('size', 'Sizes', 1, { ask: 'size?' }),
    slot('pizzaKind', 'PizzaKinds', 2, { ask: 'kind?' }),
    slot('crust', 'Crusts', 3, { ask: 'crust?' }),
  ],
  fulfillmentHook: HOOK,
}
const orderDrink: IntentSketch = {
  name: 'OrderDrink',
  utterances: ['i want to order a drink'],
  slots: [slot('drink', 'Drinks', 1, { ask: 'which drink?' })],
}
const pizzaTypes = [
  { name: 'Sizes', restricted: true, values: { small: [], medium: [], large: [] } },
  { name: 'PizzaKinds', restricted: true, values: { cheese: [], meat: [], veg: [] } },
  { name: 'Crusts', restricted: true, values: { thick: ['stuffed'], thin: [] } },
  { name: 'Drinks', values: { cola: [], water: [] } },
]
const pizzas = (order: Partial<IntentSketch> = {}): BotSketch => ({
  intents: [{ ...orderPizza, ...order }, orderDrink],
  types: pizzaTypes,
})
const followUp = pizzas({
  followUpPrompt: { prompt: prompt('Anything else?'), rejectionStatement: statement('Bye.') },
})
const confirmedPizza = pizzas({
  confirmationPrompt: prompt('Order it?'),
  rejectionStatement: statement('Ok, dropped.'),
})

const search: IntentSketch = {
  name: 'KendraSearch',
  parentSignature: KENDRA,
  kendra: { kendraIndex: 'arn:aws:kendra:us-east-1:123456789012:index/1', role: 'role' },
  conclusionStatement: statement(
    'FAQ: ((x-amz-lex:kendra-search-response-question_answer-question-1)) - ((x-amz-lex:kendra-search-response-question_answer-answer-1))',
    'Document: ((x-amz-lex:kendra-search-response-document-1))',
    'See help.',
  ),
}
const questions = (kendra: Partial<IntentSketch> = {}): BotSketch => ({
  intents: [{ name: 'RequiredIntent', utterances: ['hello'] }, { ...search, ...kendra }, fallback],
  clarificationPrompt: prompt('Pardon?', 1),
})

const rentals: BotSketch = {
  intents: [
    {
      name: 'BookRental',
      utterances: ['rent a car in {city} on {start}'],
      slots: [slot('city', 'AMAZON.US_CITY', 1), slot('start', 'AMAZON.DATE', 2)],
      outputContexts: [{ name: 'rental_done', timeToLiveInSeconds: 600, turnsToLive: 2 }],
    },
    {
      name: 'EmailReceipt',
      utterances: ['email my receipt'],
      slots: [
        slot('address', 'AMAZON.EmailAddress', 1),
        slot('start', 'AMAZON.DATE', 2, { defaultValues: ['#rental_done.start', '[start]'] }),
      ],
      inputContexts: ['rental_done'],
    },
  ],
}
const receiptWithoutContext: BotSketch = {
  intents: rentals.intents.map(intent => ({ ...intent, inputContexts: [] })),
}

const welcome: BotSketch = {
  intents: [
    {
      name: 'Welcome',
      utterances: ['hello'],
      conclusionStatement: {
        messages: [
          { contentType: 'PlainText', content: 'Hi', groupNumber: 1 },
          { contentType: 'PlainText', content: 'I can book.', groupNumber: 2 },
        ],
      },
    },
  ],
}

const names: BotSketch = {
  intents: [
    {
      name: 'Introduce',
      utterances: ['my name is {full_name}', 'let me introduce myself'],
      slots: [slot('full_name', 'Names', 1), slot('town', 'AMAZON.US_CITY', 2)],
    },
  ],
  types: [{ name: 'Names', values: { 'John Doe': [], 'Jane Roe': [] } }],
}

const substituting = (...contents: string[]): BotSketch => ({
  intents: [
    {
      name: 'Greet',
      utterances: ['greet a {size} guest'],
      slots: [slot('size', 'Sizes', 1), slot('colour', 'Drinks', 2, { prompt: several(contents) })],
    },
  ],
  types: pizzaTypes,
})
const several = (contents: readonly string[]) => ({ ...statement(...contents), maxAttempts: 2 })

/** By name: made when first asked for. */
const SKETCHES = {
  FL: flowers,
  FLH: { ...flowers, intents: [{ ...orderFlowers, ...bothHooks }] },
  FLR: restrictedFlowers,
  'FLH, no hook on the final yes': {
    ...flowers,
    intents: [{ ...orderFlowers, ...bothHooks }],
    switches: { openSlotScore: 0.75, hookOnMiss: false, skipHookOnFinalConfirm: true },
  },
  'FLH, no clarification': {
    ...flowers,
    intents: [{ ...orderFlowers, ...bothHooks }],
    clarificationPrompt: undefined,
  },
  BT: trips,
  AP: appointments,
  PZ: pizzas(),
  PZC: confirmedPizza,
  FU: { ...followUp, clarificationPrompt: prompt('Say a drink or a pizza.') },
  'FU, no clarification': { ...withIntent(followUp, fallback), clarificationPrompt: undefined },
  FB: withIntent(flowers, fallback),
  'FB, no clarification': { ...withIntent(flowers, fallback), clarificationPrompt: undefined },
  'FLR and fallback': withIntent(restrictedFlowers, fallback),
  'FL, no words': { ...flowers, clarificationPrompt: undefined, abortStatement: undefined },
  PK: withIntent(pizzas(), search, fallback),
  CX: rentals,
  'CX, no input context': receiptWithoutContext,
  KD: questions(),
  'KD, dialog hook': questions({ dialogHook: HOOK }),
  WL: welcome,
  NM: names,
  'SB, one message': substituting('Hi [Name], your {size} \\{x\\} for ((dept))'),
  'SB, two messages': substituting('Hi [Name], your {size}', 'Hi there'),
} satisfies Record<string, BotSketch>

export type BotName = keyof typeof SKETCHES

const made = new Map<BotName, DialogBot>()

export function namedBot(name: BotName): DialogBot {
  const known = made.get(name) ?? botFrom(SKETCHES[name])
  made.set(name, known)
  return known
}
