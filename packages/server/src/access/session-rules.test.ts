import { describe, expect, it } from 'vitest'
import { OWN } from './access.testing.ts'
import type { Identity, Session } from './identity.ts'
import { sessionRefusal } from './session-rules.ts'

const caller = (session?: Partial<Session>): Identity => ({
  account: OWN,
  principal: { kind: 'root', arn: `arn:aws:iam::${OWN}:root`, account: OWN },
  // Only the kind of the session and its MFA matter here.
  ...(session && { session: session as Session }),
})

describe('what temporary credentials may call', () => {
  // spec/iam.md §7: nobody's session, a role's, a user's without and with MFA, a federated user's
  const callers = [
    caller(),
    caller({ kind: 'role' }),
    caller({ kind: 'user' }),
    caller({ kind: 'user', mfaAuthenticatedAt: 0 }),
    caller({ kind: 'federated' }),
  ]
  const [yes, no, own] = [undefined, 'invalid-token', 'session-credentials']
  const table = [
    ['iam', 'ListUsers', [yes, yes, no, yes, no]],
    ['sts', 'GetCallerIdentity', [yes, yes, yes, yes, yes]],
    ['sts', 'AssumeRole', [yes, yes, yes, yes, no]],
    ['sts', 'GetAccessKeyInfo', [yes, yes, no, no, no]],
    ['sts', 'GetSessionToken', [yes, own, own, own, own]],
    ['sts', 'GetFederationToken', [yes, own, own, own, own]],
    ['lex-models', 'PutBot', [yes, yes, yes, yes, yes]],
  ] as const
  it.each(table)('%s %s', (service, operation, expected) => {
    expect(callers.map(one => sessionRefusal(one, service, operation))).toEqual(expected)
  })
})
