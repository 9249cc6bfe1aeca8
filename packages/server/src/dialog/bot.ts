import type { Recogniser } from '@parley/nlu'

/** What a conversation needs to know of a built bot version. Names of members are ours, words are AWS's. */
export interface DialogBot {
  readonly name: string
  /** `$LATEST` or a number. */
  readonly version: string
  readonly locale: string
  /** Confidence scores and, in en-US, contexts (spec/lex-runtime.md §2.7, §4.2). */
  readonly modelImprovements: boolean
  readonly confidenceThreshold: number
  readonly clarificationPrompt?: Prompt | undefined
  readonly abortStatement?: Statement | undefined
  readonly idleSeconds: number
  /** IANA name: where `today` is when the request does not say. */
  readonly timeZone: string
  /** By name, in the bot's order. */
  readonly intents: ReadonlyMap<string, DialogIntent>
  readonly recogniser: Recogniser
  /** Configured utterances and values alone, as in READY_BASIC_TESTING. */
  readonly exactOnly: boolean
  readonly switches: DialogSwitches
}

/** Decisions where the sources are silent or disagree; each can be turned the other way. */
export interface DialogSwitches {
  /** What another intent must score to take a turn away from a slot that accepts any text (§2.3). */
  readonly openSlotScore: number
  /** Calls the dialog hook for input that fits nothing (T10). */
  readonly hookOnMiss: boolean
  /** Goes from the last yes to fulfilment without the dialog hook (§2.5). */
  readonly skipHookOnFinalConfirm: boolean
}

export const DEFAULT_SWITCHES: DialogSwitches = {
  openSlotScore: 0.75,
  hookOnMiss: false,
  skipHookOnFinalConfirm: false,
}

export interface DialogIntent {
  readonly name: string
  /** `AMAZON.HelpIntent` */
  readonly parentSignature?: string | undefined
  /** In the order of definition. */
  readonly slots: readonly DialogSlot[]
  readonly confirmationPrompt?: Prompt | undefined
  readonly rejectionStatement?: Statement | undefined
  readonly followUpPrompt?: FollowUpPrompt | undefined
  readonly conclusionStatement?: Statement | undefined
  /** ARN of the dialog code hook. */
  readonly dialogHook?: string | undefined
  /** ARN of the fulfilment code hook; without one the intent is returned to the client. */
  readonly fulfillmentHook?: string | undefined
  readonly kendra?: KendraConfiguration | undefined
  /** Names of contexts that must all be active. */
  readonly inputContexts: readonly string[]
  readonly outputContexts: readonly OutputContext[]
}

export interface DialogSlot {
  readonly name: string
  /** Name of a custom type, or `AMAZON.…`. */
  readonly type: string
  readonly required: boolean
  readonly priority: number
  readonly prompt?: Prompt | undefined
  /** JSON text of a response card. */
  readonly responseCard?: string | undefined
  /** With `{name}` once. */
  readonly sampleUtterances: readonly string[]
  readonly defaultValues: readonly string[]
  /** Its values are hidden in conversation logs. */
  readonly obfuscated: boolean
}

export interface Message {
  readonly contentType: MessageType
  readonly content: string
  readonly groupNumber?: number | undefined
}

export type MessageType = 'PlainText' | 'SSML' | 'CustomPayload'

export interface Statement {
  readonly messages: readonly Message[]
  readonly responseCard?: string | undefined
}

export interface Prompt extends Statement {
  readonly maxAttempts: number
}

export interface FollowUpPrompt {
  readonly prompt: Prompt
  readonly rejectionStatement: Statement
}

export interface OutputContext {
  readonly name: string
  readonly timeToLiveInSeconds: number
  readonly turnsToLive: number
}

export interface KendraConfiguration {
  readonly kendraIndex: string
  readonly queryFilterString?: string | undefined
  readonly role: string
}

export const FALLBACK = 'AMAZON.FallbackIntent'
export const KENDRA = 'AMAZON.KendraSearchIntent'

export const isFallback = ({ parentSignature }: DialogIntent): boolean =>
  parentSignature === FALLBACK
export const isKendra = ({ parentSignature }: DialogIntent): boolean => parentSignature === KENDRA

export const fallbackIntent = ({ intents }: DialogBot): DialogIntent | undefined =>
  intents.values().find(isFallback)

export const kendraIntent = ({ intents }: DialogBot): DialogIntent | undefined =>
  intents.values().find(intent => isKendra(intent) && intent.kendra !== undefined)

/** Contexts count in en-US with improvements alone; elsewhere their fields are ignored (§2.7). */
export const hasContexts = ({ locale, modelImprovements }: DialogBot): boolean =>
  locale === 'en-US' && modelImprovements

/** Slots in the order in which they are asked: by priority, ties by definition (S3). */
export function inOrderOfAsking({ slots }: DialogIntent): readonly DialogSlot[] {
  const known = ordered.get(slots)
  if (known) return known
  const made = slots.toSorted((a, b) => a.priority - b.priority)
  ordered.set(slots, made)
  return made
}

/** Of definitions, which never change: every turn asks. */
const ordered = new WeakMap<DialogIntent['slots'], readonly DialogSlot[]>()

export const slotNamed = ({ slots }: DialogIntent, name: string): DialogSlot | undefined =>
  slots.find(slot => slot.name === name)
