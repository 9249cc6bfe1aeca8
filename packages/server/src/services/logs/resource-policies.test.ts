import { describe, expect, it } from 'vitest'
import { GROUP, openRoom as openDelivery, ROLE } from '../../delivery/delivery-room.testing.ts'
import type { ActingAs } from '../../wire/calls.ts'
import { logs } from '../../wire/models/logs.ts'
import { sts } from '../../wire/models/sts.ts'
import { LIMITS } from './limits.ts'

const ACCOUNT = '123456789012'
const REGION = 'us-east-1'
const WHERE = { account: ACCOUNT, region: REGION }
const groupArn = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`

/** Another service of AWS, for one of its resources. */
const dns = (sourceAccount = ACCOUNT): ActingAs => ({
  kind: 'service',
  principal: 'route53.amazonaws.com',
  sourceArn: `arn:aws:route53:::hostedzone/${sourceAccount}`,
  sourceAccount,
})

const statement = (Resource: string, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'route53.amazonaws.com' },
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource,
  ...more,
})

const policy = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement })

async function openRoom() {
  const room = await openDelivery()
  const { clock } = room
  const { calls, asRoot, stop } = room.process()
  for (const logGroupName of ['queries', 'other']) {
    await calls.call(logs.CreateLogGroup, { logGroupName }, asRoot, WHERE)
    const stream = { logGroupName, logStreamName: 's' }
    await calls.call(logs.CreateLogStream, stream, asRoot, WHERE)
  }
  return {
    ...{ calls, asRoot, stop, clock },
    put: (logGroupName: string, as: ActingAs) =>
      calls
        .call(
          logs.PutLogEvents,
          {
            logGroupName,
            logStreamName: 's',
            logEvents: [{ timestamp: clock.now(), message: 'm' }],
          },
          as,
          WHERE,
        )
        .then(
          () => 'stored',
          (error: Error) => error.name,
        ),
    policy: (policyName: string, policyDocument: string) =>
      calls.call(logs.PutResourcePolicy, { policyName, policyDocument }, asRoot, WHERE),
  }
}

describe('resource policies', () => {
  it('let a service write to the groups that they name, and end with them', async () => {
    const { put, policy: save, calls, asRoot, stop } = await openRoom()
    expect(await put('queries', dns())).toBe('AccessDeniedException')
    await save('dns', policy(statement(`${groupArn('queries')}:*`)))
    expect(await put('queries', dns())).toBe('stored')
    expect(await put('other', dns())).toBe('AccessDeniedException')
    const stream = { logGroupName: 'queries', logStreamName: 'of the service' }
    await calls.call(logs.CreateLogStream, stream, dns(), WHERE)
    const read = calls.call(logs.GetLogEvents, stream, dns(), WHERE)
    await expect(read).rejects.toMatchObject({ code: 'AccessDeniedException' })
    await calls.call(logs.DeleteResourcePolicy, { policyName: 'dns' }, asRoot, WHERE)
    expect(await put('queries', dns())).toBe('AccessDeniedException')
    await stop()
  })

  it('may ask on whose behalf the service comes', async () => {
    const { put, policy: save, stop } = await openRoom()
    const Condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } }
    await save('dns', policy(statement('*', { Condition })))
    expect(await put('queries', dns())).toBe('stored')
    expect(await put('queries', dns('222222222222'))).toBe('AccessDeniedException')
    await stop()
  })

  it('may deny what another allows', async () => {
    const { put, policy: save, stop } = await openRoom()
    await save('all', policy(statement('*')))
    await save('not-there', policy(statement(`${groupArn('other')}:*`, { Effect: 'Deny' })))
    expect(await put('queries', dns())).toBe('stored')
    expect(await put('other', dns())).toBe('AccessDeniedException')
    await stop()
  })

  it('of one group speak of that group, and of its revision', async () => {
    const { put, calls, asRoot, stop } = await openRoom()
    const resourceArn = groupArn('queries')
    const policyDocument = policy(statement('*'))
    const input = { resourceArn, policyDocument }
    const { resourcePolicy, revisionId } = await calls.call(
      logs.PutResourcePolicy,
      input,
      asRoot,
      WHERE,
    )
    expect(resourcePolicy).toMatchObject({ policyScope: 'RESOURCE', resourceArn, policyDocument })
    expect(await put('queries', dns())).toBe('stored')
    expect(await put('other', dns())).toBe('AccessDeniedException')
    const stale = calls.call(
      logs.PutResourcePolicy,
      { ...input, expectedRevisionId: 'stale' },
      asRoot,
      WHERE,
    )
    await expect(stale).rejects.toMatchObject({ code: 'OperationAbortedException' })
    const current = { ...input, expectedRevisionId: revisionId }
    await calls.call(logs.PutResourcePolicy, current, asRoot, WHERE)
    const { resourcePolicies } = await calls.call(
      logs.DescribeResourcePolicies,
      { resourceArn },
      asRoot,
      WHERE,
    )
    expect(resourcePolicies).toHaveLength(1)
    await calls.call(logs.DeleteResourcePolicy, { resourceArn }, asRoot, WHERE)
    expect(await put('queries', dns())).toBe('AccessDeniedException')
    await stop()
  })

  it('give nothing to users, roles and accounts', async () => {
    const { put, policy: save, calls, stop } = await openRoom()
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`
    const lex: ActingAs = {
      kind: 'service',
      principal: 'lex.amazonaws.com',
      sourceArn: `arn:aws:lex:${REGION}:${ACCOUNT}:bot:OrderFlowers:prod`,
      sourceAccount: ACCOUNT,
    }
    const input = { RoleArn, RoleSessionName: 'session' }
    const { Credentials } = await calls.call(sts.AssumeRole, input, lex)
    await save('writer', policy(statement('*', { Principal: { AWS: RoleArn } })))
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const role: ActingAs = { kind: 'session', credentials }
    expect(await put('queries', role)).toBe('AccessDeniedException')
    // Where its own policy lets it write, only the stream is missing.
    expect(await put(GROUP, role)).toBe('ResourceNotFoundException')
    await stop()
  })

  it.each([
    ['is no JSON', 'nonsense'],
    ['has no resource', policy({ ...statement('*'), Resource: undefined })],
    [
      'names nobody',
      policy({ ...statement('*'), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/x` } }),
    ],
    ['is too long', policy(statement(`${groupArn('x').repeat(200)}`))],
  ])('are refused when the document %s', async (_, document) => {
    const { policy: save, stop } = await openRoom()
    await expect(save('p', document)).rejects.toMatchObject({ code: 'InvalidParameterException' })
    await stop()
  })

  it('are ten for an account in a region', async () => {
    const { policy: save, calls, asRoot, stop } = await openRoom()
    const document = policy(statement('*'))
    for (let nth = 0; nth < LIMITS.accountPolicies; nth++) await save(`p${nth}`, document)
    await expect(save('more', document)).rejects.toMatchObject({ code: 'LimitExceededException' })
    await save('p1', document)
    const page = (nextToken?: string) =>
      calls.call(logs.DescribeResourcePolicies, { limit: 6, nextToken }, asRoot, WHERE)
    const first = await page()
    const second = await page(first.nextToken)
    expect([first, second].map(({ resourcePolicies }) => resourcePolicies?.length)).toEqual([6, 4])
    expect(second.nextToken).toBeUndefined()
    await stop()
  })
})
