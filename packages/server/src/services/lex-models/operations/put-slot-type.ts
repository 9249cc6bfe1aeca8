import { parseSlotPattern } from '@parley/nlu'
import type { SlotType } from '../../../bots/records.ts'
import { BadRequestException, lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { unbuiltBySlotType } from '../dependants.ts'
import { slotTypeContent } from '../inputs.ts'
import { slotTypeOutput } from '../outputs.ts'
import { publish } from '../publish.ts'
import { countValues, slotTypeProblem } from '../rules/slot-type-rules.ts'
import { commit, creationWrites, latestOf, putRecord, replaceable } from '../versioned.ts'
import { quotaReached } from '../words.ts'

/** Creates a slot type or replaces its `$LATEST` (spec/lex-models.md §3.7). */
export const putSlotType = operation(lexModels.PutSlotType, {
  authorize: guarded('PutSlotType'),

  async handle(input, context) {
    const { name, createVersion = false } = input
    const existing = await replaceable('slot-type', input, context)
    const problem = slotTypeProblem(input, patternProblem)
    if (problem !== undefined) throw BadRequestException(problem)
    const slotType: SlotType = { ...latestOf(name, existing, context), ...slotTypeContent(input) }
    const most = context.quotas.valuesPerSlotType
    if (countValues(slotType.enumerationValues) > most) {
      throw quotaReached('values and synonyms in a slot type', most)
    }
    const publication = createVersion ? await publish('slot-type', slotType, context) : undefined
    await commit(
      [
        ...(existing ? [] : await creationWrites('slot-type', name, context)),
        putRecord('slot-type', slotType),
        ...(await unbuiltBySlotType(name, context)),
        ...(publication?.writes ?? []),
      ],
      context,
    )
    return { ...slotTypeOutput(slotType), createVersion }
  },
})

function patternProblem(pattern: string): string | undefined {
  const parsed = parseSlotPattern(pattern)
  return parsed.ok ? undefined : `The regular expression is not valid: ${parsed.message}.`
}
