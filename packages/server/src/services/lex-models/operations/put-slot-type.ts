import { lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { slotTypeOutput } from '../outputs.ts'
import { savedSlotType } from '../saves.ts'
import { commit, replaceable } from '../versioned.ts'

/** Creates a slot type or replaces its `$LATEST` (spec/lex-models.md §3.7). */
export const putSlotType = operation(lexModels.PutSlotType, {
  authorize: guarded('PutSlotType'),

  async handle(input, context) {
    const { createVersion = false } = input
    const existing = await replaceable('slot-type', input, context)
    const { record, writes } = await savedSlotType(input, { existing, createVersion }, context)
    await commit(writes, context)
    return { ...slotTypeOutput(record), createVersion }
  },
})
