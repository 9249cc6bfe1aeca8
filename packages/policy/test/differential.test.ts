import { describe, expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

// A new seed for every run would make failures that come and go; the long run (`npm run fuzz:policy`) takes
// a new one each time, and what it finds becomes a case.
const SEED = 20_260_901
const DECISIONS = 60_000

describe('the engine beside the reference evaluator', () => {
  const { tally, problem } = fuzz(SEED, decisions => decisions >= DECISIONS)

  it(`agrees on ${DECISIONS} decisions, documents and explanations from seed ${SEED}`, () => {
    expect(problem).toBeUndefined()
  })

  it('is asked questions of every outcome', () => {
    for (const [effect, count] of Object.entries(tally)) {
      expect(count / DECISIONS, effect).toBeGreaterThanOrEqual(0.15)
    }
  })
})
