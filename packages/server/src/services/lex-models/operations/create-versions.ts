import { type Kind, LATEST } from '../../../bots/records.ts'
import { lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation } from '../context.ts'
import { botOutput, intentOutput, slotTypeOutput } from '../outputs.ts'
import { type Publication, publish, publishBot } from '../publish.ts'
import { commit, get, type RecordOf } from '../versioned.ts'
import { checksumWrong } from '../words.ts'

/** Publication of a `$LATEST` under the next number (spec/lex-models.md §3.2, §3.4). */
export const createSlotTypeVersion = operation(lexModels.CreateSlotTypeVersion, {
  authorize: guarded('CreateSlotTypeVersion'),

  async handle(request, context) {
    const latest = await publishable('slot-type', request, context)
    return slotTypeOutput(await stored(await publish('slot-type', latest, context), context))
  },
})

export const createIntentVersion = operation(lexModels.CreateIntentVersion, {
  authorize: guarded('CreateIntentVersion'),

  async handle(request, context) {
    const latest = await publishable('intent', request, context)
    return intentOutput(await stored(await publish('intent', latest, context), context))
  },
})

/** Allowed while `$LATEST` is being built; the version has a build of its own. */
export const createBotVersion = operation(lexModels.CreateBotVersion, {
  authorize: guarded('CreateBotVersion'),

  async handle(request, context) {
    const latest = await publishable('bot', request, context)
    return botOutput(await stored(await publishBot(latest, context), context))
  },
})

async function publishable<K extends Kind>(
  kind: K,
  { name, checksum }: { readonly name: string; readonly checksum?: string | undefined },
  context: LexModelsContext,
): Promise<RecordOf[K]> {
  const latest = await get(kind, name, LATEST, context)
  if (checksum && checksum !== latest.checksum) throw checksumWrong(kind, name)
  return latest
}

async function stored<K extends Kind>(
  { version, writes }: Publication<K>,
  context: LexModelsContext,
): Promise<RecordOf[K]> {
  if (writes.length > 0) await commit(writes, context)
  return version
}
