import { describe, expect, it } from 'vitest'
import { contextsAtEnd, contextsAtStart, setContexts, shownContexts } from './contexts.ts'
import { defaultValue } from './defaults.ts'
import type { GivenContext } from './event.ts'
import { localTime } from './time-zone.ts'
import { slot } from './transcripts/fixtures.ts'
import { teaHouse } from './transcripts/scripted.ts'
import { playableTalk } from './transcripts/talk.testing.ts'
import { withSession, withTurn } from './turn.ts'

const bot = teaHouse()
const given = (name: string, seconds?: number, turns?: number): GivenContext => ({
  name,
  parameters: { of: name },
  timeToLive: { timeToLiveInSeconds: seconds, turnsToLive: turns },
})
const names = (contexts: readonly { readonly name: string }[]) => contexts.map(({ name }) => name)

describe('contexts', () => {
  it('of a request take the place of the stored ones, unless it sends none', () => {
    const stored = contextsAtStart(bot, [], [given('old', 10, 2)], 0)
    expect(names(contextsAtStart(bot, stored, undefined, 5_000))).toEqual(['old'])
    expect(names(contextsAtStart(bot, stored, [given('new')], 5_000))).toEqual(['new'])
    expect(contextsAtStart(bot, stored, [], 5_000)).toEqual([])
  })

  it('end with their seconds', () => {
    const stored = contextsAtStart(bot, [], [given('short', 5), given('endless')], 0)
    expect(names(contextsAtStart(bot, stored, undefined, 4_999))).toEqual(['short', 'endless'])
    expect(names(contextsAtStart(bot, stored, undefined, 5_000))).toEqual(['endless'])
  })

  it('of a function replace those of the same name, and end with a life of 0', () => {
    const contexts = contextsAtStart(bot, [], [given('a', 60, 3), given('b', 60, 3)], 0)
    const talk = withSession(playableTalk({}), { contexts })
    const set = setContexts(talk, [given('a', 30, 5), given('b', 60, 0), given('c', 0, 4)])
    expect(shownContexts(bot, { contexts: contextsAtEnd(set) }, 0)).toEqual([
      {
        name: 'a',
        parameters: { of: 'a' },
        timeToLive: { timeToLiveInSeconds: 30, turnsToLive: 5 },
      },
    ])
  })

  it('grow one turn older in a turn that does not set them', () => {
    const contexts = contextsAtStart(bot, [], [given('a', 60, 2), given('b', 60, 1)], 0)
    const talk = withSession(playableTalk({}), { contexts })
    const shown = shownContexts(bot, { contexts: contextsAtEnd(talk) }, 10_500)
    expect(shown).toEqual([
      {
        name: 'a',
        parameters: { of: 'a' },
        timeToLive: { timeToLiveInSeconds: 50, turnsToLive: 1 },
      },
    ])
  })

  it('do not grow older by PutSession', () => {
    const contexts = contextsAtStart(bot, [], [given('a', 60, 1)], 0)
    const talk = withSession(playableTalk({}), { contexts })
    const { userId, alias, outputMode } = talk.turn.event
    const put = { kind: 'put-session', now: 0, seed: 0, userId, alias, outputMode } as const
    expect(contextsAtEnd(withTurn(talk, { event: put }))).toEqual(contexts)
  })

  it('are twenty at most: the one that would end first makes room', () => {
    const twenty = Array.from({ length: 20 }, (_, i) => given(`c${'x'.repeat(i)}`, 100 + i))
    const contexts = contextsAtStart(bot, [], twenty, 0)
    const talk = setContexts(withSession(playableTalk({}), { contexts }), [given('new', 50_000)])
    expect(talk.session.contexts).toHaveLength(20)
    expect(names(talk.session.contexts)).not.toContain('c')
    expect(names(talk.session.contexts)).toContain('new')
  })

  it('do not exist in other locales, or without model improvements', () => {
    for (const changes of [{ locale: 'en-GB' }, { modelImprovements: false }]) {
      const other = { ...bot, ...changes }
      expect(contextsAtStart(other, [], [given('a')], 0)).toEqual([])
      expect(shownContexts(other, { contexts: [] }, 0)).toBeNull()
    }
  })
})

describe('a default value', () => {
  const sources = {
    contexts: contextsAtStart(bot, [], [given('here')], 0),
    attributes: { seat: 'window' },
    requestAttributes: { dept: 'HR' },
  }
  const cases: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['of a context', ['#here.of'], 'here'],
    ['of a session attribute', ['[seat]'], 'window'],
    ['of a session attribute, as the API reference writes it', ['{seat}'], 'window'],
    ['of a request attribute', ['<dept>'], 'HR'],
    ['as it stands', ["'two words'"], 'two words'],
    ['without quotes', ['two words'], 'two words'],
    ['is the first that there is', ['#gone.of', '#here.gone', '[gone]', '[seat]'], 'window'],
    ['is none when there is none', ['[gone]', '<constructor>'], undefined],
  ]
  for (const [aim, defaultValues, expected] of cases) {
    it(aim, () => {
      expect(defaultValue(slot('s', 'T', 1, { defaultValues }), sources)).toBe(expected)
    })
  }
})

describe('local time', () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    ['America/Los_Angeles', '2020-09-15T22:00:00.000Z'],
    ['Asia/Kolkata', '2020-09-16T10:30:00.000Z'],
    [undefined, '2020-09-16T01:00:00.000Z'],
    ['Mars/Olympus', '2020-09-16T01:00:00.000Z'],
  ]
  for (const [zone, expected] of cases) {
    it(`is that of ${zone ?? 'the bot'}`, () => {
      const now = Date.parse('2020-09-16T05:00:00Z')
      expect(new Date(localTime(now, zone, 'America/New_York')).toISOString()).toBe(expected)
    })
  }
})
