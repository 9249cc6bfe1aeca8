/** Small bots in few words, for tests. */
import type {
  BotDefinition,
  IntentDefinition,
  SlotDefinition,
  SlotTypeDefinition,
} from './types.ts'

export const bot = (
  intents: readonly IntentDefinition[],
  slotTypes: readonly SlotTypeDefinition[],
): BotDefinition => ({ locale: 'en-US', intents, slotTypes })

export const intent = (
  name: string,
  sampleUtterances: readonly string[],
  slots: readonly SlotDefinition[] = [],
): IntentDefinition => ({
  name,
  sampleUtterances,
  slots: slots.map((one, priority) => ({ ...one, priority })),
})

export const slot = (
  name: string,
  type: string,
  sampleUtterances: readonly string[] = [],
): SlotDefinition => ({ name, type, sampleUtterances, priority: 0 })

export const type = (
  name: string,
  strategy: SlotTypeDefinition['strategy'],
  values: Readonly<Record<string, readonly string[]>>,
): SlotTypeDefinition => ({
  name,
  strategy,
  values: Object.entries(values).map(([value, synonyms]) => ({ value, synonyms })),
})
