import { aliasKey, type BotAlias, LATEST, recordOf } from '../../bots/records.ts'
import type { RunnableBot } from '../../bots/runnable.ts'
import { BadRequestException, NotFoundException } from '../../wire/models/lex-runtime.ts'
import { type LexRuntimeContext, scopeOf, type Target } from './context.ts'

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
  { botName, botAlias }: Target,
): Promise<Place> {
  const { account, region } = scopeOf(context)
  const alias =
    botAlias === LATEST
      ? undefined
      : recordOf<BotAlias>(
          await context.documents.get(aliasKey(account, region, botName, botAlias)),
        )
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

/** The version that a session began with, which may be another than the alias means now. */
export async function pinnedPlace(
  { runnables }: LexRuntimeContext,
  place: Place,
  version: string,
): Promise<Place | undefined> {
  const { account, region, runnable } = place
  if (runnable.bot.version === version) return place
  const pinned = await runnables.find(account, region, runnable.bot.name, version)
  return typeof pinned === 'string' ? undefined : { ...place, runnable: pinned }
}

const notFound = (bot: string, alias: string) =>
  NotFoundException(`The bot ${bot} or its alias ${alias} was not found.`)
