import type {
  Bot,
  BotAlias,
  ConversationLogs,
  Intent,
  SlotType,
  Versioned,
} from '../../bots/records.ts'
import type {
  BotMetadata,
  ConversationLogsResponse,
  GetBotAliasResponse,
  GetBotResponse,
  GetIntentResponse,
  GetSlotTypeResponse,
  IntentMetadata,
} from '../../wire/models/lex-models.ts'

/** Records in AWS's spelling. */

export const slotTypeOutput = (slotType: SlotType): GetSlotTypeResponse => ({
  ...metadata(slotType),
  checksum: slotType.checksum,
  enumerationValues: slotType.enumerationValues,
  valueSelectionStrategy: slotType.valueSelectionStrategy,
  parentSlotTypeSignature: slotType.parentSlotTypeSignature,
  slotTypeConfigurations: slotType.slotTypeConfigurations,
})

export const intentOutput = (intent: Intent): GetIntentResponse => ({
  ...metadata(intent),
  checksum: intent.checksum,
  slots: intent.slots,
  sampleUtterances: intent.sampleUtterances,
  confirmationPrompt: intent.confirmationPrompt,
  rejectionStatement: intent.rejectionStatement,
  followUpPrompt: intent.followUpPrompt,
  conclusionStatement: intent.conclusionStatement,
  dialogCodeHook: intent.dialogCodeHook,
  fulfillmentActivity: intent.fulfillmentActivity,
  parentIntentSignature: intent.parentIntentSignature,
  kendraConfiguration: intent.kendraConfiguration,
  inputContexts: intent.inputContexts,
  outputContexts: intent.outputContexts,
})

export const botOutput = (bot: Bot): GetBotResponse => ({
  ...metadata(bot),
  checksum: bot.checksum,
  intents: bot.intents?.map(({ name, version }) => ({ intentName: name, intentVersion: version })),
  enableModelImprovements: bot.enableModelImprovements,
  nluIntentConfidenceThreshold: bot.nluIntentConfidenceThreshold,
  clarificationPrompt: bot.clarificationPrompt,
  abortStatement: bot.abortStatement,
  status: bot.status,
  failureReason: bot.failureReason,
  idleSessionTTLInSeconds: bot.idleSessionSeconds,
  voiceId: bot.voiceId,
  locale: bot.locale,
  childDirected: bot.childDirected,
  detectSentiment: bot.detectSentiment,
})

export const aliasOutput = (alias: BotAlias): GetBotAliasResponse => ({
  name: alias.name,
  description: alias.description,
  botVersion: alias.botVersion,
  botName: alias.bot,
  lastUpdatedDate: alias.updatedAt,
  createdDate: alias.createdAt,
  checksum: alias.checksum,
  conversationLogs: alias.conversationLogs && logsOutput(alias.conversationLogs),
})

const logsOutput = ({ roleArn, settings }: ConversationLogs): ConversationLogsResponse => ({
  iamRoleArn: roleArn,
  logSettings: settings.map(setting => ({
    logType: setting.type,
    destination: setting.destination,
    kmsKeyArn: setting.kmsKeyArn,
    resourceArn: setting.resourceArn,
    resourcePrefix: setting.resourcePrefix,
  })),
})

/** What listings show of every kind. */
export const metadata = (record: Versioned): IntentMetadata => ({
  name: record.name,
  description: record.description,
  lastUpdatedDate: record.updatedAt,
  createdDate: record.createdAt,
  version: record.version,
})

export const botMetadata = (bot: Bot): BotMetadata => ({ ...metadata(bot), status: bot.status })
