import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
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
})
