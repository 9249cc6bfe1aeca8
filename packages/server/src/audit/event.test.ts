import { describe, expect, it } from 'vitest'
import { ACCOUNT, recordWith } from './audit.testing.ts'
import { cloudTrailEvent, eventAccounts } from './event.ts'
import type { AuditedCaller } from './record.ts'

const OWNER = '999988887777'
const RECORDED = { issuedAt: Date.UTC(2026, 0, 1, 1, 2, 3), mfaAuthenticated: true }

const identityOf = (caller: AuditedCaller, recipient = ACCOUNT) =>
  cloudTrailEvent(recordWith({ caller }), recipient)['userIdentity']

describe('userIdentity', () => {
  const account = ACCOUNT
  it.each([
    [
      'a user with a session of its own',
      {
        type: 'user',
        arn: `arn:aws:iam::${account}:user/team/alice`,
        account,
        uniqueId: 'AIDA1',
        session: { ...RECORDED, name: '' },
      },
      {
        type: 'IAMUser',
        principalId: 'AIDA1',
        arn: `arn:aws:iam::${account}:user/team/alice`,
        accountId: account,
        userName: 'alice',
        sessionContext: {
          attributes: { creationDate: '2026-01-01T01:02:03Z', mfaAuthenticated: 'true' },
        },
      },
    ],
    [
      'a role session from an identity provider, through another service',
      {
        type: 'role-session',
        arn: `arn:aws:sts::${account}:assumed-role/Reader/tuesday`,
        account,
        uniqueId: 'AROA1',
        accessKeyId: 'ASIA1',
        invokedBy: 's3.amazonaws.com',
        session: {
          ...RECORDED,
          name: 'tuesday',
          issuerArn: `arn:aws:iam::${account}:role/app/Reader`,
          federatedProvider: 'accounts.example.com',
          sourceIdentity: 'alice',
        },
      },
      {
        type: 'AssumedRole',
        principalId: 'AROA1:tuesday',
        arn: `arn:aws:sts::${account}:assumed-role/Reader/tuesday`,
        accountId: account,
        accessKeyId: 'ASIA1',
        invokedBy: 's3.amazonaws.com',
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: 'AROA1',
            arn: `arn:aws:iam::${account}:role/app/Reader`,
            accountId: account,
            userName: 'Reader',
          },
          webIdFederationData: { federatedProvider: 'accounts.example.com', attributes: {} },
          attributes: { creationDate: '2026-01-01T01:02:03Z', mfaAuthenticated: 'true' },
          sourceIdentity: 'alice',
        },
      },
    ],
    [
      'a service',
      { type: 'service', arn: 'lex.amazonaws.com', account },
      { type: 'AWSService', invokedBy: 'lex.amazonaws.com' },
    ],
    [
      'nobody',
      { type: 'anonymous', arn: 'anonymous', account: '' },
      { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
    ],
  ] as const)('of %s', (_who, caller, expected) => {
    expect(identityOf(caller)).toEqual(expected)
  })

  it('of another account’s caller is its account and principal id', () => {
    const { caller } = recordWith()
    expect(caller && identityOf(caller, OWNER)).toEqual({
      type: 'AWSAccount',
      principalId: 'AIDAEXAMPLE',
      accountId: ACCOUNT,
    })
  })
})

describe('an event', () => {
  it('is of the caller’s account and of those whose resources it reached', () => {
    const [check] = recordWith().checks
    const checks = check ? [check, { ...check, resourceAccount: OWNER }] : []
    expect(eventAccounts(recordWith({ checks }))).toEqual([ACCOUNT, OWNER])
    const outcome = { kind: 'denied', code: 'AccessDenied', message: 'no' } as const
    expect(eventAccounts(recordWith({ checks, outcome }))).toEqual([ACCOUNT])
  })

  it('has an id of its own in each account, and one that they share', () => {
    const [check] = recordWith().checks
    const record = recordWith({ checks: check ? [{ ...check, resourceAccount: OWNER }] : [] })
    const [mine, theirs] = [ACCOUNT, OWNER].map(account => cloudTrailEvent(record, account))
    expect(mine?.['eventID']).not.toBe(theirs?.['eventID'])
    expect(mine?.['sharedEventID']).toBe(theirs?.['sharedEventID'])
    expect(cloudTrailEvent(record, ACCOUNT)).toEqual(mine)
    expect(cloudTrailEvent(recordWith(), ACCOUNT)).not.toHaveProperty('sharedEventID')
  })

  it('names policies to the account alone that owns them', () => {
    const [check] = recordWith().checks
    const record = recordWith({ checks: check ? [{ ...check, resourceAccount: OWNER }] : [] })
    for (const account of [ACCOUNT, OWNER]) {
      expect(JSON.stringify(cloudTrailEvent(record, account))).not.toContain('AdministratorAccess')
    }
    expect(JSON.stringify(cloudTrailEvent(recordWith(), ACCOUNT))).toContain('AdministratorAccess')
  })

  it.each([
    [
      'names members with a small first letter, and leaves keys of maps as they are',
      {
        service: 'lambda',
        operation: 'CreateFunction',
        request: {
          FunctionName: 'f',
          Role: 'r',
          Code: { ZipFile: '(sensitive)' },
          Tags: { Team: 'X' },
        },
      },
      {
        functionName: 'f',
        role: 'r',
        code: { zipFile: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        tags: { Team: 'X' },
      },
    ],
    [
      'calls a bucket as the events of S3 do, and leaves out bytes',
      {
        service: 's3',
        operation: 'PutObject',
        request: { Bucket: 'b', Key: 'k', ACL: 'private', Body: '(bytes)' },
      },
      { bucketName: 'b', key: 'k', acl: 'private' },
    ],
    [
      'says that it leaves out what is too large',
      {
        service: 'iam',
        operation: 'CreatePolicy',
        request: { PolicyDocument: 'x'.repeat(100_001) },
      },
      { omitted: true, originalSize: 100_022, reason: 'too large' },
    ],
    [
      'has null where there is nothing to tell',
      { service: 'iam', operation: 'GetUser', request: {} },
      null,
    ],
  ])('%s', (_what, more, expected) => {
    expect(cloudTrailEvent(recordWith(more), ACCOUNT)['requestParameters']).toEqual(expected)
  })

  it('is told whatever time its request names', () => {
    const event = cloudTrailEvent(
      recordWith({
        ...{ service: 'cloudtrail', operation: 'LookupEvents', readOnly: true },
        request: { StartTime: 1e300, EndTime: Date.UTC(2026, 0, 1) },
      }),
      ACCOUNT,
    )
    expect(event['requestParameters']).toEqual({
      startTime: 1e300,
      endTime: '2026-01-01T00:00:00.000Z',
    })
  })

  it('of a secure connection tells its details', () => {
    const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', host: 'iam.amazonaws.com' }
    expect(cloudTrailEvent(recordWith({ tls }), ACCOUNT)['tlsDetails']).toEqual({
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: 'iam.amazonaws.com',
    })
  })

  it('of a call inside the house comes from the service that made it', () => {
    const caller = { type: 'service', arn: 'lex.amazonaws.com', account: ACCOUNT }
    expect(cloudTrailEvent(recordWith({ caller }), ACCOUNT)).toMatchObject({
      sourceIPAddress: 'lex.amazonaws.com',
      userAgent: 'lex.amazonaws.com',
    })
  })
})
