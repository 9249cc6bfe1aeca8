import { isExpired } from '../../dialog/session.ts'
import type { Key } from '../../store/store.ts'
import { NotFoundException } from '../../wire/models/lex-runtime.ts'
import type { Conversation, LexRuntimeContext } from './context.ts'
import { type TalkingBot, talkingBot } from './dialog-bot.ts'
import { otherVersion, type Place, placeOf } from './places.ts'
import { type StoredSession, sessionKey } from './sessions.ts'

/** A session that goes on, with the bot version that it began with. */
export interface LiveSession {
  readonly key: Key
  /** Of its document: another one is another session, or the same after another turn. */
  readonly revision: number
  readonly stored: StoredSession
  readonly bot: TalkingBot
}

/** One of another alias, of a version that was built anew or is gone, or one that has expired is none (§2.1). */
export async function findSession(
  context: LexRuntimeContext,
  place: Place,
  key: Key,
  botAlias: string,
): Promise<LiveSession | undefined> {
  const document = await context.documents.get(key)
  const stored = document && context.sessions.open(document)
  if (!document || !stored || stored.alias !== botAlias) return undefined
  if (isExpired(stored.session, context.clock.now())) return undefined
  const isCurrent = place.runnable.bot.version === stored.botVersion
  const pinned = isCurrent ? place.runnable : await otherVersion(context, place, stored.botVersion)
  const bot = pinned && talkingBot(pinned)
  if (bot?.build !== stored.build) return undefined
  return { key, revision: document.revision, stored, bot }
}

/** @throws NotFoundException */
export async function getSessionOf(
  context: LexRuntimeContext,
  conversation: Conversation,
): Promise<LiveSession> {
  const { address, userId } = conversation
  const { account, region, botName, botAlias } = address
  const key = sessionKey(account, region, botName, userId)
  const live = await findSession(context, await placeOf(context, address), key, botAlias)
  if (!live) throw NotFoundException(`No session was found for the user ${userId}.`)
  return live
}
