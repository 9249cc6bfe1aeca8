import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { type SigningCredentials, signHeaders } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse, type RawRequest } from '../house.ts'
import { allow, createUser, signingWith } from '../people.ts'

/** The order in which a request's credentials are checked (spec/iam.md §8.2, recorded against STS). */

const HOUR = 3_600_000

let house: House
let skewMs = 0
let user: SigningCredentials
let session: SigningCredentials
let expired: SigningCredentials

beforeAll(async () => {
  house = await openHouse({ clock: { ...systemClock, now: () => Date.now() + skewMs } })
  user = await createUser(house, 'alice', allow('iam:GetUser', '*'))
  session = await sessionOf(user)
  skewMs = -2 * HOUR
  expired = await sessionOf(user)
  skewMs = 0
})
afterAll(() => house.close())

async function sessionOf(credentials: SigningCredentials): Promise<SigningCredentials> {
  const sts = new STSClient({ ...house.as(credentials), systemClockOffset: skewMs })
  const { Credentials } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 3600 }))
  return signingWith(Credentials)
}

const WHO: RawRequest = {
  service: 'sts',
  method: 'POST',
  target: '/',
  headers: [['content-type', 'application/x-www-form-urlencoded']],
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
}

async function ask(
  credentials: SigningCredentials,
  more: Partial<RawRequest> = {},
): Promise<[number, string, string]> {
  const response = await house.send({ ...WHO, ...more }, credentials)
  const text = await response.text()
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? ''
  return [response.status, part('Code'), part('Message')]
}

const wrongSecret = (credentials: SigningCredentials) => ({
  ...credentials,
  secretAccessKey: 'x'.repeat(40),
})

describe('the checks of a signature', () => {
  it('let a right one through', async () => {
    const sts = new STSClient(house.as(user))
    const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}))
    expect([Arn, Account]).toEqual([`arn:aws:iam::${house.account}:user/alice`, house.account])
  })

  it('name both parts of a wrong scope', async () => {
    expect(await ask(user, { region: 'eu-west-1' })).toEqual([
      403,
      'SignatureDoesNotMatch',
      'Credential should be scoped to a valid region. ',
    ])
    expect(await ask(user, { region: 'eu-west-1', service: 's3' })).toEqual([
      403,
      'SignatureDoesNotMatch',
      "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. ",
    ])
  })

  it('put a wrong scope before an unknown key', async () => {
    const unknown = { ...user, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }
    expect((await ask(unknown, { region: 'eu-west-1' }))[1]).toBe('SignatureDoesNotMatch')
    expect((await ask(unknown))[1]).toBe('InvalidClientTokenId')
  })

  it('put expiry before the signature', async () => {
    expect(await ask(wrongSecret(expired))).toEqual([
      403,
      'ExpiredToken',
      'The security token included in the request is expired',
    ])
  })

  it('put a token that is missing, foreign or changed before the signature', async () => {
    const { sessionToken = '', ...bare } = session
    const other = await sessionOf(user)
    for (const token of [undefined, other.sessionToken, `${sessionToken.slice(0, -2)}AA`, 'x']) {
      const tried = { ...wrongSecret(bare), ...(token !== undefined && { sessionToken: token }) }
      expect((await ask(tried))[1]).toBe('InvalidClientTokenId')
    }
  })

  it('refuse a long-term key with a token, once its signature is right', async () => {
    const stray = { ...user, sessionToken: session.sessionToken ?? '' }
    expect((await ask(stray))[1]).toBe('InvalidClientTokenId')
    expect((await ask(wrongSecret(stray)))[1]).toBe('SignatureDoesNotMatch')
  })

  it('say how far a clock is off, in the words of the service', async () => {
    const [status, code, message] = await ask(user, { time: Date.now() - HOUR })
    expect([status, code]).toEqual([403, 'SignatureDoesNotMatch'])
    expect(message).toMatch(
      /^Signature expired: \w+Z is now earlier than \w+Z \(\w+Z - 15 min\.\)$/,
    )
    const early = await ask(user, { time: Date.now() + HOUR })
    expect(early[2]).toMatch(/^Signature not yet current: .* \+ 15 min\.\)$/)
  })

  it('cover the body, the query and every x-amz-* header', async () => {
    const signed = await ask(user)
    expect(signed[0]).toBe(200)
    const changed = await tampered(request => ({ ...request, body: `${request.body}&a=b` }))
    expect(changed).toBe(403)
    const queried = await tampered(request => ({ ...request, url: `${request.url}?a=b` }))
    expect(queried).toBe(403)
    const added = await tampered(request => ({
      ...request,
      headers: { ...request.headers, 'x-amz-meta-a': 'b' },
    }))
    expect(added).toBe(403)
  })
})

describe('a key', () => {
  it('ends with its deactivation, and its sessions with the user', async () => {
    const iam = new IAMClient(house.as())
    const gone = await createUser(house, 'gone', allow('iam:GetUser', '*'))
    const living = await sessionOf(gone)
    expect((await ask(living))[0]).toBe(200)
    const key = { UserName: 'gone', AccessKeyId: gone.accessKeyId }
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    expect((await ask(gone))[1]).toBe('InvalidClientTokenId')
    await iam.send(new DeleteAccessKeyCommand(key))
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'gone', PolicyName: 'own' }))
    await iam.send(new DeleteUserCommand({ UserName: 'gone' }))
    expect((await ask(living))[1]).toBe('InvalidClientTokenId')
    // One of the same name is somebody else.
    await createUser(house, 'gone')
    expect((await ask(living))[1]).toBe('InvalidClientTokenId')
  })

  it('of the root works with full rights', async () => {
    const { AccessKey } = await new IAMClient(house.as()).send(
      new CreateAccessKeyCommand({ UserName: 'alice' }),
    )
    expect(AccessKey?.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
  })
})

interface Sent {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** Signs a request, changes it on its way, and returns the status of the answer. */
async function tampered(change: (request: Sent) => Sent): Promise<number> {
  const host = new URL(house.url).host
  const body = String(WHO.body)
  const headers: [string, string][] = [
    ['host', host],
    ['content-type', 'application/x-www-form-urlencoded'],
  ]
  const head = { method: 'POST', rawPath: '/', rawQuery: '', headers, body: Buffer.from(body) }
  const signed = signHeaders(head, user, { region: 'us-east-1', service: 'sts', time: Date.now() })
  const all = Object.fromEntries([...headers.slice(1), ...signed])
  const request = change({ url: `${house.url}/`, headers: all, body })
  const { status } = await fetch(request.url, {
    method: 'POST',
    headers: request.headers,
    body: request.body,
  })
  return status
}
