import { type BotAlias, LATEST, recordOf } from '../../bots/records.ts'
import type { RunnableBot } from '../../bots/runnable.ts'
import { BadRequestException, NotFoundException } from '../../wire/models/lex-runtime.ts'
import type { Address } from './addresses.ts'
import type { LexRuntimeContext } from './context.ts'

/** The bot version that an alias means now. */
export interface Place {
  readonly account: string
  readonly region: string
  /** Undefined for the pseudo-alias `$LATEST`. */
  readonly alias: BotAlias | undefined
  readonly runnable: RunnableBot
}

/** @throws NotFoundException, or BadRequestException when the bot is not built */
export async function placeOf(
  context: LexRuntimeContext,
  { account, region, botName, botAlias, key }: Address,
): Promise<Place> {
  const alias =
    botAlias === LATEST ? undefined : recordOf<BotAlias>(await context.documents.get(key))
  if (!alias && botAlias !== LATEST) throw notFound(botName, botAlias)
  const version = alias?.botVersion ?? LATEST
  const runnable = await context.runnables.find(account, region, botName, version)
  if (runnable === 'not-found') throw notFound(botName, botAlias)
  if (runnable === 'not-ready') {
    throw BadRequestException(
      `The bot ${botName}:${version} is not built. Build it and wait until its status is READY.`,
    )
  }
  return { account, region, alias, runnable }
}

/** Another version of the bot: the one that a session began with. */
export async function otherVersion(
  { runnables }: LexRuntimeContext,
  { account, region, runnable }: Place,
  version: string,
): Promise<RunnableBot | undefined> {
  const pinned = await runnables.find(account, region, runnable.bot.name, version)
  return typeof pinned === 'string' ? undefined : pinned
}

const notFound = (bot: string, alias: string) =>
  NotFoundException(`The bot ${bot} or its alias ${alias} was not found.`)
