import {
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  type PutBotAliasCommandInput,
  PutBotCommand,
  type PutBotCommandInput,
  PutIntentCommand,
  type PutIntentCommandInput,
  PutSlotTypeCommand,
  type PutSlotTypeCommandInput,
} from '@aws-sdk/client-lex-model-building-service'
import type { House } from '../house.ts'
import { built } from './lex-models-flowers.ts'

/** Bots to talk to, as a client builds them. */

const plain = (content: string) => ({ contentType: 'PlainText' as const, content })
export const statement = (...contents: string[]) => ({ messages: contents.map(plain) })
export const prompt = (content: string) => ({ ...statement(content), maxAttempts: 2 })

export interface TalkingBot {
  readonly types?: readonly PutSlotTypeCommandInput[]
  readonly intents: readonly Omit<PutIntentCommandInput, 'fulfillmentActivity'>[]
  readonly bot: Omit<PutBotCommandInput, 'intents' | 'locale' | 'childDirected'>
  readonly aliases?: readonly Omit<PutBotAliasCommandInput, 'botName'>[]
}

/** Builds the bot; its aliases point to `$LATEST`. */
export async function createBot(
  house: House,
  { types = [], intents, bot, aliases = [] }: TalkingBot,
) {
  const lex = new LexModelBuildingServiceClient(house.as())
  for (const type of types) await lex.send(new PutSlotTypeCommand(type))
  for (const intent of intents) {
    await lex.send(
      new PutIntentCommand({ fulfillmentActivity: { type: 'ReturnIntent' }, ...intent }),
    )
  }
  await putBot(house, { intents, bot })
  for (const alias of aliases) {
    await lex.send(new PutBotAliasCommand({ ...alias, botName: bot.name }))
  }
}

/** Puts the bot once more, or for the first time, and waits for its build. */
export async function putBot(house: House, { intents, bot }: TalkingBot): Promise<void> {
  const lex = new LexModelBuildingServiceClient(house.as())
  await lex.send(
    new PutBotCommand({
      locale: 'en-US',
      childDirected: false,
      clarificationPrompt: prompt('What would you like to do?'),
      abortStatement: statement('Sorry, goodbye.'),
      enableModelImprovements: true,
      ...bot,
      intents: intents.map(({ name }) => ({ intentName: name, intentVersion: '$LATEST' })),
    }),
  )
  const { status, failureReason } = await built(lex, bot.name ?? '')
  if (status !== 'READY') throw new Error(`the bot ${bot.name} is ${status}: ${failureReason}`)
}

export const PIZZA_TYPES: readonly PutSlotTypeCommandInput[] = [
  {
    name: 'Sizes',
    valueSelectionStrategy: 'TOP_RESOLUTION',
    enumerationValues: [{ value: 'small' }, { value: 'large', synonyms: ['big'] }],
  },
  {
    name: 'Crusts',
    valueSelectionStrategy: 'TOP_RESOLUTION',
    enumerationValues: [{ value: 'thick' }, { value: 'thin' }],
  },
]

const slot = (name: string, slotType: string, priority: number, ask: string) => ({
  name,
  slotType,
  ...(slotType.startsWith('AMAZON.') ? {} : { slotTypeVersion: '$LATEST' }),
  slotConstraint: 'Required' as const,
  priority,
  valueElicitationPrompt: prompt(ask),
})

export const ORDER_PIZZA = {
  name: 'OrderPizza',
  sampleUtterances: ['i want to order a pizza', 'order a pizza'],
  slots: [
    slot('size', 'Sizes', 1, 'What size, [name]?'),
    slot('crust', 'Crusts', 2, 'Which crust?'),
  ],
  confirmationPrompt: {
    ...prompt('A {size} one, {crust}?'),
    responseCard: JSON.stringify({
      version: 1,
      contentType: 'application/vnd.amazonaws.card.generic',
      genericAttachments: [
        { title: 'Pizza', subTitle: '{size}', buttons: [{ text: 'Yes', value: 'yes' }] },
      ],
    }),
  },
  rejectionStatement: statement('Ok, dropped.'),
} satisfies Partial<PutIntentCommandInput>

export const PIZZA_BOT: TalkingBot = {
  types: PIZZA_TYPES,
  intents: [ORDER_PIZZA],
  bot: { name: 'PizzaBot' },
  aliases: [{ name: 'PROD', botVersion: '$LATEST' }],
}
