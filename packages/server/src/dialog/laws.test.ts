import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { DialogBot } from './bot.ts'
import type { Command, Step } from './command.ts'
import type { Beginning } from './event.ts'
import { LIMITS } from './limits.ts'
import type { Session } from './session.ts'
import { step } from './step.ts'
import { namedBot } from './transcripts/bots.ts'
import {
  beginning,
  type Chance,
  chances,
  type Happening,
  outcomeOf,
} from './transcripts/chance.testing.ts'

/** What holds whatever is said and whatever functions answer. `LAW_RUNS` says how many conversations are tried. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 150)
const START = Date.parse('2020-11-20T15:00:00Z')

let events = 0

describe('a conversation of chance', () => {
  afterAll(() => {
    if (process.env['LAW_RUNS']) process.stdout.write(`${events} events\n`)
  })

  it('is always in a defined state, with one question at most and bounded tries', () => {
    eachTurn((bot, { end, session }) => {
      if (end.kind !== 'respond' || !session) return
      expectDefined(bot, session)
      expectOneQuestion(end, session)
    })
  })

  it('keeps no context longer than it may live', () => {
    eachTurn((bot, { before, session, event, calls, end }) => {
      if (!session || end.kind !== 'respond') return
      const given = new Set(event.activeContexts?.map(({ name }) => name))
      expect(session.contexts.length).toBeLessThanOrEqual(LIMITS.activeContexts)
      for (const context of session.contexts) {
        if (context.expiresAt !== null) expect(context.expiresAt).toBeGreaterThan(event.now)
        if (context.turns !== null) expect(context.turns).toBeGreaterThan(0)
        const older = before?.contexts.find(({ name }) => name === context.name)
        // One that nothing has renewed is one turn older.
        const renewed =
          given.has(context.name) ||
          calls > 0 ||
          context.expiresAt !== older?.expiresAt ||
          gives(bot, session, end, context.name)
        if (older && !renewed && event.kind === 'utterance') {
          expect(context.turns).toBe((older.turns ?? 0) - 1)
        }
      }
    })
  })

  it('changes nothing when a turn fails, but for the idle time', () => {
    eachTurn((_, { before, session, end }) => {
      if (end.kind !== 'fail') return
      expect(session).toEqual(before && { ...before, expiresAt: session?.expiresAt })
    })
  })

  it('calls each kind of hook once a turn at most', () => {
    eachTurn((_, { sources }) => {
      expect(new Set(sources).size).toBe(sources.length)
    })
  })

  it('goes the same way when the same things happen, also from what was stored', () => {
    fc.assert(
      fc.property(chances, chance => {
        const first = run(chance).map(({ end, session }) => [end, session])
        const second = run(chance, stored).map(({ end, session }) => [end, session])
        expect(second).toEqual(first)
      }),
      { numRuns: RUNS },
    )
  })
})

interface Turn {
  readonly before: Session | undefined
  readonly event: Beginning
  readonly calls: number
  readonly sources: readonly string[]
  readonly end: Extract<Command, { kind: 'respond' | 'fail' }>
  readonly session: Session | undefined
}

function eachTurn(check: (bot: DialogBot, turn: Turn) => void): void {
  fc.assert(
    fc.property(chances, chance => {
      const bot = namedBot(chance.bot)
      for (const turn of run(chance)) check(bot, turn)
    }),
    { numRuns: RUNS },
  )
}

const same = (session: Session | undefined) => session
const stored = (session: Session | undefined): Session | undefined =>
  session && JSON.parse(JSON.stringify(session))

function run({ bot: name, happenings }: Chance, keep = same): readonly Turn[] {
  const bot = namedBot(name)
  let session: Session | undefined
  let now = START
  return happenings.map(happening => {
    events++
    now += happening.seconds * 1000
    const turn = runTurn(bot, session, happening, now)
    // An expired session is none.
    const before = session && session.expiresAt > now ? session : undefined
    session = keep(turn.session)
    return { ...turn, before }
  })
}

function runTurn(
  bot: DialogBot,
  before: Session | undefined,
  happening: Happening,
  now: number,
): Turn {
  const event = beginning(bot, happening, now)
  const sources: string[] = []
  let at: Step = step(bot, before, event)
  for (;;) {
    const { command, session } = at
    if (command.kind === 'respond' || command.kind === 'fail') {
      return { before, event, calls: sources.length, sources, end: command, session }
    }
    const answer = happening.answers[sources.length]
    if (!answer) throw new Error('a turn made more calls than it may')
    sources.push(command.kind === 'search-kendra' ? 'Search' : command.source)
    at = step(bot, session, outcomeOf(bot, command, answer, now))
  }
}

function expectDefined(bot: DialogBot, session: Session): void {
  const { phase, current, recent, clarifyCount } = session
  expect(session.turn).toBeUndefined()
  expect(recent.length).toBeLessThanOrEqual(LIMITS.recentIntents)
  const episodes = recent.map(({ episode }) => episode)
  expect(new Set(episodes).size).toBe(episodes.length)
  expect(clarifyCount).toBeLessThanOrEqual(bot.clarificationPrompt?.maxAttempts ?? 0)
  expect(current === null).toBe(phase === 'IDLE' || phase === 'ELICIT_INTENT')
  if (!current) return
  const intent = bot.intents.get(current.intent)
  expect(Object.keys(current.slots)).toEqual(intent?.slots.map(({ name }) => name))
  const slot = intent?.slots.find(({ name }) => name === current.slotToElicit)
  expect(slot !== undefined).toBe(phase === 'ELICIT_SLOT')
  const { attempts } = current
  if (slot) expect(attempts.slot).toBeLessThanOrEqual(slot.prompt?.maxAttempts ?? 2)
  expect(attempts.confirm).toBeLessThanOrEqual(intent?.confirmationPrompt?.maxAttempts ?? 2)
  expect(attempts.followUp).toBeLessThanOrEqual(intent?.followUpPrompt?.prompt.maxAttempts ?? 0)
}

function expectOneQuestion(
  { reply }: Extract<Command, { kind: 'respond' }>,
  { phase, current, recent, lastAction }: Session,
): void {
  const { dialogState, slotToElicit } = reply
  expect(slotToElicit !== null).toBe(dialogState === 'ElicitSlot')
  // Behind the answer of a search, what it interrupted waits.
  const aside = reply.intentName === 'KendraSearch' && dialogState === 'Fulfilled'
  if (aside) return
  expect(slotToElicit).toBe(phase === 'ELICIT_SLOT' ? current?.slotToElicit : null)
  const states = {
    IDLE: lastAction?.fulfillmentState ? ['Failed', 'ElicitIntent'] : ['ElicitIntent'],
    ELICIT_INTENT: ['ElicitIntent'],
    ELICIT_SLOT: ['ElicitSlot'],
    CONFIRM: ['ConfirmIntent'],
    FOLLOW_UP: ['ElicitIntent'],
    CLOSED: ['Fulfilled', 'Failed', 'ReadyForFulfillment'],
  }
  expect(states[phase]).toContain(dialogState)
  // What is asked is among the recent intents, unless so many searches have interrupted it.
  const searched =
    recent.length === LIMITS.recentIntents &&
    recent.every(({ intentName }) => intentName === 'KendraSearch')
  if (current && !searched) {
    expect(recent.map(({ episode }) => episode)).toContain(current.episode)
  }
}

/** Whether the turn ended an intent that sets this context. */
function gives(
  bot: DialogBot,
  { phase }: Session,
  { reply }: Extract<Command, { kind: 'respond' }>,
  context: string,
): boolean {
  const ended =
    phase === 'FOLLOW_UP' || ['Fulfilled', 'ReadyForFulfillment'].includes(reply.dialogState)
  const outputs = bot.intents.get(reply.intentName ?? '')?.outputContexts ?? []
  return ended && outputs.some(({ name }) => name === context)
}
