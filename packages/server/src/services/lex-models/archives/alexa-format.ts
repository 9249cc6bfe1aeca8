import { FALLBACK_INTENT, KENDRA_INTENT } from '../../../bots/builtins.ts'
import type { Intent, SlotType } from '../../../bots/records.ts'
import type { Prompt, Slot } from '../../../wire/models/lex-models.ts'

/**
 * The interaction model of an Alexa skill (spec/lex-models.md §5.4). What Alexa has no word for is left out: searches,
 * regular expressions, hooks.
 */
export function interactionModel(
  name: string,
  intents: readonly Intent[],
  slotTypes: readonly SlotType[],
): object {
  const kept = intents.filter(intent => intent.parentIntentSignature !== KENDRA_INTENT)
  const own = kept.filter(intent => !intent.parentIntentSignature)
  return {
    interactionModel: {
      languageModel: {
        invocationName: invocationName(name),
        intents: kept.map(languageIntent),
        types: slotTypes.map(languageType),
      },
      dialog: { intents: own.map(dialogIntent) },
      prompts: own.flatMap(promptsOf),
    },
  }
}

/** `OrderFlowersBot` → `order flowers bot` */
const invocationName = (name: string) =>
  name
    .replaceAll('_', ' ')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .trim()
    .toLowerCase()

function languageIntent({ name, parentIntentSignature, ...intent }: Intent) {
  const { sampleUtterances = [], slots = [] } = intent
  if (parentIntentSignature === FALLBACK_INTENT) return { name: FALLBACK_INTENT, samples: [] }
  if (parentIntentSignature) return { name: parentIntentSignature, samples: [] }
  return {
    name,
    samples: sampleUtterances,
    slots: slots.map(slot => ({
      name: slot.name,
      type: slot.slotType,
      samples: slot.sampleUtterances ?? [],
    })),
  }
}

const languageType = ({ name, enumerationValues = [] }: SlotType) => ({
  name,
  values: enumerationValues.map(({ value, synonyms = [] }) => ({
    id: null,
    name: { value, synonyms },
  })),
})

const confirmationId = (intent: string) => `Confirm.Intent.${intent}`
const elicitationId = (intent: string, slot: string) => `Elicit.Intent.${intent}.${slot}`

function dialogIntent({ name, confirmationPrompt, slots = [] }: Intent) {
  return {
    name,
    confirmationRequired: confirmationPrompt !== undefined,
    prompts: confirmationPrompt ? { confirmation: confirmationId(name) } : {},
    slots: slots.map(slot => dialogSlot(name, slot)),
  }
}

function dialogSlot(intent: string, { name, slotType, slotConstraint, ...slot }: Slot) {
  const isElicited = slotConstraint === 'Required' && slot.valueElicitationPrompt !== undefined
  return {
    name,
    type: slotType,
    elicitationRequired: isElicited,
    confirmationRequired: false,
    prompts: isElicited ? { elicitation: elicitationId(intent, name) } : {},
  }
}

function promptsOf({ name, confirmationPrompt, slots = [] }: Intent) {
  return [
    ...(confirmationPrompt ? [prompt(confirmationId(name), confirmationPrompt)] : []),
    ...slots.flatMap(({ name: slot, slotConstraint, valueElicitationPrompt }) =>
      slotConstraint === 'Required' && valueElicitationPrompt
        ? [prompt(elicitationId(name, slot), valueElicitationPrompt)]
        : [],
    ),
  ]
}

const prompt = (id: string, { messages }: Prompt) => ({
  id,
  variations: messages
    .filter(({ contentType }) => contentType !== 'CustomPayload')
    .map(({ contentType, content }) => ({ type: contentType, value: content })),
})
