import { isBuiltin } from '../../../bots/parts.ts'
import type { Bot, Intent, SlotType } from '../../../bots/records.ts'
import type {
  CodeHook,
  EnumerationValue,
  FulfillmentActivity,
  Message,
  Prompt,
  Slot,
  Statement,
} from '../../../wire/models/lex-models.ts'

/**
 * Resources as the files of AWS's own export write them, member by member and in its order
 * (spec/lex-models.md §5.2). What is not set is missing, never null.
 */

export const METADATA = { schemaVersion: '1.0', importType: 'LEX', importFormat: 'JSON' } as const

export const exportFile = (resource: object): object => ({ metadata: METADATA, resource })

export const slotTypeResource = (slotType: SlotType) =>
  set({
    description: slotType.description,
    name: slotType.name,
    version: slotType.version,
    enumerationValues: slotType.enumerationValues?.map(enumerationValue),
    valueSelectionStrategy: slotType.valueSelectionStrategy,
    parentSlotTypeSignature: slotType.parentSlotTypeSignature,
    slotTypeConfigurations: slotType.slotTypeConfigurations?.map(({ regexConfiguration }) =>
      set({ regexConfiguration: regexConfiguration && { pattern: regexConfiguration.pattern } }),
    ),
  })

const enumerationValue = ({ value, synonyms }: EnumerationValue) => set({ value, synonyms })

export const intentResource = (intent: Intent) =>
  set({
    description: intent.description,
    rejectionStatement: statementOf(intent.rejectionStatement),
    name: intent.name,
    version: intent.version,
    fulfillmentActivity: fulfillmentOf(intent.fulfillmentActivity),
    sampleUtterances: intent.sampleUtterances,
    slots: (intent.slots ?? []).map(slotOf),
    confirmationPrompt: promptOf(intent.confirmationPrompt),
    dialogCodeHook: hookOf(intent.dialogCodeHook),
    conclusionStatement: statementOf(intent.conclusionStatement),
    followUpPrompt:
      intent.followUpPrompt &&
      set({
        prompt: promptOf(intent.followUpPrompt.prompt),
        rejectionStatement: statementOf(intent.followUpPrompt.rejectionStatement),
      }),
    parentIntentSignature: intent.parentIntentSignature,
    kendraConfiguration:
      intent.kendraConfiguration &&
      set({
        kendraIndex: intent.kendraConfiguration.kendraIndex,
        queryFilterString: intent.kendraConfiguration.queryFilterString,
        role: intent.kendraConfiguration.role,
      }),
    inputContexts: intent.inputContexts?.map(({ name }) => ({ name })),
    outputContexts: intent.outputContexts?.map(({ name, timeToLiveInSeconds, turnsToLive }) => ({
      name,
      timeToLiveInSeconds,
      turnsToLive,
    })),
  })

/** A root intent carries its slot types; without any the member is missing. */
export const rootIntentResource = (intent: Intent, slotTypes: readonly SlotType[]) =>
  set({ ...intentResource(intent), slotTypes: listed(slotTypes.map(slotTypeResource)) })

export const botResource = (bot: Bot, intents: readonly Intent[], slotTypes: readonly SlotType[]) =>
  set({
    name: bot.name,
    version: bot.version,
    nluIntentConfidenceThreshold: bot.nluIntentConfidenceThreshold,
    intents: bot.intents && intents.map(intentResource),
    slotTypes: listed(slotTypes.map(slotTypeResource)),
    voiceId: bot.voiceId,
    childDirected: bot.childDirected,
    locale: bot.locale,
    idleSessionTTLInSeconds: bot.idleSessionSeconds,
    description: bot.description,
    clarificationPrompt: promptOf(bot.clarificationPrompt),
    abortStatement: statementOf(bot.abortStatement),
    detectSentiment: bot.detectSentiment,
    enableModelImprovements: bot.enableModelImprovements,
  })

const slotOf = (slot: Slot) =>
  set({
    sampleUtterances: slot.sampleUtterances,
    slotType: slot.slotType,
    slotTypeVersion:
      slot.slotType !== undefined && isBuiltin(slot.slotType) ? undefined : slot.slotTypeVersion,
    obfuscationSetting: slot.obfuscationSetting,
    slotConstraint: slot.slotConstraint,
    valueElicitationPrompt: promptOf(slot.valueElicitationPrompt),
    responseCard: slot.responseCard,
    priority: slot.priority,
    defaultValueSpec: slot.defaultValueSpec && {
      defaultValueList: slot.defaultValueSpec.defaultValueList.map(({ defaultValue }) => ({
        defaultValue,
      })),
    },
    name: slot.name,
    description: slot.description,
  })

const promptOf = (prompt: Prompt | undefined) =>
  prompt &&
  set({
    messages: prompt.messages.map(messageOf),
    responseCard: prompt.responseCard,
    maxAttempts: prompt.maxAttempts,
  })

const statementOf = (statement: Statement | undefined) =>
  statement &&
  set({ messages: statement.messages.map(messageOf), responseCard: statement.responseCard })

const messageOf = ({ groupNumber, contentType, content }: Message) =>
  set({ groupNumber, contentType, content })

const hookOf = (hook: CodeHook | undefined) =>
  hook && { uri: hook.uri, messageVersion: hook.messageVersion }

const fulfillmentOf = ({ codeHook, type }: FulfillmentActivity) =>
  set({ codeHook: hookOf(codeHook), type })

const listed = <T>(items: readonly T[]): readonly T[] | undefined =>
  items.length > 0 ? items : undefined

/** The members that are set, in the order given. */
const set = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
