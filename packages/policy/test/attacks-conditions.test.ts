/** Rows Z7–Z10 of spec/attacks.md: what has gone wrong elsewhere. */
import { describe, expect, it } from 'vitest'
import {
  type ContextValue,
  compilePolicy,
  decide,
  EMPTY_POLICY_SET,
  parsePolicy,
} from '../src/index.ts'
import {
  context,
  effectOf,
  type Json,
  OBJECT,
  OWN,
  policy,
  request,
  S3,
} from './attacks.testing.ts'

describe('Z7: set operators', () => {
  const all = { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } }
  const any = { 'ForAnyValue:StringNotLike': { 'aws:TagKeys': ['a*'] } }
  const rows: [string, Json, Readonly<Record<string, ContextValue>>, boolean][] = [
    ['ForAllValues, partly overlapping', all, { 'aws:tagkeys': ['a', 'c'] }, false],
    ['ForAllValues, apart', all, { 'aws:tagkeys': ['c', 'd'] }, true],
    ['ForAllValues, empty', all, { 'aws:tagkeys': [] }, true],
    ['ForAllValues, missing', all, {}, true],
    ['ForAllValues, an empty text', all, { 'aws:tagkeys': '' }, true],
    ['ForAnyValue, partly overlapping', any, { 'aws:tagkeys': ['ab', 'c'] }, true],
    ['ForAnyValue, all alike', any, { 'aws:tagkeys': ['ab', 'ac'] }, false],
    ['ForAnyValue, empty', any, { 'aws:tagkeys': [] }, false],
    ['ForAnyValue, missing', any, {}, false],
  ]
  for (const [name, condition, values, holds] of rows) {
    it(`${name}: ${holds ? 'holds' : 'does not hold'}`, () => {
      expect(effectOf(condition, values)).toBe(holds ? 'explicit-deny' : 'allow')
      expect(effectOf(condition, values, 'Allow')).toBe(holds ? 'allow' : 'implicit-deny')
    })
  }
})

describe('Z8: what is not known', () => {
  it('an unknown operator is refused when the document is written', () => {
    for (const kind of ['identity', 'resource', 'trust', 'scp'] as const) {
      const Condition = { StringSounds: { 'aws:username': 'alice' } }
      const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...S3, Condition }] })
      expect(parsePolicy(text, kind).ok).toBe(false)
    }
  })

  it('an unknown operator in a document made by hand denies in a Deny and never allows', () => {
    const { document } = policy('identity', [S3])
    const [statement] = document.statements
    const condition = [{ operator: 'StringSounds', key: 'aws:username', values: ['alice'] }]
    for (const [effect, expected] of [
      ['Allow', 'implicit-deny'],
      ['Deny', 'explicit-deny'],
    ] as const) {
      const strange = { ...document, statements: [{ ...statement!, effect, condition }] }
      const identity = [compilePolicy(strange, { kind: 'identity', name: 'made by hand' })]
      expect(decide({ ...EMPTY_POLICY_SET, identity }, request()).effect).toBe(expected)
    }
  })

  it('an unknown key is an absent one', () => {
    expect(effectOf({ StringEquals: { 'aws:Nonsense': 'x' } }, {}, 'Allow')).toBe('implicit-deny')
    expect(effectOf({ StringNotEquals: { 'aws:Nonsense': 'x' } }, {})).toBe('explicit-deny')
  })

  it('an unknown element is refused', () => {
    const Statement = [{ ...S3, Conditon: {} }]
    expect(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity').ok).toBe(
      false,
    )
  })
})

describe('Z9: variables', () => {
  const on = (Resource: string, arn: string, values = {}, version?: '2008-10-17') => {
    const compiled = policy('identity', [{ ...S3, Resource }])
    const document = { ...compiled.document, ...(version && { version }) }
    const identity = [compilePolicy(document, { kind: 'identity', name: 'x' })]
    const resource = { arns: [arn] as const, account: OWN, trustsAccount: true }
    const asked = request({ resource, context: context(values) })
    return decide({ ...EMPTY_POLICY_SET, identity }, asked).effect === 'allow'
  }

  it('are literal text in documents of 2008', () => {
    const own = 'arn:aws:s3:::b/${aws:username}'
    expect(on(own, 'arn:aws:s3:::b/alice', { 'aws:username': 'alice' })).toBe(true)
    expect(on(own, 'arn:aws:s3:::b/alice', { 'aws:username': 'alice' }, '2008-10-17')).toBe(false)
    expect(on(own, own, { 'aws:username': 'alice' }, '2008-10-17')).toBe(true)
  })

  it('escape the three characters', () => {
    for (const character of ['*', '?', '$']) {
      expect(on(`arn:aws:s3:::b/\${${character}}`, `arn:aws:s3:::b/${character}`)).toBe(true)
      expect(on(`arn:aws:s3:::b/\${${character}}`, 'arn:aws:s3:::b/x')).toBe(false)
    }
  })

  it('hold no wildcards, whatever a tag is called', () => {
    for (const tag of ['*', '?', '${aws:userid}', '*${*}']) {
      const values = { 'aws:principaltag/team': tag, 'aws:userid': 'x' }
      const Resource = 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*'
      expect(on(Resource, 'arn:aws:s3:::b/x/y', values)).toBe(false)
      expect(on(Resource, `arn:aws:s3:::b/${tag}/y`, values)).toBe(true)
    }
  })
})

describe('Z10: nothing is remembered between decisions', () => {
  it('of one caller, another object or another condition value is another question', () => {
    const only = { StringEquals: { 'aws:RequestTag/a': 'x' } }
    const identity = [policy('identity', [{ ...S3, Resource: `${OBJECT}*`, Condition: only }])]
    const ask = (arn: string, value: string) => {
      const resource = { arns: [arn] as const, account: OWN, trustsAccount: true }
      const asked = request({ resource, context: context({ 'aws:requesttag/a': value }) })
      return decide({ ...EMPTY_POLICY_SET, identity }, asked).effect
    }
    const rows: [string, string, string][] = [
      [OBJECT, 'x', 'allow'],
      [OBJECT, 'y', 'implicit-deny'],
      ['arn:aws:s3:::b/other', 'x', 'implicit-deny'],
      [OBJECT, 'x', 'allow'],
      [`${OBJECT}|x`, 'y', 'implicit-deny'],
    ]
    for (const [arn, value, expected] of [...rows, ...rows.toReversed()]) {
      expect(ask(arn, value)).toBe(expected)
    }
  })

  it('a policy that replaces another is asked at once', () => {
    const ask = (...statements: Json[]) =>
      decide({ ...EMPTY_POLICY_SET, identity: [policy('identity', statements)] }, request()).effect
    expect([ask(S3), ask({ ...S3, Effect: 'Deny' }), ask(S3)]).toEqual([
      'allow',
      'explicit-deny',
      'allow',
    ])
  })
})
