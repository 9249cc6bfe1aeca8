import type { Bot } from '../../../bots/records.ts'
import type {
  PutBotRequest,
  PutIntentRequest,
  PutSlotTypeRequest,
} from '../../../wire/models/lex-models.ts'
import type { Quotas } from '../limits.ts'
import { messagesProblem } from './messages.ts'
import { countValues } from './slot-type-rules.ts'

/** What a PutBot may not say, decided by its content alone (spec/lex-models.md §3.1). */
export function botProblem(input: PutBotRequest): string | undefined {
  const names = (input.intents ?? []).map(intent => intent.intentName)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `The intent '${twice}' is given twice.`
  return (
    messagesProblem('clarificationPrompt', input.clarificationPrompt) ??
    messagesProblem('abortStatement', input.abortStatement)
  )
}

/** The quota that a bot's parts exceed, with its maximum (§6); undefined when they fit. */
export function exceededQuota(
  bot: Pick<Bot, 'intents'>,
  { intents, slotTypes }: CountedParts,
  quotas: Quotas,
): readonly [what: string, most: number] | undefined {
  const { intentsPerBot, valuesPerBot, utteranceCharactersPerBot } = quotas
  if ((bot.intents ?? []).length > intentsPerBot) return ['intents in a bot', intentsPerBot]
  const values = slotTypes.reduce((sum, type) => sum + countValues(type.enumerationValues), 0)
  if (values > valuesPerBot) return ['slot values and synonyms in a bot', valuesPerBot]
  const characters = intents.reduce((sum, intent) => sum + utteranceCharacters(intent), 0)
  if (characters > utteranceCharactersPerBot) {
    return ['utterance characters in a bot', utteranceCharactersPerBot]
  }
  return undefined
}

type Phrased = Pick<PutIntentRequest, 'sampleUtterances' | 'slots'>

interface CountedParts {
  readonly intents: readonly Phrased[]
  readonly slotTypes: readonly Pick<PutSlotTypeRequest, 'enumerationValues'>[]
}

function utteranceCharacters({ sampleUtterances = [], slots = [] }: Phrased) {
  const ofSlots = slots.flatMap(slot => slot.sampleUtterances ?? [])
  return [...sampleUtterances, ...ofSlots].reduce((sum, text) => sum + text.length, 0)
}
