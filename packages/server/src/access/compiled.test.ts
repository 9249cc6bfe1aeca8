import { decide, EMPTY_POLICY_SET } from '@parley/policy'
import { describe, expect, it } from 'vitest'
import { OWN } from './access.testing.ts'
import { createCompiler } from './compiled.ts'
import { LIMITS } from './limits.ts'

const ROLE = `arn:aws:iam::${OWN}:role/reader`
const KEY = `arn:aws:kms:us-east-1:${OWN}:key/one`

describe('a policy saved again with the same text', () => {
  it('means the principals of today, not those of the policy before', () => {
    const compiler = createCompiler()
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
        { Effect: 'Deny', Principal: { AWS: ROLE }, Action: '*', Resource: '*' },
      ],
    })
    const effectOn = (uniqueId: string, pin: string) => {
      const pinned = new Map([[ROLE, pin]])
      const source = { kind: 'resource', name: 'key policy', attachedTo: KEY, pinned } as const
      const { effect } = decide(
        { ...EMPTY_POLICY_SET, resource: [compiler.compile(document, source)] },
        {
          action: 'kms:Decrypt',
          resource: { arns: [KEY], account: OWN, trustsAccount: false },
          context: new Map(),
          principal: {
            kind: 'role-session',
            arn: `arn:aws:sts::${OWN}:assumed-role/reader/me`,
            account: OWN,
            roleArn: ROLE,
            uniqueId,
          },
        },
      )
      return effect
    }
    expect(effectOn('AROAFIRST', 'AROAFIRST')).toBe('explicit-deny')
    expect(effectOn('AROASECOND', 'AROASECOND')).toBe('explicit-deny')
    expect(effectOn('AROASECOND', 'AROAFIRST')).not.toBe('explicit-deny')
  })
})

describe('compiled policies', () => {
  const long = (i: number) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        ...{ Effect: 'Allow', Action: '*', Resource: '*' },
        Condition: { StringEquals: { 'aws:username': `${i}${'x'.repeat(100_000)}` } },
      },
    })
  const source = { kind: 'identity', name: 'one' } as const

  it('are kept as long as they are used, and no more of them than have so many characters', () => {
    const compiler = createCompiler()
    const [used, first] = [long(0), long(1)]
    const [before, forgotten] = [compiler.compile(used, source), compiler.compile(first, source)]
    const enough = LIMITS.compiledCharacters / used.length
    for (let i = 2; i < 2 + enough; i++) {
      compiler.compile(long(i), source)
      expect(compiler.compile(used, source) === before).toBe(true)
    }
    expect(compiler.compile(first, source) === forgotten).toBe(false)
  })

  it('of records likewise', () => {
    const compiler = createCompiler()
    const document = long(0)
    const make = (record: object) =>
      compiler.once(record, [], () => [compiler.compile(document, source)])
    const [used, first] = [{}, {}]
    const [before, forgotten] = [make(used), make(first)]
    const enough = LIMITS.compiledRecordCharacters / document.length
    for (let i = 0; i < enough; i++) {
      make({})
      expect(make(used) === before).toBe(true)
    }
    expect(make(first) === forgotten).toBe(false)
  })
})
