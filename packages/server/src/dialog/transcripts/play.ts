import type { DialogBot } from '../bot.ts'
import type { Command, Reply, Step, TurnReport } from '../command.ts'
import type { Beginning, DialogEvent } from '../event.ts'
import type { Session } from '../session.ts'
import { step } from '../step.ts'
import type { ExpectedCall, TranscriptTurn } from './notation.ts'

/** What one turn did: the calls that it made, how it ended, and the session that it left. */
export interface Played {
  readonly calls: readonly Extract<Command, { kind: 'invoke-code-hook' | 'search-kendra' }>[]
  readonly end: Extract<Command, { kind: 'respond' | 'fail' }>
  readonly session: Session | undefined
}

export const replyOf = ({ end }: Played): Reply | undefined =>
  end.kind === 'respond' ? end.reply : undefined
export const reportOf = ({ end }: Played): TurnReport | undefined =>
  end.kind === 'respond' ? end.report : undefined

/** Plays one turn to its end, answering its calls from the list. */
export function play(
  bot: DialogBot,
  session: Session | undefined,
  event: Beginning,
  answers: readonly ExpectedCall['returns'][] = [],
): Played {
  const calls: Played['calls'][number][] = []
  let at: Step = step(bot, session, event)
  for (;;) {
    const { command } = at
    if (command.kind === 'respond' || command.kind === 'fail') {
      return { calls, end: command, session: at.session }
    }
    const answer = answers[calls.length]
    if (answer === undefined) throw new Error(`no answer for the call ${JSON.stringify(command)}`)
    calls.push(command)
    at = step(bot, at.session, outcome(command, answer, event.now))
  }
}

function outcome(
  { kind }: Played['calls'][number],
  answer: ExpectedCall['returns'],
  now: number,
): DialogEvent {
  if (kind === 'search-kendra') {
    return { kind: 'search-answered', now, answer: { response: answer as never } }
  }
  if (typeof answer === 'object' && answer !== null && 'failure' in answer) {
    return { kind: 'hook-answered', now, answer: answer as never }
  }
  const payload = typeof answer === 'string' ? answer : JSON.stringify(answer)
  return { kind: 'hook-answered', now, answer: { payload } }
}

/** Seed 0 draws the first of several messages. */
export function eventOf(turn: TranscriptTurn, now: number, seed = 0): Beginning {
  const request = {
    now,
    seed,
    userId: 'user-1',
    alias: 'PROD',
    outputMode: turn.voice ? ('Voice' as const) : ('Text' as const),
    sessionAttributes: turn.attributes,
    activeContexts: turn.contexts,
  }
  return turn.say === undefined
    ? { kind: 'put-session', ...request, action: turn.put ?? undefined, recent: turn.recent }
    : { kind: 'utterance', ...request, text: turn.say, requestAttributes: turn.request }
}
