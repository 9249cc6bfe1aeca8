import type { RunnableBot } from '../../bots/runnable.ts'
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
import { type LexRuntimeContext, scopeOf, type Target } from './context.ts'
import { converse, type Ended } from './converse.ts'
import { buildOf, dialogBot } from './dialog-bot.ts'
import { expiryWrite } from './expiry.ts'
import { LIMITS } from './limits.ts'
import { findSession, type LiveSession } from './live-session.ts'
import { logEntry } from './log-entry.ts'
import { type Place, placeOf } from './places.ts'
import { logDestination, type StoredSession, sessionKey } from './sessions.ts'
import { throttled } from './throttle.ts'
import { busy } from './turn-queue.ts'
import { utteranceWrites } from './utterances.ts'

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
export async function holdTurn<Answer>(
  context: LexRuntimeContext,
  target: Target,
  request: TurnRequest,
  answerOf: (held: Held) => Answer,
): Promise<Answer> {
  const { account, region } = scopeOf(context)
  const key = sessionKey(account, region, target.botName, target.userId)
  return context.turns.run(key, context.abandoned, () =>
    holdInLine(context, { target, key, request, answerOf }),
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
  const { target } = asked
  let current = context
  let said: Said | undefined
  for (let attempt = 1; ; attempt++) {
    const place = await placeOf(current, target)
    const live = await findSession(current, place, target)
    if (said?.live?.revision !== live?.revision) said = undefined
    said ??= await say(current, { ...asked, place, live })
    try {
      return await keep(current, { ...asked, ...said, place })
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error
      if (attempt === LIMITS.turnAttempts) throw busy({ cause: error })
      current = { ...context, documents: await context.anew() }
    }
  }
}

interface Asked<Answer> {
  readonly target: Target
  /** Of the session. */
  readonly key: Key
  readonly request: TurnRequest
  readonly answerOf: (held: Held) => Answer
}

/** What a turn comes to, before anything of it is kept. */
interface Said extends Ended {
  readonly live: LiveSession | undefined
  /** The version that answered: a session that begins stays with it, even if the alias was moved meanwhile. */
  readonly runnable: RunnableBot
  readonly bot: DialogBot
  readonly event: Beginning
}

async function say(
  context: LexRuntimeContext,
  turn: {
    readonly target: Target
    readonly place: Place
    readonly live: LiveSession | undefined
    readonly request: TurnRequest
  },
): Promise<Said> {
  const { live, target, request } = turn
  const { runnable } = turn.place
  const bot = live?.bot ?? dialogBot(runnable)
  context.measure.botVersion = live?.stored.botVersion ?? runnable.bot.version
  const event = eventOf(context, target, request)
  const ended = await converse(context, bot, live?.stored.session, event)
  return { ...ended, live, runnable, bot, event }
}

/** Commits a turn. @throws ServiceError when it has no answer, CommitConflict */
async function keep<Answer>(
  context: LexRuntimeContext,
  turn: Asked<Answer> & Said & { readonly place: Place },
): Promise<Answer> {
  const { target, key, live, bot, event, session, command } = turn
  if (command.kind === 'fail') {
    context.measure.failure = command.failure.metric
    if (live && session) {
      const stored = { ...live.stored, session }
      await context.documents.commit([context.sessions.write(key, stored, event.now)])
    }
    throw failureOf(command.failure)
  }
  assert(session, 'a turn with an answer leaves a session')
  const place = { ...turn.place, runnable: turn.runnable }
  const stored = { ...(live?.stored ?? beginning(place, target)), session }
  const answer = turn.answerOf({ reply: command.reply, bot, botVersion: stored.botVersion })
  await context.documents.commit([
    context.sessions.write(key, stored, event.now),
    ...(live ? [] : [expiryWrite(event.now)]),
    ...logWrites(context, target, stored, { ...command, event, bot }),
    ...(await heardWrites(context, place, target, { ...command, event, stored })),
  ])
  context.measure.missed = command.report.missedUtterance
  return answer
}

/** What a new session is bound to for as long as it lives. */
const beginning = (place: Place, { botAlias }: Target): Omit<StoredSession, 'session'> => ({
  alias: botAlias,
  botVersion: place.runnable.bot.version,
  build: buildOf(place.runnable),
  log: logDestination(place),
})

function eventOf(
  { clock, random }: LexRuntimeContext,
  target: Target,
  request: TurnRequest,
): Beginning {
  return {
    ...request,
    now: clock.now(),
    // Seed 0 would always draw the first message.
    seed: 1 + random.below(SEEDS - 1),
    userId: target.userId,
    alias: target.botAlias,
  }
}

function logWrites(
  { requestId, texts }: LexRuntimeContext,
  target: Target,
  { log, botVersion }: StoredSession,
  turn: {
    readonly reply: Reply
    readonly report: TurnReport
    readonly event: Beginning
    readonly bot: DialogBot
  },
): readonly Write[] {
  const { event } = turn
  if (!log || event.kind !== 'utterance') return []
  const entry = logEntry({ ...turn, event, target, botVersion, requestId })
  const logged = { time: event.now, message: JSON.stringify(entry) }
  return conversationLogWrites(log, logged, event.now, texts)
}

async function heardWrites(
  context: LexRuntimeContext,
  place: Place,
  target: Target,
  turn: { readonly report: TurnReport; readonly event: Beginning; readonly stored: StoredSession },
): Promise<readonly Write[]> {
  const { event, report, stored } = turn
  if (event.kind !== 'utterance') return []
  const { botVersion } = stored
  const isMissed = report.missedUtterance
  return utteranceWrites(context, {
    place,
    target,
    botVersion,
    text: event.text,
    isMissed,
    now: event.now,
  })
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
