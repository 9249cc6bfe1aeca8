import {
  GetBotCommand,
  type LexModelBuildingServiceClient,
  PutBotCommand,
  type PutBotCommandInput,
  PutIntentCommand,
  type PutIntentCommandInput,
  PutSlotTypeCommand,
  type PutSlotTypeCommandInput,
} from '@aws-sdk/client-lex-model-building-service'
import { eventually } from '../eventually.ts'

/** The flower shop of the guide's exercise, as a client sends it. */

const plain = (content: string) => ({ contentType: 'PlainText' as const, content })
const prompt = (content: string) => ({ messages: [plain(content)], maxAttempts: 2 })

export const FLOWER_TYPES: PutSlotTypeCommandInput = {
  name: 'FlowerTypes',
  description: 'Types of flowers to order',
  enumerationValues: [{ value: 'tulips' }, { value: 'lilies' }, { value: 'roses' }],
}

export const orderFlowers = (slotTypeVersion = '$LATEST'): PutIntentCommandInput => ({
  name: 'OrderFlowers',
  description: 'Order a bouquet',
  slots: [
    {
      name: 'FlowerType',
      slotConstraint: 'Required',
      slotType: 'FlowerTypes',
      slotTypeVersion,
      priority: 1,
      sampleUtterances: ['I would like to order {FlowerType}'],
      valueElicitationPrompt: prompt('What type of flowers?'),
    },
    {
      name: 'PickupDate',
      slotConstraint: 'Required',
      slotType: 'AMAZON.DATE',
      priority: 2,
      valueElicitationPrompt: prompt('What day?'),
    },
    {
      name: 'PickupTime',
      slotConstraint: 'Required',
      slotType: 'AMAZON.TIME',
      priority: 3,
      valueElicitationPrompt: prompt('What time on {PickupDate}?'),
    },
  ],
  sampleUtterances: ['I would like to pick up flowers', 'I would like to order some flowers'],
  confirmationPrompt: prompt('Your {FlowerType}, {PickupTime} on {PickupDate}?'),
  rejectionStatement: { messages: [plain('Not ordered.')] },
  fulfillmentActivity: { type: 'ReturnIntent' },
})

export const flowersBot = (intentVersion = '$LATEST'): PutBotCommandInput => ({
  name: 'OrderFlowersBot',
  description: 'Flower shop',
  locale: 'en-US',
  voiceId: 'Salli',
  idleSessionTTLInSeconds: 600,
  childDirected: false,
  intents: [{ intentName: 'OrderFlowers', intentVersion }],
  clarificationPrompt: prompt('Pardon?'),
  abortStatement: { messages: [plain('Sorry.')] },
})

/** A small intent and bot of any name. */
export const intentNamed = (name: string): PutIntentCommandInput => ({
  name,
  sampleUtterances: [`do ${name}`],
  fulfillmentActivity: { type: 'ReturnIntent' },
})

export const botNamed = (name: string, ...intents: readonly string[]): PutBotCommandInput => ({
  name,
  locale: 'en-US',
  childDirected: false,
  processBehavior: 'SAVE',
  intents: intents.map(intentName => ({ intentName, intentVersion: '$LATEST' })),
})

/** The shop, built. */
export async function createFlowers(lex: LexModelBuildingServiceClient): Promise<void> {
  await lex.send(new PutSlotTypeCommand(FLOWER_TYPES))
  await lex.send(new PutIntentCommand(orderFlowers()))
  await lex.send(new PutBotCommand(flowersBot()))
  await built(lex, 'OrderFlowersBot')
}

/** The status at which a version's build has ended. */
export const built = (lex: LexModelBuildingServiceClient, name: string, version = '$LATEST') =>
  eventually(async () => {
    const bot = await lex.send(new GetBotCommand({ name, versionOrAlias: version }))
    return bot.status === 'READY' || bot.status === 'FAILED' ? bot : undefined
  })

/** The shop's bot with all its slots hidden, built: no statistics keep what is said to it. */
export async function putHidingBot(lex: LexModelBuildingServiceClient): Promise<void> {
  const { slots = [], ...intent } = orderFlowers()
  const hiding = slots.map(slot => ({
    ...slot,
    obfuscationSetting: 'DEFAULT_OBFUSCATION' as const,
  }))
  const bot = flowersBot()
  await lex.send(new PutSlotTypeCommand(FLOWER_TYPES))
  await lex.send(new PutIntentCommand({ ...intent, slots: hiding }))
  await lex.send(new PutBotCommand(bot))
  await built(lex, bot.name ?? '')
}
