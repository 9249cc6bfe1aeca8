import { describe, expect, it } from 'vitest'
import type { AuditedCheck, AuditRecord } from '../../audit/record.ts'
import { visibleTo } from '../../audit/visible-record.ts'
import { explanationText } from './explanation.ts'

const ROLE = 'arn:aws:iam::123456789012:role/Logger'

const denied: AuditedCheck = {
  action: 'iam:PassRole',
  resource: ROLE,
  resourceAccount: '123456789012',
  effect: 'implicit-deny',
  layer: 'identity',
  explanation: [
    `implicit-deny by identity: arn:aws:iam::123456789012:user/ada iam:PassRole on ${ROLE}`,
    '  identity policy inline:own of user/ada',
    '    does not: Allow (line 1): Action [lex:*] against iam:PassRole',
    `  missing in a policy of the caller: {"Effect":"Allow","Action":"iam:PassRole","Resource":"${ROLE}"}`,
  ].join('\n'),
}

const record: AuditRecord = {
  requestId: 'f3b1',
  time: Date.UTC(2026, 0, 20, 12),
  account: '123456789012',
  region: 'us-east-1',
  service: 'lex-models',
  operation: 'PutBotAlias',
  readOnly: false,
  caller: {
    type: 'user',
    arn: 'arn:aws:iam::123456789012:user/ada',
    account: '123456789012',
    accessKeyId: 'AKIAEXAMPLE',
  },
  sourceIp: '10.0.0.7',
  userAgent: 'aws-cli/2',
  request: { name: 'prod', botName: 'OrderFlowers' },
  checks: [
    {
      action: 'lex:PutBotAlias',
      resource: 'arn:aws:lex:us-east-1:123456789012:bot:OrderFlowers:prod',
      resourceAccount: '123456789012',
      effect: 'allow',
      layer: 'identity',
      policy: 'inline:own',
      statement: 'Edit',
    },
    denied,
  ],
  outcome: { kind: 'denied', code: 'AccessDeniedException', message: 'User: … because' },
}

describe('an explanation', () => {
  it('tells who, what, when, each check, its evidence and what would grant it', () => {
    expect(explanationText(record)).toBe(
      `Denied: lex-models PutBotAlias by arn:aws:iam::123456789012:user/ada

  request   f3b1
  when      2026-01-20T12:00:00.000Z
  who       arn:aws:iam::123456789012:user/ada (user, access key AKIAEXAMPLE)
  from      10.0.0.7, aws-cli/2
  where     account 123456789012, us-east-1
  input     {"name":"prod","botName":"OrderFlowers"}
  answer    AccessDeniedException: User: … because

1. lex:PutBotAlias on arn:aws:lex:us-east-1:123456789012:bot:OrderFlowers:prod
   Allowed: by the identity-based policies of the caller, policy inline:own, statement Edit.

2. iam:PassRole on ${ROLE}
   Denied: not granted by the identity-based policies of the caller.
   identity policy inline:own of user/ada
     does not: Allow (line 1): Action [lex:*] against iam:PassRole
   To grant it, add to a policy of the caller:
     {"Effect":"Allow","Action":"iam:PassRole","Resource":"${ROLE}"}`,
    )
  })

  it('says how a policy for a log group must end', () => {
    const group = 'arn:aws:logs:us-east-1:123456789012:log-group:talks'
    const check: AuditedCheck = {
      ...denied,
      action: 'logs:PutLogEvents',
      resource: `${group}:log-stream:a`,
      explanation: `implicit-deny by identity\n  identity policy own\n    does not: Allow (line 1): Resource [arn:aws:s3:::x, ${group}] against ${group}:log-stream:a`,
    }
    const text = explanationText({ ...record, checks: [check] })
    expect(text).toContain(`${group} stands for the tagging actions alone: end it with :* to mean`)
    const starred = check.explanation?.replace(`${group}]`, `${group}:*]`) ?? ''
    const fine = explanationText({ ...record, checks: [{ ...check, explanation: starred }] })
    expect(fine).not.toContain('tagging actions')
  })

  it('tells the size of an input that was too large to be kept', () => {
    const { request: _, ...rest } = record
    const text = explanationText({ ...rest, requestCharacters: 123_456 })
    expect(text).toContain('input     123456 characters, too many to be kept')
  })

  it.each([
    [{ kind: 'done' }, false, 'Allowed: '],
    [{ kind: 'refused', code: 'NotFoundException', message: 'm' }, false, 'Refused, though not'],
    [{ kind: 'failed', code: 'InternalFailure' }, false, 'Failed inside the server: '],
    [{ kind: 'done' }, true, 'Would be denied: '],
  ] as const)('of %o begins with the verdict', (outcome, dry, beginning) => {
    const checks = dry ? [{ ...denied, dry }] : []
    expect(explanationText({ ...record, outcome, checks }).startsWith(beginning)).toBe(true)
  })
})

describe('a record', () => {
  it('is seen by the account of its caller alone', () => {
    expect(visibleTo('123456789012', record)).toEqual(record)
    expect(visibleTo('999999999999', record)).toBeUndefined()
  })

  it('keeps the policies of other accounts to itself', () => {
    const foreign: AuditedCheck = { ...denied, resourceAccount: '999999999999', policy: 'secret' }
    const seen = visibleTo('123456789012', { ...record, checks: [foreign] })
    expect(seen?.checks[0]).toEqual({
      action: 'iam:PassRole',
      resource: ROLE,
      resourceAccount: '999999999999',
      effect: 'implicit-deny',
      layer: 'identity',
    })
    expect(explanationText(seen ?? record)).toContain(
      "Its policies are account 999999999999's to see.",
    )
  })
})
