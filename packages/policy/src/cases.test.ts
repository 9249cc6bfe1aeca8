import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Case, policySetOf, requestOf } from '../corpus/notation.ts'
import { decide } from './decide.ts'
import { explain, renderExplanation } from './explain.ts'

const cases: Case[] = JSON.parse(
  readFileSync(new URL('../corpus/cases.json', import.meta.url), 'utf8'),
)
const EFFECTS = { allow: 'allow', implicit: 'implicit-deny', explicit: 'explicit-deny' }

describe('the evaluation cases', () => {
  it('are two hundred', () => expect(cases.length).toBe(200))

  for (const one of cases) {
    it(`${one.case}: ${one.rule}`, () => {
      const policies = policySetOf(one)
      const request = requestOf(one)
      const decision = decide(policies, request)
      expect({ effect: decision.effect, by: decision.layer }).toEqual({
        effect: EFFECTS[one.expect],
        by: one.by,
      })
      const explanation = explain(policies, request)
      expect(explanation.decision).toBe(decision)
      expect(renderExplanation(explanation)).toContain(`${decision.effect} by ${decision.layer}`)
    })
  }
})
