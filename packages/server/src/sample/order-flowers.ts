import type {
  PutBotAliasRequest,
  PutBotRequest,
  PutIntentRequest,
  PutSlotTypeRequest,
} from '../wire/models/lex-models.ts'

/** The bot that a first start finds talking: the guide's flower shop, in our own words. */

const plain = (...contents: string[]) =>
  contents.map(content => ({ contentType: 'PlainText' as const, content }))

export const FLOWER_TYPES: PutSlotTypeRequest = {
  name: 'FlowerTypes',
  description: 'Flowers that can be picked up',
  enumerationValues: [
    { value: 'roses', synonyms: ['red roses', 'white roses'] },
    { value: 'tulips' },
    { value: 'lilies' },
  ],
  valueSelectionStrategy: 'ORIGINAL_VALUE',
}

export const ORDER_FLOWERS_INTENT: PutIntentRequest = {
  name: 'OrderFlowers',
  description: 'Takes an order for a bouquet',
  sampleUtterances: [
    'I would like to order flowers',
    'I would like to order some flowers',
    'I would like to pick up flowers',
    'I want flowers',
    'order {FlowerType}',
    'I would like to order {FlowerType} for {PickupDate}',
  ],
  slots: [
    {
      name: 'FlowerType',
      slotConstraint: 'Required',
      slotType: 'FlowerTypes',
      slotTypeVersion: '$LATEST',
      priority: 1,
      sampleUtterances: ['I would like {FlowerType}'],
      valueElicitationPrompt: {
        messages: plain('Which flowers would you like?'),
        maxAttempts: 2,
      },
    },
    {
      name: 'PickupDate',
      slotConstraint: 'Required',
      slotType: 'AMAZON.DATE',
      priority: 2,
      sampleUtterances: ['I will pick them up on {PickupDate}'],
      valueElicitationPrompt: {
        messages: plain('On which day will you pick up the {FlowerType}?'),
        maxAttempts: 2,
      },
    },
    {
      name: 'PickupTime',
      slotConstraint: 'Required',
      slotType: 'AMAZON.TIME',
      priority: 3,
      valueElicitationPrompt: {
        messages: plain('At what time on {PickupDate}?'),
        maxAttempts: 2,
      },
    },
  ],
  confirmationPrompt: {
    messages: plain(
      'Your {FlowerType} will be ready at {PickupTime} on {PickupDate}. Is that right?',
    ),
    maxAttempts: 2,
  },
  rejectionStatement: { messages: plain('All right, I will not order anything.') },
  fulfillmentActivity: { type: 'ReturnIntent' },
}

export const ORDER_FLOWERS_BOT: PutBotRequest = {
  name: 'OrderFlowers',
  description: 'A flower shop',
  locale: 'en-US',
  childDirected: false,
  intents: [{ intentName: 'OrderFlowers', intentVersion: '$LATEST' }],
  clarificationPrompt: {
    messages: plain('I did not understand. Would you like to order flowers?'),
    maxAttempts: 2,
  },
  abortStatement: { messages: plain('Sorry, I could not help you with that.') },
  processBehavior: 'SAVE',
}

export const PROD_ALIAS: Omit<PutBotAliasRequest, 'botVersion'> = {
  name: 'prod',
  botName: 'OrderFlowers',
}
