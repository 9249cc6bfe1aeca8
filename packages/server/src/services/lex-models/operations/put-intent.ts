import { lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { intentOutput } from '../outputs.ts'
import { savedIntent } from '../saves.ts'
import { commit, replaceable } from '../versioned.ts'

/** Creates an intent or replaces its `$LATEST` (spec/lex-models.md §3.6). */
export const putIntent = operation(lexModels.PutIntent, {
  authorize: guarded('PutIntent'),

  async handle(input, context) {
    const { createVersion = false } = input
    const existing = await replaceable('intent', input, context)
    const { record, writes } = await savedIntent(input, { existing, createVersion }, context)
    await commit(writes, context)
    return { ...intentOutput(record), createVersion }
  },
})
