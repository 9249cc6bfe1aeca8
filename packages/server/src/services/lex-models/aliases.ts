import { aliasKey, type BotAlias, recordOf } from '../../bots/records.ts'
import { within } from '../../store/key.ts'
import type { Workbench } from './context.ts'

export async function findAlias(
  bot: string,
  name: string,
  { documents, account, region }: Workbench,
): Promise<BotAlias | undefined> {
  return recordOf<BotAlias>(await documents.get(aliasKey(account, region, bot, name)))
}

/** The aliases of a bot by name: a handful at most. Whoever acts on the list expects the bot's guard. */
export async function aliasesOf(
  bot: string,
  { documents, account, region, quotas }: Workbench,
): Promise<BotAlias[]> {
  const [from, to] = within('lex.alias', account, region, bot)
  const { documents: found } = await documents.range(from, to, { limit: quotas.aliasesPerBot + 1 })
  return found.flatMap(document => recordOf<BotAlias>(document) ?? [])
}
