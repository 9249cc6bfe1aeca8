import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Case, documentsOf, requestOf } from '../corpus/notation.ts'
import { evaluate } from '../reference/evaluate.ts'

const cases: Case[] = JSON.parse(
  readFileSync(new URL('../corpus/cases.json', import.meta.url), 'utf8'),
)
const EFFECTS = { allow: 'allow', implicit: 'implicit-deny', explicit: 'explicit-deny' }

describe('the reference evaluator', () => {
  it('decides all two hundred evaluation cases, and by the layer they say', () => {
    expect(cases.length).toBe(200)
    for (const one of cases) {
      const answer = evaluate(documentsOf(one), requestOf(one))
      const expected = { effect: EFFECTS[one.expect], layer: one.by }
      expect({ case: one.case, ...answer }).toEqual({ case: one.case, ...expected })
    }
  })
})
