import { BUILTIN_INTENTS, BUILTIN_SLOT_TYPES, isOffered } from './builtins.ts'
import { type BotParts, isBuiltin } from './parts.ts'
import { type Bot, type Intent, LATEST } from './records.ts'
import { slotsIn } from './utterances.ts'

/** Why a bot cannot be built, one sentence a fault; empty when it can (spec/lex-models.md §3.5). */
export function buildProblems(bot: Bot, parts: BotParts): string[] {
  if ((bot.intents ?? []).length === 0) return [`The bot '${bot.name}' has no intents.`]
  const missing = parts.missing.map(one => `The ${one} does not exist.`)
  return [
    ...(bot.locale === 'ko-KR' ? ['No recogniser knows the locale ko-KR.'] : []),
    ...missing,
    ...parts.intents.flatMap(intent => intentProblems(intent, bot)),
    ...parentProblems(parts.intents),
    ...nameProblems(parts.intents),
    ...sharedSlotProblems(parts.intents),
  ]
}

function intentProblems(intent: Intent, { locale }: Bot): string[] {
  const { name, parentIntentSignature: parent, sampleUtterances = [] } = intent
  const { inputContexts = [], outputContexts = [] } = intent
  const builtin = parent ? BUILTIN_INTENTS.get(parent) : undefined
  const problems: string[] = []
  if (!parent && sampleUtterances.length === 0) {
    problems.push(`The intent '${name}' has no sample utterance.`)
  }
  if (builtin && !isOffered(builtin, locale)) {
    problems.push(`The intent '${name}' extends ${parent}, which does not exist in ${locale}.`)
  }
  if (locale !== 'en-US' && inputContexts.length + outputContexts.length > 0) {
    problems.push(`The intent '${name}' uses contexts, which exist in en-US alone.`)
  }
  return [...problems, ...utteranceProblems(intent), ...slotProblems(intent, locale)]
}

function utteranceProblems({ name, sampleUtterances = [], slots = [] }: Intent): string[] {
  const known = new Set(slots.map(slot => slot.name))
  return sampleUtterances.flatMap(utterance =>
    slotsIn(utterance)
      .filter(slot => !known.has(slot))
      .map(slot => `The intent '${name}' has no slot '${slot}', which '${utterance}' names.`),
  )
}

function slotProblems({ name, slots = [] }: Intent, locale: Bot['locale']): string[] {
  const known = new Set(slots.map(slot => slot.name))
  return slots.flatMap(slot => {
    const place = `The slot '${slot.name}' of the intent '${name}'`
    const problems: string[] = []
    if (slot.slotConstraint === 'Required' && !slot.valueElicitationPrompt) {
      problems.push(`${place} is required but has no prompt.`)
    }
    for (const utterance of slot.sampleUtterances ?? []) {
      const named = slotsIn(utterance)
      if (named.filter(one => one === slot.name).length !== 1) {
        problems.push(`${place} must be named once in its utterance '${utterance}'.`)
      }
      for (const other of named.filter(one => !known.has(one))) {
        problems.push(`${place} names the unknown slot '${other}' in '${utterance}'.`)
      }
    }
    if (!slot.slotType) return [...problems, `${place} has no slot type.`]
    if (!isBuiltin(slot.slotType)) return problems
    const builtin = BUILTIN_SLOT_TYPES.get(slot.slotType)
    if (!builtin || !isOffered(builtin, locale)) {
      problems.push(`${place} has the type ${slot.slotType}, which does not exist in ${locale}.`)
    }
    return problems
  })
}

function parentProblems(intents: readonly Intent[]): string[] {
  const parents = intents.flatMap(intent => intent.parentIntentSignature || [])
  return repeated(parents).map(parent => `Two intents extend ${parent}.`)
}

function nameProblems(intents: readonly Intent[]): string[] {
  const names = new Set(intents.map(intent => intent.name.toLowerCase()))
  const slots = new Set(intents.flatMap(({ slots = [] }) => slots.map(slot => slot.name)))
  return [...slots]
    .filter(slot => names.has(slot.toLowerCase()))
    .map(slot => `The slot '${slot}' has the name of an intent.`)
}

/** A slot of one name has one type in all intents. */
function sharedSlotProblems(intents: readonly Intent[]): string[] {
  const types = new Map<string, Set<string>>()
  for (const { slots = [] } of intents) {
    for (const { name, slotType = '', slotTypeVersion = LATEST } of slots) {
      const type = isBuiltin(slotType) ? slotType : `${slotType}:${slotTypeVersion}`
      types.set(name, (types.get(name) ?? new Set()).add(type))
    }
  }
  return [...types].flatMap(([name, all]) =>
    all.size > 1 ? [`The slot '${name}' has different types: ${[...all].join(', ')}.`] : [],
  )
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}
