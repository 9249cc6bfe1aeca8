import { failed } from './answer.ts'
import type { DialogBot } from './bot.ts'
import { classify } from './classify.ts'
import type { Step } from './command.ts'
import { contextsAtStart, setContexts } from './contexts.ts'
import type { Beginning, DialogEvent, HookAnswered } from './event.ts'
import { hookFailed } from './failures.ts'
import { createHearing } from './hearing.ts'
import { type HookAnswer, readHookAnswer } from './hook-answer.ts'
import { intentOf } from './intents.ts'
import { obey } from './obey.ts'
import { putSession } from './put-session.ts'
import { mergedRecent, replacedRecent } from './recent.ts'
import { searchReturned } from './search.ts'
import { isExpired, newSession, type Session } from './session.ts'
import { missed, transition } from './transitions.ts'
import { type Talk, type Turn, withSession, withTurn } from './turn.ts'

/**
 * One step of a conversation: what an event does to the session, and what is to be done now. Nothing but its
 * arguments decides (docs/design.md §5). `respond` and `fail` end the turn; after any other command the
 * session is to be given back with the command's outcome as the next event.
 */
export function step(bot: DialogBot, session: Session | undefined, event: DialogEvent): Step {
  switch (event.kind) {
    case 'utterance':
    case 'put-session':
      return begin(bot, session, event)
    case 'hook-answered':
      return hookAnswered(resume(bot, session, event.now), event)
    case 'search-answered':
      return searchReturned(resume(bot, session, event.now), event, missed)
  }
}

/** Steps 3 to 9 of a turn (spec/lex-runtime.md §2.2). */
function begin(bot: DialogBot, stored: Session | undefined, event: Beginning): Step {
  const before = stored && !isExpired(stored, event.now) ? stored : undefined
  const session = before ?? newSession(event.now, event.seed, bot.idleSeconds)
  const started: Session = {
    ...session,
    attributes: event.sessionAttributes ?? session.attributes,
    contexts: contextsAtStart(bot, session.contexts, event.activeContexts, event.now),
  }
  if (event.kind === 'utterance') {
    const hearing = createHearing(bot, started, {
      text: event.text,
      now: event.now,
      timeZone: event.requestAttributes?.['x-amz-lex:time-zone'],
    })
    const understanding = classify(hearing)
    const turn = newTurn(before, event, understanding)
    return transition({ bot, session: started, turn }, understanding.input)
  }
  const { action, recent } = event
  const list = recent && replacedRecent(recent, started.current)
  const turn = newTurn(before, event, undefined)
  return putSession(
    { bot, session: { ...started, ...(list && { recent: list }) }, turn },
    action,
    recent,
  )
}

function newTurn(
  before: Session | undefined,
  event: Beginning,
  understanding: Turn['understanding'],
): Turn {
  return {
    before,
    event,
    now: event.now,
    requestAttributes: (event.kind === 'utterance' && event.requestAttributes) || null,
    understanding,
    ambiguousSlot: null,
    hook: null,
    dialogHookRan: false,
    fulfillmentHookRan: false,
    freshContexts: [],
    search: null,
    developerOverride: false,
  }
}

function resume(bot: DialogBot, session: Session | undefined, now: number): Talk {
  if (!session?.turn) throw new Error('broken invariant: an outcome belongs to a turn in progress')
  const { turn, ...rest } = session
  return { bot, session: rest, turn: { ...turn, now } }
}

function hookAnswered(talk: Talk, { answer }: HookAnswered): Step {
  const { hook } = talk.turn
  if (!hook) throw new Error('broken invariant: an answer belongs to a hook')
  if ('failure' in answer) return failed(talk, hookFailed(answer.failure, hook.uri))
  const read = readHookAnswer(answer.payload, talk.bot, intentOf(talk))
  if (!read.ok) return failed(talk, read.error)
  return obey(applied(talk, read.value), read.value.dialogAction, hook.source)
}

/** Steps 5 to 7 of an answer (§3.4). */
function applied(talk: Talk, answer: HookAnswer): Talk {
  const { attributes, recent, current } = talk.session
  const { sessionAttributes, activeContexts = [], recentIntentSummaryView } = answer
  const changed = withSession(talk, {
    attributes: sessionAttributes ?? attributes,
    recent: recentIntentSummaryView
      ? mergedRecent(recent, recentIntentSummaryView, current)
      : recent,
  })
  return withTurn(setContexts(changed, activeContexts), { hook: null })
}
