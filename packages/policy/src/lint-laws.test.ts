import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startEffort } from './effort.ts'
import { matchesGlob } from './glob.ts'
import { startLint } from './lint-effort.ts'
import { lintPolicy } from './lint-policy.ts'
import { canMatch } from './lint-reach.ts'
import { parsePolicy } from './parse.ts'
import { servedCatalogue } from './served.ts'

const KINDS = fc.constantFrom('identity', 'resource', 'trust', 'scp', 'rcp')
const globs = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 })
const texts = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 })

describe('two globs', () => {
  it('meet when some text fits both', () => {
    fc.assert(
      fc.property(globs, globs, texts, (a, b, text) => {
        startLint()
        startEffort()
        if (matchesGlob(a, text) && matchesGlob(b, text)) expect(canMatch(a, b)).toBe(true)
        expect(canMatch(a, b)).toBe(canMatch(b, a))
        expect(canMatch(a, text)).toBe(matchesGlob(a, text))
      }),
      { numRuns: 2000 },
    )
  })
})

const elements = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource']
const words = ['Allow', 'Deny', '*', 's3:*', 'arn:aws:s3:::b', 'arn:', '${', '', 'x', '2012-10-17']
const values = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(...words, 7, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('AWS', 'StringEquals', 'aws:TagKeys', 'a'), tie('value')),
  ),
})).value
const statements = fc.dictionary(fc.constantFrom(...elements, 'Condition'), values)
const documents = fc.record(
  { Version: fc.constantFrom('2012-10-17', '2008-10-17', 5), Statement: fc.array(statements) },
  { requiredKeys: [] },
)

describe('a lint of any text', () => {
  it('ends with findings, and holds an error whenever the language refuses the text', () => {
    const any = fc.oneof(
      fc.string(),
      fc.json(),
      documents.map(it => JSON.stringify(it)),
    )
    fc.assert(
      fc.property(any, KINDS, (text, kind) => {
        const isRefused = !parsePolicy(text, kind).ok
        const errors = lintPolicy(text, servedCatalogue(), kind).filter(
          ({ type }) => type === 'ERROR',
        )
        if (isRefused) expect(errors).not.toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('ends soon whatever there is to compare, and says that it did not compare all', () => {
    const many = Array.from({ length: 600 }, (_, i) => `s3:${'*a'.repeat(40)}${i}`)
    const statement = { Effect: 'Allow', Action: many, Resource: '*' }
    const text = JSON.stringify({ Version: '2012-10-17', Statement: statement })
    const found = lintPolicy(text, servedCatalogue()).filter(({ type }) => type === 'WARNING')
    expect(found.map(({ code }) => code)).toContain('LINT_INCOMPLETE')
  })
})
