import { ConflictException, lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation, scopeOf } from '../context.ts'
import { assertNoAlias, assertUnused, deleteAll } from '../deletion.ts'
import { botTags, tagsWrite } from '../tags.ts'
import { versionsOf } from '../versioned.ts'

/** A resource with all its versions (spec/lex-models.md §3.8). */
export const deleteBot = operation(lexModels.DeleteBot, {
  authorize: guarded('DeleteBot'),

  async handle({ name }, context) {
    const versions = await versionsOf('bot', name, context)
    if (versions[0]?.status === 'BUILDING') throw ConflictException(`Bot ${name} is being built.`)
    await assertNoAlias(name, undefined, context)
    await deleteAll('bot', versions, [tagsWrite(scopeOf(context), botTags(name), [])], context)
  },
})

export const deleteIntent = operation(lexModels.DeleteIntent, {
  authorize: guarded('DeleteIntent'),

  async handle({ name }, context) {
    const versions = await versionsOf('intent', name, context)
    await assertUnused('intent', versions, context)
    await deleteAll('intent', versions, [], context)
  },
})

export const deleteSlotType = operation(lexModels.DeleteSlotType, {
  authorize: guarded('DeleteSlotType'),

  async handle({ name }, context) {
    const versions = await versionsOf('slot-type', name, context)
    await assertUnused('slot-type', versions, context)
    await deleteAll('slot-type', versions, [], context)
  },
})
