import { expect } from 'vitest'
import { type Session, valueIn } from '../session.ts'
import { namedBot } from './bots.ts'
import type { Expected, ExpectedCall, Transcript } from './notation.ts'
import { eventOf, type Played, play, replyOf, reportOf } from './play.ts'

/** Plays a conversation and compares every turn with what is written of it. */
export function playAll({ bot: name, clock = '2020-11-25T15:00:00Z', turns }: Transcript): void {
  const bot = typeof name === 'string' ? namedBot(name) : name
  let session: Session | undefined
  let now = Date.parse(clock)
  for (const [i, turn] of turns.entries()) {
    now += (turn.after ?? (i === 0 ? 0 : 1)) * 1000
    const expectedCalls = turn.calls ?? []
    const played = play(
      bot,
      session,
      eventOf(turn, now),
      expectedCalls.map(({ returns }) => returns),
    )
    const place = `turn ${i + 1}, ${turn.say ?? 'PutSession'}`
    expectCalls(played, expectedCalls, place)
    expectEnd(played, turn.expect, session, place)
    session = played.session
  }
}

function expectCalls({ calls }: Played, expected: readonly ExpectedCall[], place: string): void {
  const sources = calls.map(call => (call.kind === 'search-kendra' ? 'Search' : call.source))
  expect(sources, `calls of ${place}`).toEqual(expected.map(({ source }) => source))
  for (const [i, { event }] of expected.entries()) {
    const call = calls[i]
    if (event === undefined || !call) continue
    const made = call.kind === 'search-kendra' ? call.query : call.event
    expect(made, `call ${i + 1} of ${place}`).toMatchObject(event as object)
  }
}

function expectEnd(
  played: Played,
  expected: Expected,
  before: Session | undefined,
  place: string,
): void {
  const { end, session } = played
  if (end.kind === 'fail' || expected.fails) {
    expect(end, place).toMatchObject({ kind: 'fail', failure: { code: expected.fails } })
    if (end.kind !== 'fail') return
    expect(end.failure.message, place).toContain(expected.because ?? '')
    if (expected.metric) expect(end.failure.metric, place).toBe(expected.metric)
    // Nothing has happened, but for the idle time.
    const expiresAt = session?.expiresAt
    expect(session, place).toEqual(before && { ...before, expiresAt })
    return
  }
  const reply = replyOf(played)
  const seen: Record<keyof Omit<Expected, 'fails' | 'because' | 'metric'>, unknown> = {
    state: reply?.dialogState,
    intent: reply?.intentName,
    asks: reply?.slotToElicit,
    message: reply?.message,
    format: reply?.messageFormat,
    slots: reply?.slots,
    attributes: reply?.attributes,
    contexts: reply?.contexts,
    recent: session?.recent,
    card: reply?.card,
    confidence: reply?.confidence,
    alternatives: reply?.alternatives,
    missed: reportOf(played)?.missedUtterance,
    developerOverride: reportOf(played)?.developerOverride,
    newSession: session?.id !== before?.id,
  }
  for (const [name, value] of Object.entries(expected)) {
    expect({ [name]: valueIn<unknown>(seen, name) }, place).toMatchObject({ [name]: value })
  }
}
