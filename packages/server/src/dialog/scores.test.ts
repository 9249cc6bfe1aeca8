import type { RankedIntent, Recogniser } from '@parley/nlu'
import { describe, expect, it } from 'vitest'
import { type DialogBot, FALLBACK } from './bot.ts'
import { botFrom, prompt, slot } from './transcripts/fixtures.ts'
import { D, elicitSlot } from './transcripts/notation.ts'
import { eventOf, play, replyOf, reportOf } from './transcripts/play.ts'

/** Transcript #38: what is made of scores, whatever a model would give. */

const ranked = (scores: Readonly<Record<string, number>>): readonly RankedIntent[] =>
  Object.entries(scores).map(([intent, score]) => ({
    intent,
    score,
    exact: score === 1,
    slots: [],
  }))

function scoredBot(
  scores: Readonly<Record<string, number>>,
  changes: Omit<Partial<DialogBot>, 'intents'> = {},
  ambiguous = false,
): DialogBot {
  const bot = botFrom({
    intents: [
      ...['A', 'B', 'C'].map(name => ({
        name,
        slots: [slot('thing', 'Things', 1)],
        dialogHook: `arn:${name}`,
      })),
      { name: 'Fallbk', parentSignature: FALLBACK },
    ],
    types: [{ name: 'Things', values: { one: [] } }],
    ...changes,
  })
  const recogniser: Recogniser = {
    ...bot.recogniser,
    recognise: () => ({ ranked: ranked(scores), ambiguous }),
  }
  return { ...bot, recogniser }
}

const now = Date.parse('2020-11-25T15:00:00Z')
const hear = (bot: DialogBot, before?: Parameters<typeof play>[1]) =>
  play(bot, before, eventOf({ say: 'something', expect: {} }, now), [
    { dialogAction: { type: 'Delegate', slots: {} } },
  ])
const shown = (alternatives: readonly { intentName: string; score: number | null }[] | null) =>
  alternatives?.map(({ intentName, score }) => [intentName, score])

describe('scores', () => {
  it('below the threshold mean the fallback intent, asked for by the clarification first', () => {
    const bot = scoredBot(
      { A: 0.7, B: 0.6, C: 0.5 },
      { confidenceThreshold: 0.8, clarificationPrompt: prompt('Pardon?', 1) },
    )
    const first = hear(bot)
    const second = hear(bot, first.session)
    for (const [played, intentName] of [
      [first, null],
      [second, 'Fallbk'],
    ] as const) {
      const reply = replyOf(played)
      expect(reply?.intentName).toBe(intentName)
      expect(reply?.confidence).toBeNull()
      expect(shown(reply?.alternatives ?? null)).toEqual([
        ['A', 0.7],
        ['B', 0.6],
        ['C', 0.5],
      ])
    }
    expect(replyOf(first)?.dialogState).toBe('ElicitIntent')
    expect(replyOf(second)?.dialogState).toBe('ReadyForFulfillment')
  })

  it('put the fallback intent between what reaches the threshold and what does not', () => {
    const reply = replyOf(hear(scoredBot({ A: 1, B: 0.5, C: 0.34 })))
    expect(reply?.intentName).toBe('A')
    expect(reply?.confidence).toBe(1)
    expect(shown(reply?.alternatives ?? null)).toEqual([
      ['B', 0.5],
      [FALLBACK, null],
      ['C', 0.34],
    ])
  })

  it('offer alternatives, which a function may take', () => {
    const answer = D(elicitSlot(['B', 'thing'], {}, 'Which?')).returns
    const played = play(
      scoredBot({ A: 0.6, B: 0.5 }),
      undefined,
      eventOf({ say: 'x', expect: {} }, now),
      [answer],
    )
    expect(replyOf(played)).toMatchObject({ intentName: 'B', slotToElicit: 'thing' })
    expect(reportOf(played)?.developerOverride).toBe(true)
    expect(played.calls[0]).toMatchObject({
      event: {
        currentIntent: { name: 'A', nluIntentConfidenceScore: 0.6 },
        alternativeIntents: [
          { name: 'B', nluIntentConfidenceScore: 0.5, slots: { thing: null } },
          { name: FALLBACK, nluIntentConfidenceScore: null, slots: {} },
        ],
      },
    })
  })

  it('are not shown without model improvements', () => {
    const played = hear(scoredBot({ A: 0.9, B: 0.5 }, { modelImprovements: false }))
    expect(replyOf(played)).toMatchObject({
      intentName: 'A',
      confidence: null,
      alternatives: null,
      contexts: null,
    })
    expect(played.calls[0]).toMatchObject({
      event: {
        currentIntent: { nluIntentConfidenceScore: null },
        alternativeIntents: [],
        activeContexts: null,
      },
    })
  })

  it('of two owners of one utterance choose neither', () => {
    const reply = replyOf(hear(scoredBot({ A: 0.5, B: 0.5 }, {}, true)))
    expect(reply?.dialogState).toBe('ElicitIntent')
    expect(shown(reply?.alternatives ?? null)).toEqual([
      ['A', 0.5],
      ['B', 0.5],
    ])
  })

  it('of two owners choose the one whose context is active', () => {
    const bot = scoredBot({ A: 0.5, B: 0.5 }, {}, true)
    const intents = new Map(
      [...bot.intents].map(([name, intent]) => [
        name,
        name === 'B' ? { ...intent, inputContexts: ['here'] } : intent,
      ]),
    )
    const event = eventOf(
      {
        say: 'something',
        contexts: [{ name: 'here', parameters: {}, timeToLive: { turnsToLive: 2 } }],
        expect: {},
      },
      now,
    )
    const played = play({ ...bot, intents }, undefined, event, [
      { dialogAction: { type: 'Delegate', slots: {} } },
    ])
    expect(replyOf(played)?.intentName).toBe('B')
  })
})
