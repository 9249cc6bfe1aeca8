import type {
  PutBotCommandInput,
  PutIntentCommandInput,
  PutSlotTypeCommandInput,
  Slot,
} from '@aws-sdk/client-lex-model-building-service'
import { FLOWER_TYPES, flowersBot, orderFlowers } from './lex-models-flowers.ts'

/** A bot with all that it is made of; references have no numbers yet. */
export interface WholeBot {
  readonly slotTypes: readonly PutSlotTypeCommandInput[]
  readonly intents: readonly PutIntentCommandInput[]
  readonly bot: PutBotCommandInput
}

const plain = (content: string) => ({ contentType: 'PlainText' as const, content })
const prompt = (content: string) => ({ messages: [plain(content)], maxAttempts: 2 })
const said = (content: string) => ({ messages: [plain(content)] })

const slot = (name: string, slotType: string, priority: number, question: string): Slot => ({
  name,
  slotType,
  priority,
  slotConstraint: 'Required',
  valueElicitationPrompt: prompt(question),
})

const types = (name: string, ...values: readonly string[]): PutSlotTypeCommandInput => ({
  name,
  enumerationValues: values.map(value => ({ value })),
})

const bot = (name: string, ...intents: readonly string[]): PutBotCommandInput => ({
  name,
  locale: 'en-US',
  childDirected: false,
  intents: intents.map(intentName => ({ intentName, intentVersion: '$LATEST' })),
  clarificationPrompt: prompt("I didn't understand you, what would you like to do?"),
  abortStatement: said("Sorry, I'm not able to assist at this time"),
})

const ORDER_FLOWERS: WholeBot = {
  slotTypes: [FLOWER_TYPES],
  intents: [orderFlowers()],
  bot: { ...flowersBot(), processBehavior: 'SAVE' },
}

const BOOK_TRIP: WholeBot = {
  slotTypes: [
    types('RoomTypes', 'king', 'queen', 'deluxe'),
    types('CarTypes', 'economy', 'standard', 'midsize', 'full size', 'luxury', 'minivan'),
  ],
  intents: [
    {
      name: 'BookHotel',
      sampleUtterances: ['Book a hotel', 'I want to make hotel reservations'],
      slots: [
        slot('Location', 'AMAZON.US_CITY', 1, 'What city will you be staying in?'),
        slot('CheckInDate', 'AMAZON.DATE', 2, 'What day do you want to check in?'),
        slot('Nights', 'AMAZON.NUMBER', 3, 'How many nights will you be staying?'),
        slot('RoomType', 'RoomTypes', 4, 'What type of room, queen, king or deluxe?'),
      ],
      confirmationPrompt: prompt('{Nights} nights in {Location} from {CheckInDate}?'),
      rejectionStatement: said('Okay, I have cancelled your reservation in progress.'),
      fulfillmentActivity: { type: 'ReturnIntent' },
    },
    {
      name: 'BookCar',
      sampleUtterances: ['Book a car', 'Reserve a car'],
      slots: [
        slot('PickUpCity', 'AMAZON.US_CITY', 1, 'In what city do you need to rent a car?'),
        slot('PickUpDate', 'AMAZON.DATE', 2, 'What day do you want to start your rental?'),
        slot('ReturnDate', 'AMAZON.DATE', 3, 'What day do you want to return the car?'),
        slot('DriverAge', 'AMAZON.NUMBER', 4, 'How old is the driver for this rental?'),
        slot('CarType', 'CarTypes', 5, 'What type of car would you like to rent?'),
      ],
      fulfillmentActivity: { type: 'ReturnIntent' },
    },
  ],
  bot: { ...bot('BookTrip', 'BookHotel', 'BookCar'), idleSessionTTLInSeconds: 300 },
}

const CARD = JSON.stringify({
  version: 1,
  contentType: 'application/vnd.amazonaws.card.generic',
  genericAttachments: [
    { title: 'Appointment', buttons: [{ text: 'cleaning', value: 'cleaning' }] },
  ],
})

const SCHEDULE_APPOINTMENT: WholeBot = {
  slotTypes: [types('AppointmentTypeValue', 'root canal', 'cleaning', 'whitening')],
  intents: [
    {
      name: 'MakeAppointment',
      sampleUtterances: ['I would like to book an appointment', 'Book a {AppointmentType}'],
      slots: [
        {
          ...slot('AppointmentType', 'AppointmentTypeValue', 1, 'What type of appointment?'),
          valueElicitationPrompt: { ...prompt('What type of appointment?'), responseCard: CARD },
        },
        slot('Date', 'AMAZON.DATE', 2, 'When should I schedule your {AppointmentType}?'),
        slot('Time', 'AMAZON.TIME', 3, 'At what time on {Date}?'),
      ],
      confirmationPrompt: prompt('{Time} is available, should I go ahead and book it?'),
      rejectionStatement: said('Okay, I will not schedule an appointment.'),
      conclusionStatement: said('Done.'),
      fulfillmentActivity: { type: 'ReturnIntent' },
    },
  ],
  bot: bot('ScheduleAppointment', 'MakeAppointment'),
}

/** The bots of the guide's exercises. */
export const GUIDE_BOTS: readonly WholeBot[] = [ORDER_FLOWERS, BOOK_TRIP, SCHEDULE_APPOINTMENT]
