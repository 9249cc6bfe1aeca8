import type { Intent } from '../../../bots/records.ts'
import { assert } from '../../../kernel/errors.ts'
import { BadRequestException, lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { unbuiltByIntent } from '../dependants.ts'
import { assertHooks, assertKendraIndex } from '../dependencies.ts'
import { intentContent } from '../inputs.ts'
import { intentOutput } from '../outputs.ts'
import { assertReferences, publish, referencesWritten } from '../publish.ts'
import { intentProblem } from '../rules/intent-rules.ts'
import { commit, creationWrites, latestOf, putRecord, replaceable } from '../versioned.ts'

/** Creates an intent or replaces its `$LATEST` (spec/lex-models.md §3.6). */
export const putIntent = operation(lexModels.PutIntent, {
  authorize: guarded('PutIntent'),

  async handle(input, context) {
    const { name, createVersion = false, fulfillmentActivity } = input
    const existing = await replaceable('intent', input, context)
    const problem = intentProblem(input)
    if (problem !== undefined) throw BadRequestException(problem)
    assert(fulfillmentActivity, 'the rules demand a fulfillmentActivity')
    const content = intentContent({ ...input, fulfillmentActivity })
    const intent: Intent = { ...latestOf(name, existing, context), ...content }
    await assertReferences('intent', intent, context)
    await assertHooks(intent, context)
    assertKendraIndex(intent)
    const publication = createVersion ? await publish('intent', intent, context) : undefined
    await commit(
      [
        ...(existing ? [] : await creationWrites('intent', name, context)),
        putRecord('intent', intent),
        ...referencesWritten('intent', existing, intent, context),
        ...(await unbuiltByIntent(name, context)),
        ...(publication?.writes ?? []),
      ],
      context,
    )
    return { ...intentOutput(intent), createVersion }
  },
})
