import { readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SigningCredentials, signHeaders } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse, type RawRequest } from '../house.ts'
import { allow, createUser } from '../people.ts'

/** TLS when given a certificate, and what policies then see of the transport and of the caller's address. */

const FIXTURES = join(import.meta.dirname, '../fixtures')
const CERT = join(FIXTURES, 'localhost-cert.pem')
const KEY = join(FIXTURES, 'localhost-key.pem')
const MEMORY = ['--ephemeral', '--port', '0']

describe('a server with a certificate', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse({ args: [...MEMORY, '--tls-cert', CERT, '--tls-key', KEY] })
  })
  afterAll(() => house.close())

  const overTls = () => ({
    ...house.as(),
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(CERT) }) },
  })

  it('speaks TLS to clients that trust the certificate', async () => {
    expect(house.url).toMatch(/^https:/)
    const { Arn } = await new STSClient(overTls()).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:iam::${house.account}:root`)
  })

  it('does not answer in clear', async () => {
    const clear = new STSClient({ ...house.as(), endpoint: house.url.replace('https', 'http') })
    await expect(clear.send(new GetCallerIdentityCommand({}))).rejects.toThrow()
  })
})

describe('a policy on aws:SecureTransport', () => {
  it('refuses what comes in clear', async () => {
    await using house = await openHouse()
    const secure = { Bool: { 'aws:SecureTransport': 'true' } }
    const user = await createUser(house, 'careful', allow('iam:ListUsers', '*', secure))
    const list = new IAMClient(house.as(user)).send(new ListUsersCommand({}))
    await expect(list).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})

describe('a policy on aws:SourceIp', () => {
  const office = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }
  const body = 'Action=ListUsers&Version=2010-05-08'
  const request = (forwardedFor: string) => ({
    service: 'iam',
    method: 'POST',
    target: '/',
    headers: [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['x-forwarded-for', forwardedFor],
    ] as const,
    body,
  })

  it('sees through a trusted proxy, and through no other', async () => {
    await using trusting = await openHouse({ args: [...MEMORY, '--trust-proxy', '127.0.0.0/8'] })
    const inside = await createUser(trusting, 'inside', allow('iam:ListUsers', '*', office))
    expect((await trusting.send(request('203.0.113.7'), inside)).status).toBe(200)
    expect((await trusting.send(request('198.51.100.7'), inside)).status).toBe(403)
    await using strict = await openHouse()
    const outside = await createUser(strict, 'outside', allow('iam:ListUsers', '*', office))
    expect((await strict.send(request('203.0.113.7'), outside)).status).toBe(403)
  })

  it('does not take a client for its proxy when each of them writes a line', async () => {
    await using house = await openHouse({ args: [...MEMORY, '--trust-proxy', '127.0.0.0/8'] })
    const home = { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }
    const user = await createUser(house, 'home', allow('iam:ListUsers', '*', home))
    const statusWith = async (...lines: string[]) => {
      const sent = { ...request(''), headers: request('').headers.slice(0, 1) }
      return (await sendLines(house, sent, user, lines)).statusCode
    }
    expect(await statusWith('127.0.0.1')).toBe(200)
    expect(await statusWith('127.0.0.1', '198.51.100.7')).toBe(403)
  })
})

/** A client's request with the lines `x-forwarded-for` that were added to it on the way. */
function sendLines(
  house: House,
  { body, method, service, target, headers }: RawRequest & { readonly body: string },
  credentials: SigningCredentials,
  lines: readonly string[],
): Promise<IncomingMessage> {
  const { host } = new URL(house.url)
  const own: [string, string][] = [
    ['host', host],
    ...(headers ?? []).map(([name, value]): [string, string] => [name, value]),
  ]
  const head = { method, rawPath: target, rawQuery: '', headers: own, body: Buffer.from(body) }
  const signed = signHeaders(head, credentials, {
    ...{ service, region: house.region, time: Date.now() },
  })
  const added = lines.map((line): [string, string] => ['x-forwarded-for', line])
  return new Promise((resolve, reject) => {
    const sent = httpRequest(new URL(target, house.url), {
      method,
      headers: [...own, ...signed, ...added, ['content-length', String(body.length)]].flat(),
    })
    sent.once('error', reject)
    sent.once('response', answer => resolve(answer.resume()))
    sent.end(body)
  })
}
