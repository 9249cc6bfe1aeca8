import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { LexModelsContext } from './context.ts'
import { QUOTAS, type Quotas } from './limits.ts'
import { deleteBotAlias, getBotAlias, getBotAliases } from './operations/aliases.ts'
import { getBuiltinIntent, getBuiltinIntents, getBuiltinSlotTypes } from './operations/builtins.ts'
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
import { getBot } from './operations/get-bot.ts'
import { getIntent, getSlotType } from './operations/get-versions.ts'
import { getBots, getIntents, getSlotTypes } from './operations/list-latest.ts'
import {
  getBotVersions,
  getIntentVersions,
  getSlotTypeVersions,
} from './operations/list-versions.ts'
import { putBot } from './operations/put-bot.ts'
import { putBotAlias } from './operations/put-bot-alias.ts'
import { putIntent } from './operations/put-intent.ts'
import { putSlotType } from './operations/put-slot-type.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'

/** The Lex Model Building Service (spec/lex-models.md). */
export function lexModelsService(parts: {
  readonly seal: Seal
  readonly quotas?: Partial<Quotas>
}): Service {
  const { seal } = parts
  const quotas = { ...QUOTAS, ...parts.quotas }
  return defineService<LexModelsContext>({
    name: 'lex-models',
    context: core => ({ ...core, seal, quotas }),
    operations: [
      createBotVersion,
      createIntentVersion,
      createSlotTypeVersion,
      deleteBot,
      deleteBotAlias,
      deleteBotVersion,
      deleteIntent,
      deleteIntentVersion,
      deleteSlotType,
      deleteSlotTypeVersion,
      getBot,
      getBotAlias,
      getBotAliases,
      getBots,
      getBotVersions,
      getBuiltinIntent,
      getBuiltinIntents,
      getBuiltinSlotTypes,
      getIntent,
      getIntents,
      getIntentVersions,
      getSlotType,
      getSlotTypes,
      getSlotTypeVersions,
      listTagsForResource,
      putBot,
      putBotAlias,
      putIntent,
      putSlotType,
      tagResource,
      untagResource,
    ],
  })
}
