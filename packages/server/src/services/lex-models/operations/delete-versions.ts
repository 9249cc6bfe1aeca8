import { lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { assertNoAlias, assertUnused, versionDeletion } from '../deletion.ts'
import { commit, get } from '../versioned.ts'

/** One numbered version; the pattern of the path keeps `$LATEST` out. */
export const deleteBotVersion = operation(lexModels.DeleteBotVersion, {
  authorize: guarded('DeleteBotVersion'),

  async handle({ name, version }, context) {
    const bot = await get('bot', name, version, context)
    await assertNoAlias(name, version, context)
    await commit(await versionDeletion('bot', bot, context), context)
  },
})

export const deleteIntentVersion = operation(lexModels.DeleteIntentVersion, {
  authorize: guarded('DeleteIntentVersion'),

  async handle({ name, version }, context) {
    const intent = await get('intent', name, version, context)
    await assertUnused('intent', [intent], context)
    await commit(await versionDeletion('intent', intent, context), context)
  },
})

export const deleteSlotTypeVersion = operation(lexModels.DeleteSlotTypeVersion, {
  authorize: guarded('DeleteSlotTypeVersion'),

  async handle({ name, version }, context) {
    const slotType = await get('slot-type', name, version, context)
    await assertUnused('slot-type', [slotType], context)
    await commit(await versionDeletion('slot-type', slotType, context), context)
  },
})
