import type { DialogBot } from '../../dialog/bot.ts'
import type { Failure, Reply, TurnReport } from '../../dialog/command.ts'
import { SEEDS } from '../../dialog/draw.ts'
import type { Beginning, PutSessionEvent, UtteranceEvent } from '../../dialog/event.ts'
import { assert, type ServiceError } from '../../kernel/errors.ts'
import { conversationLogWrites } from '../../outbox/conversation-log.ts'
import { CommitConflict, type Key, type Write } from '../../store/store.ts'
import {
  BadGatewayException,
  BadRequestException,
  DependencyFailedException,
} from '../../wire/models/lex-runtime.ts'
import type { Conversation, LexRuntimeContext } from './context.ts'
import { converse, type Ended } from './converse.ts'
import { type TalkingBot, talkingBot } from './dialog-bot.ts'
import { expiryWrite } from './expiry.ts'
import { LIMITS } from './limits.ts'
import { findSession, type LiveSession } from './live-session.ts'
import { logEntry } from './log-entry.ts'
import { type Place, placeOf } from './places.ts'
import { logDestination, type StoredSession, sessionKey } from './sessions.ts'
import { throttled } from './throttle.ts'
import { busy } from './turn-queue.ts'
import { learned } from './utterances.ts'

/** What a client says or orders: an event without what this file adds to it. */
export type TurnRequest = Omit<UtteranceEvent, Added> | Omit<PutSessionEvent, Added>
type Added = 'now' | 'seed' | 'userId' | 'alias'

/** How a turn ended well. */
export interface Held {
  readonly reply: Reply
  readonly bot: DialogBot
  readonly botVersion: string
}

/**
 * Holds one turn: waits for its place in the line, goes through the conversation step by step, and commits
 * the session and the log entry together before anything is answered (spec/lex-runtime.md §2.2). An answer that
 * cannot be given, because `answerOf` throws, leaves nothing either.
 * @throws ServiceError when the turn has no answer; the session is as it was before
 */
export function holdTurn<Answer>(
  context: LexRuntimeContext,
  { address, userId }: Conversation,
  request: TurnRequest,
  answerOf: (held: Held) => Answer,
): Promise<Answer> {
  const key = sessionKey(address.account, address.region, address.botName, userId)
  return context.turns.run(key, context.abandoned, () =>
    holdInLine(context, { address, userId, key, request, answerOf }),
  )
}

/**
 * A change to what the commit expects does not make functions run twice: the request is authorized anew, and what
 * was said is kept as long as the session is the one it was said in (docs/decisions/turn-rerun.md).
 */
async function holdInLine<Answer>(
  context: LexRuntimeContext,
  asked: Asked<Answer>,
): Promise<Answer> {
  const { address, key } = asked
  let current = context
  let said: Said | undefined
  for (let attempt = 1; ; attempt++) {
    const place = await placeOf(current, address)
    const live = await findSession(current, place, key, address.botAlias)
    if (said?.live?.revision !== live?.revision) said = undefined
    said ??= await say(current, asked, live, live?.bot ?? talkingBot(place.runnable))
    try {
      return await keep(current, asked, said, place)
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error
      if (attempt === LIMITS.turnAttempts) throw busy({ cause: error })
      current = { ...context, documents: await context.anew() }
    }
  }
}

interface Asked<Answer> extends Conversation {
  /** Of the session. */
  readonly key: Key
  readonly request: TurnRequest
  readonly answerOf: (held: Held) => Answer
}

/** What a turn comes to, before anything of it is kept. */
interface Said {
  readonly live: LiveSession | undefined
  /** The version that answered: a session that begins stays with it, even if the alias was moved meanwhile. */
  readonly bot: TalkingBot
  readonly event: Beginning
  readonly ended: Ended
}

async function say(
  context: LexRuntimeContext,
  asked: Asked<unknown>,
  live: LiveSession | undefined,
  bot: TalkingBot,
): Promise<Said> {
  context.measure.botVersion = bot.dialog.version
  const event = eventOf(context, asked)
  const ended = await converse(context, bot.dialog, live?.stored.session, event)
  return { live, bot, event, ended }
}

/** Commits a turn. @throws ServiceError when it has no answer, CommitConflict */
async function keep<Answer>(
  context: LexRuntimeContext,
  asked: Asked<Answer>,
  said: Said,
  place: Place,
): Promise<Answer> {
  const { documents, sessions, measure } = context
  const { live, bot, event } = said
  const { session, command } = said.ended
  if (command.kind === 'fail') {
    measure.failure = command.failure.metric
    if (live && session) {
      const stored = { ...live.stored, session }
      await documents.commit([sessions.write(asked.key, stored)])
    }
    throw failureOf(command.failure)
  }
  assert(session, 'a turn with an answer leaves a session')
  const stored = { ...(live?.stored ?? beginning(place, asked, bot)), session }
  const { reply, report } = command
  const answer = asked.answerOf({ reply, bot: bot.dialog, botVersion: stored.botVersion })
  const writes = [sessions.write(asked.key, stored)]
  if (!live) writes.push(expiryWrite(event.now))
  if (event.kind === 'utterance') {
    if (stored.log)
      writes.push(...logWrites(context, asked, stored.log, { bot, event, reply, report }))
    const isMissed = report.missedUtterance
    const heard = learned(asked, { bot, text: event.text, isMissed, now: event.now })
    if (heard) writes.push(heard.write(await documents.get(heard.row)))
  }
  await documents.commit(writes)
  measure.missed = report.missedUtterance
  return answer
}

/** What a new session is bound to for as long as it lives. */
const beginning = (
  place: Place,
  { address }: Conversation,
  { runnable, build }: TalkingBot,
): Omit<StoredSession, 'session'> => ({
  alias: address.botAlias,
  botVersion: runnable.bot.version,
  build,
  log: logDestination(place, runnable),
})

function eventOf(
  { clock, random }: LexRuntimeContext,
  { request, address, userId }: Asked<unknown>,
): Beginning {
  return {
    ...request,
    now: clock.now(),
    // Seed 0 would always draw the first message.
    seed: 1 + random.below(SEEDS - 1),
    userId,
    alias: address.botAlias,
  }
}

function logWrites(
  { requestId }: LexRuntimeContext,
  { address, userId }: Conversation,
  log: NonNullable<StoredSession['log']>,
  turn: {
    readonly bot: TalkingBot
    readonly event: UtteranceEvent
    readonly reply: Reply
    readonly report: TurnReport
  },
): readonly Write[] {
  const { botName, botAlias } = address
  const { dialog } = turn.bot
  const target = { botName, botAlias, userId }
  const entry = logEntry({ ...turn, bot: dialog, target, botVersion: dialog.version, requestId })
  const { now } = turn.event
  return conversationLogWrites(log, { time: now, message: JSON.stringify(entry) }, now)
}

function failureOf({ code, message }: Failure): ServiceError {
  switch (code) {
    case 'BadRequestException':
      return BadRequestException(message)
    case 'DependencyFailedException':
      return DependencyFailedException(message)
    case 'BadGatewayException':
      return BadGatewayException(message)
    case 'LimitExceededException':
      return throttled(message)
  }
}
