import { describe, expect, it } from 'vitest'
import guides from '../corpus/guides.json' with { type: 'json' }
import { BASES, type Change, ELEMENTS, GRAMMAR, type Row } from './lint-codes.testing.ts'
import { CONDITIONS, PRINCIPALS } from './lint-codes-more.testing.ts'
import { lintPolicy } from './lint-policy.ts'
import { servedCatalogue } from './served.ts'
import type { PolicyKind } from './types.ts'

function found(change: Change, kind: PolicyKind = 'identity'): string[] {
  return lintPolicy(textOf(change, kind), servedCatalogue(), kind).map(
    ({ type, code }) => `${type} ${code}`,
  )
}

function textOf(change: Change, kind: PolicyKind): string {
  if (typeof change === 'string') return change
  const base = kind === 'resource' || kind === 'trust' || kind === 'rcp' ? kind : 'identity'
  return JSON.stringify({ Version: '2012-10-17', Statement: { ...BASES[base], ...change } })
}

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  GRAMMAR,
  ELEMENTS,
  PRINCIPALS,
  CONDITIONS,
}

describe('each finding', () => {
  for (const [name, rows] of Object.entries(TABLES)) {
    for (const [finding, bad, good, kind] of rows) {
      it(`${finding} stands where it belongs and nowhere near (${name.toLowerCase()})`, () => {
        expect(found(bad, kind)).toContain(finding)
        expect(found(good, kind)).not.toContain(finding)
      })
    }
  }

  it('is absent from the policies that the cases begin with', () => {
    for (const kind of ['identity', 'resource', 'trust', 'rcp'] as const) {
      expect(found({}, kind), kind).toEqual([])
    }
  })
})

describe('the examples of the guide', () => {
  it('hold no error', () => {
    const policies = guides.filter(({ statements }) => statements.every(it => !('Principal' in it)))
    expect(policies.length).toBeGreaterThan(20)
    for (const { page, statements } of policies) {
      const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
      const errors = lintPolicy(text, servedCatalogue()).filter(({ type }) => type === 'ERROR')
      expect(errors, page).toEqual([])
    }
  })
})

const ROLE = 'arn:aws:iam::111111111111:role/a'
const FORMS: readonly [suffix: string, change: object][] = [
  ['NOT_RESOURCE', { NotResource: ROLE }],
  ['STAR_IN_ACTION_AND_NOT_RESOURCE', { Star: true, NotResource: ROLE }],
  ['NOT_ACTION_AND_NOT_RESOURCE', { Not: true, NotResource: ROLE }],
  ['STAR_IN_RESOURCE', { Resource: '*' }],
  ['STAR_IN_ACTION_AND_RESOURCE', { Star: true, Resource: '*' }],
  ['STAR_IN_RESOURCE_AND_NOT_ACTION', { Not: true, Resource: '*' }],
]

describe('handing out any role', () => {
  for (const [action, type, prefix] of [
    ['iam:PassRole', 'SECURITY_WARNING', 'PASS_ROLE'],
    ['iam:CreateServiceLinkedRole', 'WARNING', 'CREATE_SLR'],
  ] as const) {
    for (const [suffix, { Star, Not, ...resources }] of FORMS as [
      string,
      Record<string, unknown>,
    ][]) {
      it(`is ${prefix}_WITH_${suffix}`, () => {
        const actions = Not ? { NotAction: 's3:*' } : { Action: Star ? `${action}*` : action }
        const cleared = { Action: undefined, Resource: undefined }
        const code = `${type} ${prefix}_WITH_${suffix}`
        expect(found({ ...cleared, ...actions, ...resources })).toContain(code)
        expect(found({ ...cleared, Action: action, Resource: ROLE })).not.toContain(code)
      })
    }
  }
})

describe('places in a text', () => {
  it('are those of the value that is meant, in the order of the text', () => {
    const text = `{"Version": "2012-10-17", "Statement": [
      {"Sid": "one", "Effect": "Allow", "Action": ["s3:GetObject",
        "s3:Fly"], "Resource": "arn:aws:s3:::b/*",
       "Condition": {"StringEquals": {"aws:UserNam": "x"}}}]}`
    const findings = lintPolicy(text, servedCatalogue())
    expect(findings.map(({ code, sid, path, position }) => [code, sid, path, position])).toEqual([
      ['INVALID_ACTION', 'one', ['Action', 's3:Fly'], { line: 3, column: 9 }],
      [
        'INVALID_GLOBAL_CONDITION_KEY',
        'one',
        ['Condition', 'StringEquals', 'aws:UserNam'],
        { line: 4, column: 54 },
      ],
    ])
  })

  it('are given for everything that breaks the language, not only the first', () => {
    const text = '{"Version":"2012-10-17",\n"Statement":{"effect":"Allow",\n"Action":7}}'
    expect(
      lintPolicy(text, servedCatalogue()).map(({ code, position }) => `${position?.line} ${code}`),
    ).toEqual([
      '2 MISSING_EFFECT',
      '2 MISSING_RESOURCE',
      '2 INVALID_POLICY_ELEMENT',
      '3 DATA_TYPE_MISMATCH',
    ])
  })
})
