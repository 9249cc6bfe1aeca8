import { intentArn } from '../../bots/arns.ts'
import type { DialogBot } from '../../dialog/bot.ts'
import type { Command, Failure, Reply, Step, TurnReport } from '../../dialog/command.ts'
import { SEEDS } from '../../dialog/draw.ts'
import type { Beginning, DialogEvent, PutSessionEvent, UtteranceEvent } from '../../dialog/event.ts'
import type { Session } from '../../dialog/session.ts'
import { step } from '../../dialog/step.ts'
import { assert, type ServiceError } from '../../kernel/errors.ts'
import { conversationLogWrites } from '../../outbox/conversation-log.ts'
import type { Write } from '../../store/store.ts'
import {
  BadGatewayException,
  BadRequestException,
  DependencyFailedException,
} from '../../wire/models/lex-runtime.ts'
import { type LexRuntimeContext, scopeOf, type Target } from './context.ts'
import { buildOf, dialogBot } from './dialog-bot.ts'
import { expiryWrite } from './expiry.ts'
import { LIMITS } from './limits.ts'
import { findSession } from './live-session.ts'
import { logEntry } from './log-entry.ts'
import { type Place, placeOf } from './places.ts'
import { logDestination, putSessionWrite, type StoredSession, sessionKey } from './sessions.ts'
import { throttled } from './throttle.ts'
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
 * the session and the log entry together before anything is answered (spec/lex-runtime.md §2.2).
 * @throws ServiceError when the turn has no answer; the session is as it was before
 */
export async function holdTurn(
  context: LexRuntimeContext,
  target: Target,
  request: TurnRequest,
): Promise<Held> {
  const { account, region } = scopeOf(context)
  const key = sessionKey(account, region, target.botName, target.userId)
  return context.turns.run(key, context.abandoned(), async () => {
    const place = await placeOf(context, target)
    const live = await findSession(context, place, target)
    const bot = live?.bot ?? dialogBot(place.runnable)
    const event = eventOf(context, target, request)
    const { session, command } = await converse(context, bot, live?.stored.session, event)
    context.measure.botVersion = live?.stored.botVersion ?? place.runnable.bot.version
    if (command.kind === 'fail') {
      context.measure.failure = command.failure.metric
      if (live && session) {
        await context.documents.commit([putSessionWrite(key, { ...live.stored, session })])
      }
      throw failureOf(command.failure)
    }
    assert(session, 'a turn with an answer leaves a session')
    const stored = { ...(live?.stored ?? beginning(place, target)), session }
    await context.documents.commit([
      putSessionWrite(key, stored),
      ...(live ? [] : [expiryWrite(event.now)]),
      ...logWrites(context, target, stored, { ...command, event, bot }),
      ...(await heardWrites(context, place, target, { ...command, event, stored })),
    ])
    context.measure.missed = command.report.missedUtterance
    return { reply: command.reply, bot, botVersion: stored.botVersion }
  })
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

type Ended = Step & { readonly command: Extract<Command, { kind: 'respond' | 'fail' }> }

/** Steps until the turn has ended; what a step wants done is done in between. */
async function converse(
  context: LexRuntimeContext,
  bot: DialogBot,
  before: Session | undefined,
  event: Beginning,
): Promise<Ended> {
  let at = step(bot, before, event)
  for (;;) {
    const { session, command } = at
    if (command.kind === 'respond' || command.kind === 'fail') return { session, command }
    at = step(bot, session, await outcomeOf(context, command))
  }
}

async function outcomeOf(
  context: LexRuntimeContext,
  command: Exclude<Command, { kind: 'respond' | 'fail' }>,
): Promise<DialogEvent> {
  const { clock, codeHooks, requestId, calls } = context
  if (command.kind === 'search-kendra') {
    // No index can be reached from here.
    return { kind: 'search-answered', now: clock.now(), answer: { failure: 'refused' } }
  }
  const { account, region } = scopeOf(context)
  const answer = await codeHooks.invoke(command.uri, command.event, {
    sourceArn: intentArn({ account, region }, command.intent, '*'),
    sourceAccount: account,
    region,
    requestId,
    calls,
    signal: AbortSignal.any([context.abandoned(), AbortSignal.timeout(LIMITS.hookMs)]),
  })
  return { kind: 'hook-answered', now: clock.now(), answer }
}

function logWrites(
  { requestId }: LexRuntimeContext,
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
  return conversationLogWrites(log, { time: event.now, message: JSON.stringify(entry) }, event.now)
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
