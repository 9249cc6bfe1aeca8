import { defineService, type Service } from '../../operation/operation.ts'
import type { LexModelsContext, Parts } from './context.ts'
import { QUOTAS, type Quotas } from './limits.ts'
import { deleteBotAlias, getBotAlias, getBotAliases } from './operations/aliases.ts'
import { getBuiltinIntent, getBuiltinIntents, getBuiltinSlotTypes } from './operations/builtins.ts'
import {
  deleteBotChannelAssociation,
  getBotChannelAssociation,
  getBotChannelAssociations,
} from './operations/channels.ts'
import { createBotChannelAssociation } from './operations/create-channel.ts'
import {
  createBotVersion,
  createIntentVersion,
  createSlotTypeVersion,
} from './operations/create-versions.ts'
import { deleteBot, deleteIntent, deleteSlotType } from './operations/delete-resources.ts'
import {
  deleteBotVersion,
  deleteIntentVersion,
  deleteSlotTypeVersion,
} from './operations/delete-versions.ts'
import { downloadExport, getExport } from './operations/exports.ts'
import { getBot } from './operations/get-bot.ts'
import { getIntent, getSlotType } from './operations/get-versions.ts'
import { getImport, startImport } from './operations/imports.ts'
import { getBots, getIntents, getSlotTypes } from './operations/list-latest.ts'
import {
  getBotVersions,
  getIntentVersions,
  getSlotTypeVersions,
} from './operations/list-versions.ts'
import { getMigration, getMigrations, startMigration } from './operations/migrations.ts'
import { putBot } from './operations/put-bot.ts'
import { putBotAlias } from './operations/put-bot-alias.ts'
import { putIntent } from './operations/put-intent.ts'
import { putSlotType } from './operations/put-slot-type.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { deleteUtterances, getUtterancesView } from './operations/utterances.ts'

/** The Lex Model Building Service (spec/lex-models.md). */
export function lexModelsService({
  quotas,
  ...parts
}: Omit<Parts, 'quotas'> & { readonly quotas?: Partial<Quotas> }): Service {
  const all = { ...QUOTAS, ...quotas }
  return defineService<LexModelsContext>({
    name: 'lex-models',
    context: core => ({ ...core, ...parts, quotas: all }),
    operations: [
      createBotChannelAssociation,
      createBotVersion,
      createIntentVersion,
      createSlotTypeVersion,
      deleteBot,
      deleteBotAlias,
      deleteBotChannelAssociation,
      deleteBotVersion,
      deleteIntent,
      deleteIntentVersion,
      deleteSlotType,
      deleteSlotTypeVersion,
      deleteUtterances,
      downloadExport,
      getBot,
      getBotAlias,
      getBotAliases,
      getBotChannelAssociation,
      getBotChannelAssociations,
      getBots,
      getBotVersions,
      getBuiltinIntent,
      getBuiltinIntents,
      getBuiltinSlotTypes,
      getExport,
      getImport,
      getIntent,
      getIntents,
      getIntentVersions,
      getMigration,
      getMigrations,
      getSlotType,
      getSlotTypes,
      getSlotTypeVersions,
      getUtterancesView,
      listTagsForResource,
      putBot,
      putBotAlias,
      putIntent,
      putSlotType,
      startImport,
      startMigration,
      tagResource,
      untagResource,
    ],
  })
}
