import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DialogBot } from '../../dialog/bot.ts'
import type { Session } from '../../dialog/session.ts'
import { step } from '../../dialog/step.ts'
import { namedBot } from '../../dialog/transcripts/bots.ts'
import {
  beginning,
  chances,
  type Happening,
  outcomeOf,
} from '../../dialog/transcripts/chance.testing.ts'
import { packed, unpacked } from './session-form.ts'
import type { StoredSession } from './sessions.ts'

const START = Date.parse('2020-11-20T15:00:00Z')
const BOUND = { alias: 'prod', botVersion: '3', build: '0', log: null }
const stored = (value: unknown) => JSON.parse(JSON.stringify(value))

const SESSION: Session = {
  id: '2020-11-20T15:00:00.000Z-abcdefgh',
  createdAt: START,
  expiresAt: START + 300_000,
  attributes: { cook: 'Ann' },
  contexts: [{ name: 'open', parameters: { a: '1' }, expiresAt: null, turns: 5 }],
  recent: [
    {
      ...{ intentName: 'Order', checkpointLabel: 'here', slots: { guests: '4' }, episode: 2 },
      ...{ confirmationStatus: 'None', dialogActionType: 'ElicitSlot' },
      ...{ fulfillmentState: null, slotToElicit: 'guests' },
    },
  ],
  current: {
    ...{ intent: 'Order', episode: 2, slots: { guests: null }, slotDetails: { guests: null } },
    ...{ confirmationStatus: 'None', slotToElicit: 'guests', override: null },
    attempts: { slot: 1, confirm: 2, followUp: 3 },
  },
  phase: 'ELICIT_SLOT',
  clarifyCount: 4,
  episodes: 2,
  lastAction: {
    ...{ type: 'ElicitSlot', intentName: 'Order', slots: { guests: '4' }, slotToElicit: 'guests' },
    ...{ fulfillmentState: null, message: 'How many?', messageFormat: 'PlainText' },
  },
}

describe('the form of a stored session', () => {
  it('has its places for good', () => {
    const places = [
      ...['prod', '3', '0', null, SESSION.id, START, START + 300_000, { cook: 'Ann' }],
      [{ name: 'open', parameters: { a: '1' }, expiresAt: null, turns: 5 }],
      ...['ELICIT_SLOT', 4, 2],
      ['Order', 2, { guests: null }, { guests: null }, 'None', 'guests', 1, 2, 3, null],
      [['Order', 'here', { guests: '4' }, 'None', 'ElicitSlot', null, 'guests', 2]],
      ['ElicitSlot', 'Order', { guests: '4' }, 'guests', null, 'How many?', 'PlainText'],
    ]
    expect(packed({ ...BOUND, session: SESSION })).toEqual(places)
    expect(unpacked(stored(places))).toEqual({ ...BOUND, session: SESSION })
  })

  it('holds slots once that the open intent shares with others', () => {
    const slots = { guests: '4' }
    const { current, recent, lastAction } = SESSION
    const session: Session = {
      ...SESSION,
      current: current && { ...current, slots },
      recent: recent.map(entry => ({ ...entry, slots })),
      lastAction: lastAction && { ...lastAction, slots },
    }
    const text = JSON.stringify(packed({ ...BOUND, session }))
    expect(text.split('"4"')).toHaveLength(2)
    expect(unpacked(JSON.parse(text))).toEqual({ ...BOUND, session })
  })

  it('loses nothing of what conversations of chance leave', () => {
    fc.assert(
      fc.property(chances, ({ bot: name, happenings }) => {
        const bot = namedBot(name)
        let session: Session | undefined
        let now = START
        for (const happening of happenings) {
          now += happening.seconds * 1000
          session = sessionAfter(bot, session, happening, now)
          if (!session) continue
          const whole: StoredSession = { ...BOUND, session }
          const read = unpacked(stored(packed(whole)))
          expect(read).toStrictEqual(stored(whole))
          session = read.session
        }
      }),
      { numRuns: 60 },
    )
  })
})

function sessionAfter(
  bot: DialogBot,
  before: Session | undefined,
  happening: Happening,
  now: number,
): Session | undefined {
  let at = step(bot, before, beginning(bot, happening, now))
  for (let call = 0; ; call++) {
    const { command, session } = at
    if (command.kind === 'respond' || command.kind === 'fail') return session
    const answer = happening.answers[call]
    if (!answer) throw new Error('a turn made more calls than it may')
    at = step(bot, session, outcomeOf(bot, command, answer, now))
  }
}
