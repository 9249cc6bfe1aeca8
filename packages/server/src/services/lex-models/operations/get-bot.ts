import { isVersion } from '../../../bots/arns.ts'
import { lexModels } from '../../../wire/models/lex-models.ts'
import { findAlias } from '../aliases.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation } from '../context.ts'
import { botOutput } from '../outputs.ts'
import { get } from '../versioned.ts'
import { notFound } from '../words.ts'

/** One version of a bot, or the version that an alias points to. */
export const getBot = operation(lexModels.GetBot, {
  readOnly: true,
  authorize: guarded('GetBot'),

  async handle({ name, versionOrAlias }, context) {
    const version = await versionBehind(name, versionOrAlias, context)
    return botOutput(await get('bot', name, version, context))
  },
})

async function versionBehind(bot: string, versionOrAlias: string, context: LexModelsContext) {
  if (isVersion(versionOrAlias)) return versionOrAlias
  const alias = await findAlias(bot, versionOrAlias, context)
  if (!alias) throw notFound('bot', bot, versionOrAlias)
  return alias.botVersion
}
