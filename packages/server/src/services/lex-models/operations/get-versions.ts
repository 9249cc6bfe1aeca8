import { lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { intentOutput, slotTypeOutput } from '../outputs.ts'
import { get } from '../versioned.ts'

/** One version of an intent or a slot type. */
export const getIntent = operation(lexModels.GetIntent, {
  readOnly: true,
  authorize: guarded('GetIntent'),

  async handle({ name, version }, context) {
    return intentOutput(await get('intent', name, version, context))
  },
})

export const getSlotType = operation(lexModels.GetSlotType, {
  readOnly: true,
  authorize: guarded('GetSlotType'),

  async handle({ name, version }, context) {
    return slotTypeOutput(await get('slot-type', name, version, context))
  },
})
