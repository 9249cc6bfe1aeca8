import { describe, expect, it } from 'vitest'
import { newSession } from '../session.ts'
import { FAILURES } from './failures.ts'
import { FLOWERS } from './flowers.ts'
import { OTHERS } from './others.ts'
import { PIZZAS } from './pizzas.ts'
import { playAll } from './play-all.testing.ts'
import { SEARCHES } from './searches.ts'
import { TRIPS } from './trips.ts'

/**
 * The conversations of spec/lex-runtime.md §10.2, through the pure machine and a trained recogniser. #38 needs
 * given scores (scores.test.ts); what #2, #39 and #40 say of headers, processes and logs is tested where
 * those are made.
 */
const TRANSCRIPTS = [...FLOWERS, ...TRIPS, ...PIZZAS, ...FAILURES, ...OTHERS, ...SEARCHES]

describe('a conversation', () => {
  for (const transcript of TRANSCRIPTS.toSorted((a, b) => Number(a.number) - Number(b.number))) {
    it(`#${transcript.number}: ${transcript.aim}`, () => playAll(transcript))
  }
})

describe('a new session', () => {
  it('is named by its time and eight letters', () => {
    const session = newSession(Date.parse('2020-12-10T11:28:22.029Z'), 12_345, 300)
    expect(session.id).toMatch(/^2020-12-10T11:28:22\.029Z-[A-Za-z]{8}$/)
  })
})
