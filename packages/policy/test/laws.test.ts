/** Laws that hold whatever the policies say (spec/reliability.md §1), on cases of the fuzz run. */
import { describe, expect, it } from 'vitest'
import { compilePolicy } from '../src/compile.ts'
import { decide, type PolicySet } from '../src/decide.ts'
import { parsePolicy } from '../src/parse.ts'
import type { AuthorizationRequest, PolicyDocument, Statement } from '../src/types.ts'
import { engineSet, escaped, requestOf } from './compare.ts'
import { type Case, generateCase, type PolicyJson } from './generate.ts'

const CASES = Array.from({ length: 250 }, (_, i) => generateCase(7_000_000 + i, 12))
const allowed = (set: PolicySet, request: AuthorizationRequest) =>
  decide(set, request).effect === 'allow'

/** Calls the law with every case and request. */
function forAll(
  law: (one: Case, set: PolicySet, request: AuthorizationRequest, i: number) => void,
) {
  for (const [i, one] of CASES.entries()) {
    const set = engineSet(one.policies)
    for (const request of one.requests) law(one, set, requestOf(request), i)
  }
}

const of = (effect: string) => (policy: PolicyJson) => ({
  ...policy,
  statements: policy.statements.filter(statement => statement['Effect'] === effect),
})

describe('laws of evaluation', () => {
  it('an added Deny never widens', () => {
    forAll((_, set, request, i) => {
      const other = CASES[(i + 1) % CASES.length]!.policies.identity.map(of('Deny'))
      const added = engineSet({ ...NOTHING, identity: other.filter(hasStatements) }).identity
      const narrowed = { ...set, identity: [...set.identity, ...added] }
      if (allowed(narrowed, request)) expect(allowed(set, request)).toBe(true)
    })
  })

  it('a removed Allow never widens', () => {
    forAll(({ policies }, set, request) => {
      const without = policies.identity.map(of('Deny')).filter(hasStatements)
      const narrowed = engineSet({ ...policies, identity: without })
      if (allowed(narrowed, request)) expect(allowed(set, request)).toBe(true)
    })
  })

  it('a boundary, a session policy, an endpoint policy and a control policy only narrow', () => {
    forAll((_, { boundary, session, scp, rcp, endpoint, ...open }, request) => {
      const bare = { ...open, endpoint: [], scp: [], rcp: [] }
      const isFederated = request.principal.kind === 'federated-user'
      const least = isFederated && session ? { ...bare, session } : bare
      const full = { ...least, ...(boundary && { boundary }), ...(session && { session }) }
      if (allowed({ ...full, scp, rcp, endpoint }, request)) {
        expect(allowed(full, request)).toBe(true)
        expect(allowed(least, request)).toBe(true)
      }
    })
  })

  it('the order of policies and of statements is irrelevant, and so are duplicates', () => {
    forAll(({ policies }, set, request) => {
      const turned = (list: readonly PolicyJson[]) =>
        list.toReversed().map(one => ({ ...one, statements: one.statements.toReversed() }))
      const other = engineSet({
        ...policies,
        identity: [...turned(policies.identity), ...policies.identity],
        resource: [...turned(policies.resource), ...policies.resource],
        scp: policies.scp.map(turned),
        rcp: policies.rcp.map(level => level.toReversed()),
      })
      const { effect, layer } = decide(set, request)
      expect(decide(other, request)).toMatchObject({ effect, layer })
    })
  })

  it('a list of actions says what its actions say one by one', () => {
    forAll((_, set, request) => {
      const split = set.identity.map(({ document, source }) => {
        const statements = document.statements.flatMap(
          one => one.action?.map((action): Statement => ({ ...one, action: [action] })) ?? [one],
        )
        return compilePolicy({ ...document, statements }, source)
      })
      const { effect, layer } = decide(set, request)
      expect(decide({ ...set, identity: split }, request)).toMatchObject({ effect, layer })
    })
  })

  it('NotAction and NotResource match what Action and Resource do not', () => {
    forAll((_, set, request) => {
      for (const { document, source } of set.identity) {
        for (const one of document.statements) {
          const fits = (statement: Statement) => {
            const { condition, ...plain } = { ...statement, effect: 'Deny' as const }
            const policy = compilePolicy({ ...document, statements: [plain] }, source)
            return decide({ ...EMPTY, identity: [policy] }, request).effect === 'explicit-deny'
          }
          if (!one.action || !one.resource || !isOrdinary(request)) continue
          const { action, resource, ...rest } = one
          const both = { ...rest, resource: ['*'] }
          expect(fits({ ...both, notAction: action })).toBe(!fits({ ...both, action }))
          const any = { ...rest, action: ['*'] }
          expect(fits({ ...any, notResource: resource })).toBe(!fits({ ...any, resource }))
        }
      }
    })
  })

  it('a document that is written again is read the same', () => {
    for (const { policies } of CASES) {
      for (const { document, source } of engineSet(policies).identity) {
        const again = parsePolicy(escaped(JSON.stringify(printed(document))), source.kind)
        expect(again.ok && withoutPlaces(again.value)).toEqual(withoutPlaces(document))
      }
    }
  })
})

const EMPTY: PolicySet = { identity: [], resource: [], endpoint: [], scp: [], rcp: [] }
const NOTHING = { identity: [], resource: [], endpoint: [], scp: [], rcp: [] }
const hasStatements = ({ statements }: PolicyJson) => statements.length > 0

/** The caller has policies of its own, and no fixed rule answers before them. */
function isOrdinary({ principal: { kind }, action, resource }: AuthorizationRequest): boolean {
  const asked = kind === 'user' || kind === 'role-session' || kind === 'federated-user'
  const fixed = /^(?:sts:Get|iam:PassRole|iam:Create|iam:Tag|kms:CreateAlias)/.test(action)
  return asked && !fixed && resource.publicAccess === undefined
}

function printed({ statements }: PolicyDocument) {
  return {
    Version: '2012-10-17',
    Statement: statements.map(
      ({ effect, action, notAction, resource, notResource, condition = [] }) => ({
        Effect: effect,
        Action: action,
        NotAction: notAction,
        Resource: resource,
        NotResource: notResource,
        Condition: condition.reduce<Record<string, Record<string, readonly string[]>>>(
          (all, { operator, key, values }) => {
            all[operator] = { ...all[operator], [key]: values }
            return all
          },
          {},
        ),
      }),
    ),
  }
}

function withoutPlaces({ statements }: PolicyDocument) {
  return statements.map(({ start, end, condition = [], ...rest }) => ({ ...rest, condition }))
}
