import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNetwork } from './address.ts'
import { type CompiledPolicy, compilePolicy } from './compile.ts'
import { parseDate } from './date.ts'
import { decide, EMPTY_POLICY_SET, type PolicySet } from './decide.ts'
import { explain } from './explain.ts'
import { matchesGlob } from './glob.ts'
import { parsePolicy } from './parse.ts'
import type { AuthorizationRequest, PolicyKind } from './types.ts'

const statements = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.constantFrom('lex:*', 'lex:GetBot', 's3:*', '*'),
  Resource: fc.constantFrom('*', 'arn:aws:lex:us-east-1:111111111111:bot:A', 'arn:aws:lex:*:*:*'),
  Condition: fc.constantFrom(
    {},
    { StringEquals: { 'aws:PrincipalTag/t': 'x' } },
    { StringNotLike: { 'aws:PrincipalTag/t': '${aws:username}*' } },
    { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['a*', 'b'] } },
  ),
})
type StatementJson = ReturnType<typeof statements.generate> extends { value: infer T } ? T : never

const compiled = (Statement: StatementJson[], kind: PolicyKind): CompiledPolicy => {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), kind)
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  return compilePolicy(parsed.value, { kind, name: kind })
}
const policy = (kind: PolicyKind) =>
  fc.array(statements, { minLength: 1, maxLength: 4 }).map(all => compiled(all, kind))
const sets: fc.Arbitrary<PolicySet> = fc
  .record({
    identity: fc.array(policy('identity'), { maxLength: 3 }),
    boundary: fc.option(policy('boundary'), { nil: undefined }),
    session: fc.option(fc.array(policy('session'), { maxLength: 2 }), { nil: undefined }),
  })
  .map(({ identity, boundary, session }) => ({
    ...EMPTY_POLICY_SET,
    identity,
    ...(boundary && { boundary }),
    ...(session && { session }),
  }))
const requests: fc.Arbitrary<AuthorizationRequest> = fc.record({
  principal: fc.constant({
    kind: 'user' as const,
    arn: 'arn:aws:iam::111111111111:user/alice',
    account: '111111111111',
  }),
  action: fc.constantFrom('lex:GetBot', 'lex:PutBot', 's3:GetObject'),
  resource: fc.constantFrom(
    {
      arns: ['arn:aws:lex:us-east-1:111111111111:bot:A'] as const,
      account: '111111111111',
      trustsAccount: true,
    },
    { arns: 'any' as const, account: '111111111111', trustsAccount: true },
  ),
  context: fc.constantFrom(
    new Map(),
    new Map<string, string | string[]>([['aws:principaltag/t', 'x']]),
    new Map<string, string | string[]>([
      ['aws:username', 'x'],
      ['aws:principaltag/t', 'xy'],
      ['aws:tagkeys', ['b', 'c']],
    ]),
  ),
})

describe('the laws of evaluation', () => {
  it('an added deny never widens', () => {
    fc.assert(
      fc.property(sets, statements, requests, (policies, statement, request) => {
        const deny = compiled([{ ...statement, Effect: 'Deny' }], 'identity')
        const narrowed = { ...policies, identity: [...policies.identity, deny] }
        if (decide(policies, request).effect === 'allow') return
        expect(decide(narrowed, request).effect).not.toBe('allow')
      }),
    )
  })

  it('a boundary or a session policy never widens', () => {
    fc.assert(
      fc.property(sets, policy('session'), requests, (policies, session, request) => {
        const { session: _, boundary: __, ...open } = policies
        if (decide(open, request).effect === 'allow') return
        expect(decide(policies, request).effect).not.toBe('allow')
        expect(decide({ ...open, session: [session] }, request).effect).not.toBe('allow')
      }),
    )
  })

  it('the order of policies never changes the effect', () => {
    fc.assert(
      fc.property(sets, requests, (policies, request) => {
        const turned = { ...policies, identity: [...policies.identity].reverse() }
        expect(decide(turned, request).effect).toBe(decide(policies, request).effect)
      }),
    )
  })

  it('an explanation never disagrees with the decision', () => {
    fc.assert(
      fc.property(sets, requests, (policies, request) => {
        const decision = decide(policies, request)
        const explanation = explain(policies, request)
        expect(explanation.decision).toEqual(decision)
        const applying = explanation.policies.flatMap(one => one.statements.filter(s => s.applies))
        const denied = applying.some(one => one.effect === 'Deny')
        expect(denied).toBe(decision.effect === 'explicit-deny')
      }),
    )
  })
})

describe('wildcards', () => {
  it('match as a reading by recursion does', () => {
    const slow = (pattern: string, text: string): boolean => {
      if (pattern === '') return text === ''
      const rest = pattern.slice(1)
      if (pattern[0] === '*')
        return slow(rest, text) || (text !== '' && slow(pattern, text.slice(1)))
      return (
        text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && slow(rest, text.slice(1))
      )
    }
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    fc.assert(
      fc.property(short, short, (pattern, text) => {
        expect(matchesGlob(pattern, text)).toBe(slow(pattern, text))
      }),
    )
  })

  it('take a question mark for one character, also beyond the basic plane', () => {
    expect(matchesGlob('a?b', 'a😀b')).toBe(true)
  })

  it('is asked as often as wanted outside of decisions', () => {
    const text = 'a'.repeat(2_000)
    for (let i = 0; i < 2_000; i++) expect(matchesGlob('a*a*b', text)).toBe(false)
  })
})

describe('values of conditions', () => {
  it('read dates in every form', () => {
    const same = ['2026-01-01', '2026-01-01T00:00Z', '2026-01-01T01:00:00.000+01:00', '1767225600']
    for (const one of same) expect(parseDate(one)).toEqual({ seconds: 1767225600, nanos: 0 })
    for (const no of ['2026-02-30', '2026-01-01T24:00Z', 'soon', '2026-1-1']) {
      expect(parseDate(no)).toBeUndefined()
    }
  })

  it('read networks of both families', () => {
    expect(parseNetwork('10.0.0.0/8')).toMatchObject({ bits: 32, prefix: 8 })
    expect(parseNetwork('::ffff:10.0.0.1')).toMatchObject({ bits: 32 })
    expect(parseNetwork('2001:db8::/32')).toMatchObject({ bits: 128, prefix: 32 })
    for (const no of ['10.0.0.256', '1::2::3', '10.0.0.0/33', '010.0.0.1', ':::']) {
      expect(parseNetwork(no)).toBeUndefined()
    }
  })
})
