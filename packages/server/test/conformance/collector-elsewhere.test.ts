import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import {
  ask,
  CONNECTORS,
  CUSTOMER,
  createAccount,
  createBucket,
  createRole,
  put,
  readingOf,
  type Stage,
  trusting,
} from './collector-stage.ts'

/** The bucket is on another server, as it would be at AWS: reached over HTTP with the operator's credentials. */
const BUCKET = 'logs-elsewhere'
const LINES = 40_000

const directory = mkdtempSync(join(tmpdir(), 'parley-elsewhere-'))
let there: House
let here: House
let stage: Stage
let arn: string
let accountId: string

beforeAll(async () => {
  there = await openHouse()
  const customer = await createAccount(there, CUSTOMER)
  const operator = await createUser(there, 'collector', allow('sts:AssumeRole', '*'))
  const file = join(directory, 'credentials')
  writeFileSync(
    file,
    `[default]\naws_access_key_id = ${operator.accessKeyId}\naws_secret_access_key = ${operator.secretAccessKey}\naccount_id = ${there.account}\n`,
  )
  const allowed = new URL(there.url).host
  here = await openHouse({
    args: [
      ...[
        '--ephemeral',
        '--port',
        '0',
        '--collector-endpoints',
        `${allowed},127.0.0.1:${await cold()}`,
      ],
      ...['--collector-credentials', file, '--collector-product', 'logzio'],
    ],
  })
  const made = await ask(here, 'POST', '/v1/collector/accounts', { accountName: 'logs' })
  accountId = String(made.body['accountId'])
  const externalId = String(made.body['externalId'])
  stage = { house: there, customer, accountId, externalId, collectorAccountId: there.account }
  await createBucket(stage, BUCKET)
  const lines = Array.from({ length: LINES }, (_, n) => `line ${n} ${'x'.repeat(200)}`)
  await put(stage, BUCKET, 'a b/ä+ö.log', `${lines.join('\n')}\n`)
  await put(stage, BUCKET, 'empty.log', '')
  arn = await createRole(stage, 'far', { statements: readingOf(BUCKET) })
})
afterAll(async () => {
  await Promise.all([there.close(), here.close()])
  for (const server of servers) server.close()
  rmSync(directory, { recursive: true, force: true })
})

const servers: ReturnType<typeof createServer>[] = []

/** An endpoint whose one object lies in cold storage. */
function cold(): Promise<number> {
  const listing = (path = '') =>
    path.startsWith('/no-bucket')
      ? '<html>what?'
      : `<ListBucketResult><Contents><Key>old.log</Key><ETag>"e"</ETag><Size>10</Size>
    <LastModified>2026-11-20T00:00:00Z</LastModified><StorageClass>DEEP_ARCHIVE</StorageClass></Contents></ListBucketResult>`
  const server = createServer((request, response) => {
    response.end(request.url?.includes('location') ? '<LocationConstraint/>' : listing(request.url))
  })
  servers.push(server)
  return new Promise(done => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port))
  })
}

const settings = (more: object = {}) => ({
  arn,
  bucket: BUCKET,
  region: 'us-east-1',
  logsType: 'text',
  endpoint: there.url,
  startMode: 'everything',
  pollSeconds: 5,
  ...more,
})

describe('a bucket elsewhere', () => {
  it('is collected through a role that trusts the account of the operator', async () => {
    expect(stage.externalId).toMatch(/^logzio:aws:extid:[a-z0-9]{20}$/)
    const details = await ask(here, 'GET', `${CONNECTORS}/aws-assume-role-details`)
    expect(details.body['logzioAWSAccountId']).toBe(there.account)
    const made = await ask(here, 'POST', CONNECTORS, settings())
    expect([made.status, made.body['message']]).toEqual([200, undefined])
    const id = String(made.body['id'])
    const progress = await eventually(async () => {
      const { body } = await ask(here, 'GET', `${CONNECTORS}/${id}`)
      const all = body['progress'] as { lines: number; objects: number }
      return all.objects > 0 ? all : undefined
    })
    // Read in more than one range.
    expect(progress).toMatchObject({ objects: 1, lines: LINES })
    await ask(here, 'DELETE', `${CONNECTORS}/${id}`)
  })

  it('is entered with keys as well', async () => {
    const keys = await ask(here, 'POST', `${CONNECTORS}/test`, {
      ...settings({ arn: undefined }),
      accessKey: stage.customer.accessKeyId,
      secretKey: stage.customer.secretAccessKey,
    })
    expect(keys.body['connected']).toBe(true)
  })

  it.each([
    ['without an external id', () => trusting(there.account), 'EXTERNAL_ID_NOT_ENFORCED'],
    ['with another', () => trusting(there.account, 'other'), 'ASSUME_ROLE_DENIED'],
  ] as const)('is refused when its role trusts us %s', async (_, trust, code) => {
    const role = await createRole(stage, code, { trust: trust(), statements: readingOf(BUCKET) })
    const refused = await ask(here, 'POST', CONNECTORS, settings({ arn: role }))
    expect([refused.status, refused.body['errorCode']]).toEqual([400, code])
  })

  it('is refused in cold storage, by name', async () => {
    const address = servers[0]?.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const keys = { arn: undefined, accessKey: 'AKIAX', secretKey: 'x' }
    const endpoint = `http://127.0.0.1:${port}`
    const refused = await ask(here, 'POST', CONNECTORS, settings({ ...keys, endpoint }))
    expect(refused.body['errorCode']).toBe('ARCHIVED_CLASS')
    expect(refused.body['message']).toContain('old.log')
  })

  it('that is no S3 is told of', async () => {
    const address = servers[0]?.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const more = { arn: undefined, accessKey: 'AKIAX', secretKey: 'x', bucket: 'no-bucket' }
    const endpoint = `http://127.0.0.1:${port}`
    const refused = await ask(here, 'POST', CONNECTORS, settings({ ...more, endpoint }))
    expect([refused.status, refused.body['errorCode']]).toEqual([400, 'LIST_DENIED'])
    expect(refused.body['message']).toContain('MalformedAnswer: the answer is none of S3')
  })

  it('is out of reach where the operator allowed nothing (Z26)', async () => {
    const refused = await ask(
      here,
      'POST',
      CONNECTORS,
      settings({ endpoint: 'http://127.0.0.1:1' }),
    )
    expect(refused.body['errorCode']).toBe('ENDPOINT_UNREACHABLE')
    expect(refused.body['message']).toContain('the operator has not allowed 127.0.0.1 port 1')
    const own = await ask(here, 'POST', CONNECTORS, settings({ endpoint: here.url }))
    expect(own.body['errorCode']).toBe('ENDPOINT_UNREACHABLE')
  })
})
