import { type BotDefinition, loadRecogniser, type Recogniser, train } from '@parley/nlu'
import {
  DEFAULT_SWITCHES,
  type DialogBot,
  type DialogIntent,
  type DialogSlot,
  type Message,
  type Prompt,
  type Statement,
} from '../bot.ts'

/** Bots in few words: the fixtures of the conversations in spec/lex-runtime.md §10.1, and others like them. */

export interface BotSketch extends Partial<Omit<DialogBot, 'intents' | 'recogniser'>> {
  readonly intents: readonly IntentSketch[]
  readonly types?: readonly TypeSketch[]
}

export interface IntentSketch extends Partial<Omit<DialogIntent, 'name' | 'slots'>> {
  readonly name: string
  readonly utterances?: readonly string[]
  readonly slots?: readonly DialogSlot[]
}

export interface TypeSketch {
  readonly name: string
  readonly restricted?: boolean
  readonly values: Readonly<Record<string, readonly string[]>>
}

/** The bot, with a recogniser that was trained from the same sketch. */
export function botFrom({ intents, types = [], ...rest }: BotSketch): DialogBot {
  const definition: BotDefinition = {
    locale: 'en-US',
    intents: intents.map(({ name, parentSignature, utterances = [], slots = [] }) => ({
      name,
      ...(parentSignature !== undefined && { parentSignature }),
      sampleUtterances: utterances,
      slots: slots.map(({ name, type, sampleUtterances, priority }) => ({
        name,
        type,
        sampleUtterances,
        priority,
      })),
    })),
    slotTypes: types.map(({ name, restricted, values }) => ({
      name,
      strategy: restricted ? 'TOP_RESOLUTION' : 'ORIGINAL_VALUE',
      values: Object.entries(values).map(([value, synonyms]) => ({ value, synonyms })),
    })),
  }
  return {
    name: 'Fixture',
    version: '1',
    locale: 'en-US',
    modelImprovements: true,
    confidenceThreshold: 0.4,
    clarificationPrompt: prompt('What would you like to do?'),
    abortStatement: statement('Sorry, goodbye.'),
    idleSeconds: 300,
    timeZone: 'America/New_York',
    exactOnly: false,
    switches: DEFAULT_SWITCHES,
    ...rest,
    intents: new Map(
      intents.map(({ utterances: _, ...intent }) => [
        intent.name,
        { inputContexts: [], outputContexts: [], slots: [], ...intent },
      ]),
    ),
    recogniser: recogniserOf(definition),
  }
}

export const text = (content: string): Message => ({ contentType: 'PlainText', content })
export const statement = (...contents: string[]): Statement => ({ messages: contents.map(text) })
export const prompt = (content: string, maxAttempts = 2): Prompt => ({
  messages: [text(content)],
  maxAttempts,
})

/** A required slot that is asked for by its name unless told otherwise. */
export function slot(
  name: string,
  type: string,
  priority: number,
  { ask = `${name}?`, ...rest }: Partial<DialogSlot> & { readonly ask?: string } = {},
): DialogSlot {
  return {
    name,
    type,
    priority,
    required: true,
    prompt: prompt(ask),
    sampleUtterances: [],
    defaultValues: [],
    obfuscated: false,
    ...rest,
  }
}

const trained = new Map<string, Recogniser>()

/** Training is repeatable, so equal definitions share a recogniser. */
function recogniserOf(definition: BotDefinition): Recogniser {
  const text = JSON.stringify(definition)
  const known = trained.get(text)
  if (known) return known
  const recogniser = loadRecogniser(train(definition))
  trained.set(text, recogniser)
  return recogniser
}
