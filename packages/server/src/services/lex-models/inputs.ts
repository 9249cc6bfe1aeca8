import { aliasArn } from '../../bots/arns.ts'
import { isBuiltin } from '../../bots/parts.ts'
import {
  type Bot,
  type ConversationLogs,
  type Intent,
  LATEST,
  type SlotType,
} from '../../bots/records.ts'
import type {
  ConversationLogsRequest,
  PutBotRequest,
  PutIntentRequest,
  PutSlotTypeRequest,
  Slot,
} from '../../wire/models/lex-models.ts'
import { LIMITS } from './limits.ts'

/**
 * The content of records, as requests give it, with the defaults of spec/lex-models.md §3.3. What is absent
 * stays absent.
 */

type Content<R> = Omit<
  R,
  'account' | 'region' | 'name' | 'version' | 'createdAt' | 'updatedAt' | 'checksum'
>

export function slotTypeContent(input: PutSlotTypeRequest): Content<SlotType> {
  const { valueSelectionStrategy = 'ORIGINAL_VALUE' } = input
  return {
    valueSelectionStrategy,
    ...given(input, [
      'description',
      'enumerationValues',
      'parentSlotTypeSignature',
      'slotTypeConfigurations',
    ]),
  }
}

export function intentContent(
  input: PutIntentRequest & Pick<Intent, 'fulfillmentActivity'>,
): Content<Intent> {
  return {
    fulfillmentActivity: input.fulfillmentActivity,
    ...(input.slots && { slots: input.slots.map(slotContent) }),
    ...given(input, [
      'description',
      'sampleUtterances',
      'confirmationPrompt',
      'rejectionStatement',
      'followUpPrompt',
      'conclusionStatement',
      'dialogCodeHook',
      'parentIntentSignature',
      'kendraConfiguration',
      'inputContexts',
      'outputContexts',
    ]),
  }
}

function slotContent(slot: Slot): Slot {
  const { slotType, slotTypeVersion = LATEST, obfuscationSetting = 'NONE' } = slot
  const isCustom = slotType !== undefined && !isBuiltin(slotType)
  return { ...slot, obfuscationSetting, ...(isCustom && { slotTypeVersion }) }
}

export type BotContent = Omit<
  Content<Bot>,
  'status' | 'failureReason' | 'buildNumber' | 'modelBlob'
>

export function botContent(input: PutBotRequest): BotContent {
  return {
    locale: input.locale,
    childDirected: input.childDirected,
    detectSentiment: input.detectSentiment ?? false,
    // The regions where it may be chosen default to false; here it may always be.
    enableModelImprovements: input.enableModelImprovements ?? false,
    idleSessionSeconds: input.idleSessionTTLInSeconds ?? LIMITS.idleSessionSeconds,
    processBehavior: input.processBehavior ?? 'BUILD',
    ...(input.intents && {
      intents: input.intents.map(({ intentName, intentVersion }) => ({
        name: intentName,
        version: intentVersion,
      })),
    }),
    ...given(input, [
      'description',
      'nluIntentConfidenceThreshold',
      'clarificationPrompt',
      'abortStatement',
      'voiceId',
    ]),
  }
}

export interface AliasPlace {
  readonly account: string
  readonly region: string
  readonly bot: string
  readonly name: string
  readonly botVersion: string
}

export function logsContent(
  { iamRoleArn, logSettings }: ConversationLogsRequest,
  { bot, name, botVersion }: AliasPlace,
): ConversationLogs {
  return {
    roleArn: iamRoleArn,
    settings: logSettings.map(({ logType, destination, resourceArn, kmsKeyArn }) => ({
      type: logType,
      destination,
      resourceArn,
      ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      resourcePrefix: `aws/lex/${bot}/${name}/${botVersion}/`,
    })),
  }
}

export const arnOfAlias = (place: AliasPlace): string => aliasArn(place, place.bot, place.name)

type Given<T, K extends keyof T> = { readonly [P in K]?: Exclude<T[P], undefined> }

/** The named members, as far as they were given. */
function given<T extends object, K extends keyof T>(input: T, names: readonly K[]): Given<T, K> {
  const present = names.flatMap(name => (input[name] === undefined ? [] : [[name, input[name]]]))
  return Object.fromEntries(present) as Given<T, K>
}
