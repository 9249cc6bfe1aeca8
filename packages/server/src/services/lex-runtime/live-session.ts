import type { DialogBot } from '../../dialog/bot.ts'
import { isExpired } from '../../dialog/session.ts'
import type { Key } from '../../store/store.ts'
import { NotFoundException } from '../../wire/models/lex-runtime.ts'
import type { LexRuntimeContext, Target } from './context.ts'
import { buildOf, dialogBot } from './dialog-bot.ts'
import { type Place, pinnedPlace, placeOf } from './places.ts'
import { type StoredSession, sessionKey } from './sessions.ts'

/** A session that goes on, with the bot version that it began with. */
export interface LiveSession {
  readonly key: Key
  /** Of its document: another one is another session, or the same after another turn. */
  readonly revision: number
  readonly stored: StoredSession
  readonly bot: DialogBot
}

/** One of another alias, of a version that was built anew or is gone, or one that has expired is none (§2.1). */
export async function findSession(
  context: LexRuntimeContext,
  place: Place,
  { botName, botAlias, userId }: Target,
): Promise<LiveSession | undefined> {
  const key = sessionKey(place.account, place.region, botName, userId)
  const document = await context.documents.get(key)
  const stored = document && context.sessions.open(document)
  if (!document || !stored || stored.alias !== botAlias) return undefined
  if (isExpired(stored.session, context.clock.now())) return undefined
  const pinned = await pinnedPlace(context, place, stored.botVersion)
  if (!pinned || buildOf(pinned.runnable) !== stored.build) return undefined
  return { key, revision: document.revision, stored, bot: dialogBot(pinned.runnable) }
}

/** @throws NotFoundException */
export async function getSessionOf(
  context: LexRuntimeContext,
  target: Target,
): Promise<LiveSession> {
  const live = await findSession(context, await placeOf(context, target), target)
  if (!live) throw NotFoundException(`No session was found for the user ${target.userId}.`)
  return live
}
