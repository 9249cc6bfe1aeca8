import { arn, type ServiceTable } from './generate-catalogue-table.ts'

const LEX_BOT =
  /^(?:(?:Put|Delete|Get)Bot|(?:Create|Delete|Get)BotVersions?|DeleteUtterances|GetUtterancesView|GetExport|StartMigration|StartImport|.*ResourcePolicy.*|TagResource|UntagResource|ListTagsForResource|Post(?:Text|Content)|(?:Put|Get|Delete)Session)$/

/** A migration asks for what it would do in the second version of Lex. */
const MIGRATION =
  'CreateBot DescribeBot UpdateBot DescribeBotAlias UpdateBotAlias CreateBotLocale DescribeBotLocale UpdateBotLocale DeleteBotLocale CreateIntent UpdateIntent DeleteIntent CreateSlot UpdateSlot DeleteSlot CreateSlotType UpdateSlotType DeleteSlotType StartImport DescribeImport'

/** Lex: the table of spec/lex-models.md §8.4. */
export const LEX: ServiceTable = {
  services: ['lex-models', 'lex-runtime', 'lex-policies'],
  clients: [
    '@aws-sdk/client-lex-model-building-service',
    '@aws-sdk/client-lex-runtime-service',
    '@aws-sdk/client-lex-models-v2',
  ],
  renamed: { DownloadExport: 'GetExport' },
  beside: MIGRATION,
  elsewhere:
    'RecognizeText RecognizeUtterance StartConversation CreateBotChannel DescribeBotChannel UpdateBotChannel DeleteBotChannel ListBotChannels CreateCustomVocabulary',
  resources: {
    bot: { form: arn('lex', 'bot:${BotName}'), actions: LEX_BOT },
    'bot version': { form: arn('lex', 'bot:${BotName}:${BotVersion}'), actions: LEX_BOT },
    'bot alias': {
      form: arn('lex', 'bot:${BotName}:${BotAlias}'),
      actions:
        /^(?:(?:Put|Delete|Get)BotAlias|GetBot|.*ResourcePolicy.*|TagResource|UntagResource|ListTagsForResource|Post(?:Text|Content)|(?:Put|Get|Delete)Session)$/,
    },
    channel: {
      form: arn('lex', 'bot-channel:${BotName}:${BotAlias}:${ChannelName}'),
      actions: /ChannelAssociation|^(?:TagResource|UntagResource|ListTagsForResource)$/,
    },
    intent: {
      form: arn('lex', 'intent:${IntentName}'),
      actions:
        /^(?:(?:Put|Delete|Get)Intent|(?:Create|Delete|Get)IntentVersions?|GetExport|StartImport|.*ResourcePolicy.*)$/,
    },
    'bot of Lex V2': {
      form: arn('lex', 'bot/${BotId}'),
      actions: new RegExp(`^(?:${MIGRATION.replaceAll(' ', '|')})$`),
    },
    'slot type': {
      form: arn('lex', 'slottype:${SlotTypeName}'),
      actions:
        /^(?:(?:Put|Delete|Get)SlotType|(?:Create|Delete|Get)SlotTypeVersions?|GetExport|StartImport|.*ResourcePolicy.*)$/,
    },
  },
  creates: 'PutBot PutBotAlias CreateBotChannelAssociation',
  keys: {
    String: `lex:ChannelType lex:ResourceTag/`,
    ArrayOfString: 'lex:associatedIntents lex:associatedSlotTypes',
  },
  keyActions: {
    'lex:associatedIntents': 'PutBot StartImport',
    'lex:associatedSlotTypes': 'PutIntent StartImport',
    'lex:ChannelType':
      'CreateBotChannelAssociation DeleteBotChannelAssociation GetBotChannelAssociation',
  },
}
