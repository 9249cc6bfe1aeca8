import { aliasKey, type BotAlias, recordOf } from '../../bots/records.ts'
import { within } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import type { Workbench } from './context.ts'
import { guardKey } from './references.ts'

export async function findAlias(
  bot: string,
  name: string,
  { documents, account, region }: Workbench,
): Promise<BotAlias | undefined> {
  return recordOf<BotAlias>(await documents.get(aliasKey(account, region, bot, name)))
}

/**
 * The aliases of a bot by name, also where there are more of them than there may be now. The bot's guard is read
 * first: whoever acts on the list finds no other alias to have come.
 */
export async function aliasesOf(
  bot: string,
  { documents, account, region }: Workbench,
): Promise<BotAlias[]> {
  await documents.get(guardKey('bot', { account, region }, bot))
  const [from, to] = within('lex.alias', account, region, bot)
  const aliases: BotAlias[] = []
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await documents.range(at, to)
    aliases.push(...page.documents.flatMap(document => recordOf<BotAlias>(document) ?? []))
    at = page.next
  }
  return aliases
}
