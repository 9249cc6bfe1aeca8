import { intentArn } from '../../bots/arns.ts'
import type { DialogBot } from '../../dialog/bot.ts'
import type { Command, Step } from '../../dialog/command.ts'
import type { Beginning, DialogEvent } from '../../dialog/event.ts'
import type { Session } from '../../dialog/session.ts'
import { step } from '../../dialog/step.ts'
import type { HookOutcome } from './code-hooks.ts'
import type { LexRuntimeContext } from './context.ts'
import { LIMITS } from './limits.ts'

/** A turn that has come to its end: with an answer or without one. */
export type Ended = Step & { readonly command: Extract<Command, { kind: 'respond' | 'fail' }> }

/** Steps until the turn has ended; what a step wants done is done in between. Most turns end with the first. */
export function converse(
  context: LexRuntimeContext,
  bot: DialogBot,
  before: Session | undefined,
  event: Beginning,
): Ended | Promise<Ended> {
  const { session, command } = step(bot, before, event)
  return isEnd(command) ? { session, command } : goOn(context, bot, session, command)
}

async function goOn(
  context: LexRuntimeContext,
  bot: DialogBot,
  session: Session | undefined,
  wanted: Wanted,
): Promise<Ended> {
  const next = step(bot, session, await outcomeOf(context, wanted))
  const { command } = next
  return isEnd(command)
    ? { session: next.session, command }
    : goOn(context, bot, next.session, command)
}

const isEnd = (command: Command): command is Ended['command'] =>
  command.kind === 'respond' || command.kind === 'fail'

type Wanted = Exclude<Command, Ended['command']>

async function outcomeOf(context: LexRuntimeContext, command: Wanted): Promise<DialogEvent> {
  const { clock } = context
  if (command.kind === 'search-kendra') {
    // No index can be reached from here.
    return { kind: 'search-answered', now: clock.now(), answer: { failure: 'refused' } }
  }
  const answer = await invoked(context, command)
  return { kind: 'hook-answered', now: clock.now(), answer }
}

/** Asks a function, which has so much time and no more (spec/lex-runtime.md §3.1). */
async function invoked(
  { account, region, clock, codeHooks, requestId, calls, abandoned }: LexRuntimeContext,
  { uri, event, intent }: Extract<Command, { kind: 'invoke-code-hook' }>,
): Promise<HookOutcome> {
  const late = new AbortController()
  const answered = new AbortController()
  clock.sleep(LIMITS.hookMs, answered.signal).then(
    () => late.abort(new DOMException('the code hook took too long', 'TimeoutError')),
    () => undefined,
  )
  try {
    return await codeHooks.invoke(uri, event, {
      sourceArn: intentArn({ account, region }, intent, '*'),
      sourceAccount: account,
      region,
      requestId,
      calls,
      signal: AbortSignal.any([abandoned(), late.signal]),
    })
  } finally {
    answered.abort()
  }
}
