import {
  BUILTIN_INTENTS,
  BUILTIN_SLOT_TYPES,
  FALLBACK_INTENT,
  isReserved,
  KENDRA_INTENT,
} from '../../../bots/builtins.ts'
import { isBuiltin } from '../../../bots/parts.ts'
import { utteranceProblem } from '../../../bots/utterances.ts'
import type { CodeHook, PutIntentRequest, Slot } from '../../../wire/models/lex-models.ts'
import { messagesProblem } from './messages.ts'

/**
 * What a PutIntent may not say, decided by its content alone (spec/lex-models.md §3.1, §3.6).
 * @returns the first fault in a sentence, or undefined
 */
export function intentProblem(input: PutIntentRequest): string | undefined {
  for (const rule of RULES) {
    const problem = rule(input)
    if (problem !== undefined) return problem
  }
  return undefined
}

type Rule = (input: PutIntentRequest) => string | undefined

const RULES: readonly Rule[] = [
  reservedName,
  fulfillment,
  hooks,
  pairs,
  parent,
  fallback,
  kendra,
  slots,
  utterances,
  messages,
]

/** The hooks of an intent, with the member that holds each. */
export function hooksOf(
  input: Pick<PutIntentRequest, 'dialogCodeHook' | 'fulfillmentActivity'>,
): readonly CodeHook[] {
  return [input.dialogCodeHook, input.fulfillmentActivity?.codeHook].flatMap(hook => hook ?? [])
}

// The guide's own exercise calls an intent KendraSearchIntent.
function reservedName({ name, parentIntentSignature }: PutIntentRequest) {
  if (!isReserved('intent', name)) return undefined
  if (name === 'KendraSearchIntent' && parentIntentSignature === KENDRA_INTENT) return undefined
  return `The intent name '${name}' is reserved for a built-in intent.`
}

function fulfillment({ fulfillmentActivity: activity }: PutIntentRequest) {
  if (!activity) return 'fulfillmentActivity is required.'
  if (activity.type === 'CodeHook' && !activity.codeHook) {
    return 'fulfillmentActivity of type CodeHook needs a codeHook.'
  }
  return undefined
}

function hooks(input: PutIntentRequest) {
  const wrong = hooksOf(input).find(hook => hook.messageVersion !== '1.0')
  return wrong && `The messageVersion of a code hook must be 1.0, not ${wrong.messageVersion}.`
}

function pairs(input: PutIntentRequest) {
  if (Boolean(input.confirmationPrompt) !== Boolean(input.rejectionStatement)) {
    return 'confirmationPrompt and rejectionStatement must be given together.'
  }
  if (input.followUpPrompt && input.conclusionStatement) {
    return 'followUpPrompt and conclusionStatement exclude each other.'
  }
  return undefined
}

function parent(input: PutIntentRequest) {
  const { parentIntentSignature: signature } = input
  if (!signature) return undefined
  if (!BUILTIN_INTENTS.has(signature)) return `There is no built-in intent ${signature}.`
  if ((input.sampleUtterances?.length ?? 0) > 0) {
    return `An intent that extends ${signature} has no sample utterances of its own.`
  }
  if ((input.slots?.length ?? 0) > 0) {
    return `An intent that extends ${signature} has no slots of its own.`
  }
  return undefined
}

function fallback(input: PutIntentRequest) {
  if (input.parentIntentSignature !== FALLBACK_INTENT) return undefined
  if (input.dialogCodeHook)
    return `An intent that extends ${FALLBACK_INTENT} has no dialogCodeHook.`
  if (input.confirmationPrompt) {
    return `An intent that extends ${FALLBACK_INTENT} has no confirmationPrompt.`
  }
  return undefined
}

function kendra({ kendraConfiguration, parentIntentSignature }: PutIntentRequest) {
  if (!kendraConfiguration || parentIntentSignature === KENDRA_INTENT) return undefined
  return `kendraConfiguration needs the parent ${KENDRA_INTENT}.`
}

function slots({ slots = [] }: PutIntentRequest) {
  const seen = new Set<string>()
  for (const slot of slots) {
    const lower = slot.name.toLowerCase()
    if (seen.has(lower)) return `The slot '${slot.name}' is given twice; case makes no difference.`
    seen.add(lower)
    const problem = slotProblem(slot)
    if (problem !== undefined) return problem
  }
  return undefined
}

function slotProblem(slot: Slot): string | undefined {
  const { name, slotType, slotTypeVersion, defaultValueSpec } = slot
  if (slotType && isBuiltin(slotType)) {
    if (!BUILTIN_SLOT_TYPES.has(slotType)) return `There is no built-in slot type ${slotType}.`
    if (slotTypeVersion !== undefined) {
      return `The slot '${name}' names a version of ${slotType}; built-in slot types have none.`
    }
  }
  const wrong = defaultValueSpec?.defaultValueList.find(
    ({ defaultValue }) => defaultValue.startsWith('#') && !/^#[^.]+\..+$/.test(defaultValue),
  )
  if (wrong) return `The default '${wrong.defaultValue}' of '${name}' is not #context.slot.`
  return (
    firstProblem(slot.sampleUtterances) ??
    messagesProblem(`The prompt of the slot '${name}'`, slot.valueElicitationPrompt)
  )
}

function utterances({ sampleUtterances }: PutIntentRequest) {
  return firstProblem(sampleUtterances)
}

function firstProblem(sampleUtterances: readonly string[] = []): string | undefined {
  for (const utterance of sampleUtterances) {
    const problem = utteranceProblem(utterance)
    if (problem !== undefined) return problem
  }
  return undefined
}

function messages(input: PutIntentRequest) {
  return (
    messagesProblem('confirmationPrompt', input.confirmationPrompt) ??
    messagesProblem('rejectionStatement', input.rejectionStatement) ??
    messagesProblem('followUpPrompt', input.followUpPrompt?.prompt) ??
    messagesProblem(
      'rejectionStatement of followUpPrompt',
      input.followUpPrompt?.rejectionStatement,
    ) ??
    messagesProblem('conclusionStatement', input.conclusionStatement)
  )
}
