import { key } from '../store/key.ts'
import type { Document, Key } from '../store/store.ts'
import type {
  CodeHook,
  EnumerationValue,
  FollowUpPrompt,
  FulfillmentActivity,
  InputContext,
  KendraConfiguration,
  Locale,
  OutputContext,
  ProcessBehavior,
  Prompt,
  Slot,
  SlotTypeConfiguration,
  SlotValueSelectionStrategy,
  Statement,
  Status,
  Tag,
} from '../wire/models/lex-models.ts'

/**
 * Bots, intents, slot types and aliases as documents (spec/lex-models.md §3). The words of the definition
 * language (Prompt, Slot, Statement …) are the model's own; what is around them is ours. Times are epoch ms.
 * A list that was not given stays absent, an empty one stays empty (§3.3).
 */

export const LATEST = '$LATEST'

/** What every versioned resource has. */
export interface Versioned {
  readonly account: string
  readonly region: string
  readonly name: string
  /** `$LATEST`, or the number of an immutable snapshot. */
  readonly version: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
  /** New with every accepted change of `$LATEST`; a snapshot keeps the one it was taken from. */
  readonly checksum: string
}

export interface Bot extends Versioned {
  readonly intents?: readonly IntentReference[]
  readonly locale: Locale
  readonly childDirected: boolean
  readonly detectSentiment: boolean
  readonly enableModelImprovements: boolean
  readonly nluIntentConfidenceThreshold?: number
  readonly clarificationPrompt?: Prompt
  readonly abortStatement?: Statement
  readonly idleSessionSeconds: number
  readonly voiceId?: string
  readonly processBehavior: ProcessBehavior
  readonly status: Status
  readonly failureReason?: string
  /** Grows with everything that makes an older build worthless: what a build must find unchanged when it ends. */
  readonly buildNumber: number
  /** The blob of the trained model, once there is one. */
  readonly modelBlob?: string
}

export interface IntentReference {
  readonly name: string
  readonly version: string
}

export interface Intent extends Versioned {
  readonly slots?: readonly Slot[]
  readonly sampleUtterances?: readonly string[]
  readonly confirmationPrompt?: Prompt
  readonly rejectionStatement?: Statement
  readonly followUpPrompt?: FollowUpPrompt
  readonly conclusionStatement?: Statement
  readonly dialogCodeHook?: CodeHook
  readonly fulfillmentActivity: FulfillmentActivity
  readonly parentIntentSignature?: string
  readonly kendraConfiguration?: KendraConfiguration
  readonly inputContexts?: readonly InputContext[]
  readonly outputContexts?: readonly OutputContext[]
}

export interface SlotType extends Versioned {
  readonly enumerationValues?: readonly EnumerationValue[]
  readonly valueSelectionStrategy: SlotValueSelectionStrategy
  readonly parentSlotTypeSignature?: string
  readonly slotTypeConfigurations?: readonly SlotTypeConfiguration[]
}

/** The first pattern counts (spec/lex-models.md §3.7). */
export const patternOf = ({ slotTypeConfigurations = [] }: SlotType): string | undefined =>
  slotTypeConfigurations.find(one => one.regexConfiguration)?.regexConfiguration?.pattern

export interface BotAlias {
  readonly account: string
  readonly region: string
  readonly bot: string
  readonly name: string
  readonly description?: string
  readonly botVersion: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly checksum: string
  readonly conversationLogs?: ConversationLogs
}

export interface ConversationLogs {
  readonly roleArn: string
  readonly settings: readonly LogSetting[]
}

export interface LogSetting {
  readonly type: 'TEXT' | 'AUDIO'
  readonly destination: 'CLOUDWATCH_LOGS' | 'S3'
  /** Log group (with or without `:*`) or bucket. */
  readonly resourceArn: string
  readonly kmsKeyArn?: string
  /** `aws/lex/{bot}/{alias}/{botVersion}/` */
  readonly resourcePrefix: string
}

/**
 * One row a name, ignoring case, for ever: it outlives the resource, so that no number is given twice
 * (spec/lex-models.md §3.4).
 */
export interface NameRecord {
  /** The name as it was created; absent while no such resource exists. */
  readonly name?: string
  readonly lastNumber: number
  /** The numbered versions that exist, ascending. */
  readonly numbers: readonly number[]
}

export type { Tag }
export type Kind = 'bot' | 'intent' | 'slot-type'

/** `$LATEST` and the numbers are kinds of their own, so that listings read no more than they show. */
export const versionedKey = (
  kind: Kind,
  account: string,
  region: string,
  name: string,
  version: string,
): Key =>
  version === LATEST
    ? key(`lex.${kind}`, account, region, name)
    : key(`lex.${kind}.version`, account, region, name, sortable(version))

export const aliasKey = (account: string, region: string, bot: string, name: string): Key =>
  key('lex.alias', account, region, bot, name)

/** The names above are exact: a wrong case is not found. This row holds them together ignoring case. */
export const nameKey = (kind: Kind, account: string, region: string, name: string): Key =>
  key('lex.name', kind, account, region, name.toLowerCase())

/** Tags of a bot (`bot`, name) or of an alias (`alias`, bot, name): a list, absent when there are none. */
export const tagsKey = (account: string, region: string, ...resource: readonly string[]): Key =>
  key('lex.tags', account, region, ...resource)

/** Versions in numeric order, `$LATEST` first. */
export const sortable = (version: string): string =>
  version === LATEST ? version : String(version.length).padStart(2, '0') + version

/** The store's border: these documents are written by the lex-models service and by builds alone. */
export const recordOf = <T>(document: Document | undefined): T | undefined =>
  document && (document.value as unknown as T)
