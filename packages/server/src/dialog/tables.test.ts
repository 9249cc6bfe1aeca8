import { describe, it } from 'vitest'
import { playAll } from './transcripts/play-all.testing.ts'
import { PUTS } from './transcripts/puts.ts'
import { STEP_ROWS } from './transcripts/step-rows.ts'
import { TRANSITION_ROWS } from './transcripts/transition-rows.ts'

describe('the tables of the dialog', () => {
  for (const row of [...TRANSITION_ROWS, ...STEP_ROWS])
    it(`${row.number}: ${row.aim}`, () => playAll(row))
})

describe('PutSession', () => {
  for (const row of PUTS) it(`${row.number}: ${row.aim}`, () => playAll(row))
})
