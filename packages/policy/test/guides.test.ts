import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type ContextValue,
  compilePolicy,
  decide,
  EMPTY_POLICY_SET,
  type PolicyKind,
  parsePolicy,
} from '../src/index.ts'

/** A policy of the public IAM and Lex guides whose prose says what it does, with requests of ours that try it. */
interface GuidePolicy {
  /** The page's file name in the guide. */
  readonly page: string
  readonly kind?: 'trust'
  /** Given beside it, where the guide's policy only denies. */
  readonly beside?: 'everything'
  readonly statements: readonly object[]
  /** Action, resource, context, outcome. */
  readonly asked: readonly (readonly [
    string,
    string,
    Readonly<Record<string, ContextValue>>,
    'allow' | 'implicit' | 'explicit',
  ])[]
}

const policies: GuidePolicy[] = JSON.parse(
  readFileSync(new URL('../corpus/guides.json', import.meta.url), 'utf8'),
)
const OWN = '111111111111'
const principal = { kind: 'user' as const, arn: `arn:aws:iam::${OWN}:user/alice`, account: OWN }
const EFFECTS = { allow: 'allow', implicit: 'implicit-deny', explicit: 'explicit-deny' }

function compiled(statements: readonly object[], kind: PolicyKind) {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  return compilePolicy(parsed.value, { kind, name: kind })
}

describe('policies of the public guides do what their pages say', () => {
  for (const { page, kind = 'identity', beside, statements, asked } of policies) {
    const policy = compiled(statements, kind)
    const everything = compiled([{ Effect: 'Allow', Action: '*', Resource: '*' }], 'identity')
    const set = {
      ...EMPTY_POLICY_SET,
      identity: [...(kind === 'identity' ? [policy] : []), ...(beside ? [everything] : [])],
      resource: kind === 'trust' ? [policy] : [],
    }
    for (const [action, arn, context, outcome] of asked) {
      it(`${page}: ${action} on ${arn} with ${JSON.stringify(context)} is ${outcome}`, () => {
        const decision = decide(set, {
          principal,
          action,
          resource: {
            arns: arn === '*' ? 'any' : [arn],
            account: OWN,
            trustsAccount: kind !== 'trust',
          },
          context: new Map(
            Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]),
          ),
        })
        expect(decision.effect).toBe(EFFECTS[outcome])
      })
    }
  }
})
