import type { BotDefinition, IntentDefinition, SlotTypeDefinition } from '@parley/nlu'
import { type Bot, type Intent, LATEST, patternOf, type SlotType } from './records.ts'

/**
 * What training learns from. `intents` and `slotTypes` are the versions that the bot refers to; the order of
 * the intents is the bot's. Slots of one name share their phrases across intents (spec/lex-models.md §3.1).
 */
export function definitionOf(
  bot: Bot,
  intents: readonly Intent[],
  slotTypes: readonly SlotType[],
): BotDefinition {
  const { locale } = bot
  if (locale === 'ko-KR') throw new RangeError('no recogniser knows the locale ko-KR')
  const phrases = sharedPhrases(intents)
  const names = typeNames(slotTypes)
  return {
    locale,
    intents: intents.map(intent => intentDefinition(intent, phrases, names)),
    slotTypes: slotTypes.map(slotType => slotTypeDefinition(slotType, names)),
  }
}

type TypeNames = (name: string, version: string) => string

/** A bot may use two versions of one type: only then the version becomes part of the name. */
function typeNames(slotTypes: readonly SlotType[]): TypeNames {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { name } of slotTypes) (seen.has(name) ? twice : seen).add(name)
  return (name, version) => (twice.has(name) ? `${name}:${version}` : name)
}

function intentDefinition(
  { name, parentIntentSignature, sampleUtterances = [], slots = [] }: Intent,
  phrases: ReadonlyMap<string, readonly string[]>,
  names: TypeNames,
): IntentDefinition {
  return {
    name,
    ...(parentIntentSignature && { parentSignature: parentIntentSignature }),
    sampleUtterances,
    slots: slots.map(slot => ({
      name: slot.name,
      type: names(slot.slotType ?? '', slot.slotTypeVersion ?? LATEST),
      sampleUtterances: phrases.get(slot.name) ?? [],
      priority: slot.priority ?? 0,
    })),
  }
}

function slotTypeDefinition(slotType: SlotType, names: TypeNames): SlotTypeDefinition {
  const pattern = patternOf(slotType)
  return {
    name: names(slotType.name, slotType.version),
    strategy: slotType.valueSelectionStrategy,
    values: (slotType.enumerationValues ?? []).map(({ value, synonyms = [] }) => ({
      value,
      synonyms,
    })),
    ...(pattern !== undefined && { pattern }),
  }
}

function sharedPhrases(intents: readonly Intent[]): ReadonlyMap<string, readonly string[]> {
  const phrases = new Map<string, Set<string>>()
  for (const { slots = [] } of intents) {
    for (const { name, sampleUtterances = [] } of slots) {
      const known = phrases.get(name) ?? new Set()
      for (const utterance of sampleUtterances) known.add(utterance)
      phrases.set(name, known)
    }
  }
  return new Map([...phrases].map(([name, all]) => [name, [...all]]))
}
