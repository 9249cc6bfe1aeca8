import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'
import {
  type Answer,
  allowRole,
  ask,
  CONNECTORS,
  CUSTOMER,
  createBucket,
  createRole,
  openStage,
  put,
  readingOf,
  retrust,
  type Stage,
  trusting,
} from './collector-stage.ts'

const BUCKET = 'customer-logs'

let house: House
let stage: Stage
let arn: string

beforeAll(async () => {
  house = await openHouse()
  stage = await openStage(house)
  await createBucket(stage, BUCKET)
  await put(stage, BUCKET, 'app/one.json', '{"message":"hello","level":"info"}\n')
  arn = await createRole(stage, 'collected', { statements: readingOf(BUCKET) })
})
afterAll(() => house.close())

const settings = (more: object = {}) => ({
  arn,
  bucket: BUCKET,
  prefix: 'app/',
  region: 'us-east-1',
  logsType: 'json',
  active: false,
  ...more,
})

interface Check {
  readonly number: number
  readonly status: string
  readonly code?: string
  readonly message?: string
  readonly fix?: string
  readonly requestId?: string
  readonly sample?: string
}

const checksOf = ({ body }: Answer) => {
  const report = (body['report'] ?? body) as unknown as { checks: Check[] }
  return report.checks
}

const test = (more: object) => ask(house, 'POST', `${CONNECTORS}/test`, settings(more))

describe('external ids', () => {
  it('are ours to make: random, one an account, unique, of a form that STS takes', async () => {
    expect(stage.externalId).toMatch(/^parley:aws:extid:[a-z0-9]{20}$/)
    const other = await ask(house, 'POST', '/v1/collector/accounts', { accountName: 'other' })
    expect(other.body['externalId']).not.toBe(stage.externalId)
    const again = await ask(house, 'POST', '/v1/collector/accounts', { accountName: 'Other' })
    expect([again.status, again.code]).toEqual([409, 'ConflictException'])
    const { body } = await ask(house, 'GET', `/v1/collector/accounts/${stage.accountId}`)
    expect(body['externalId']).toBe(stage.externalId)
    const target = `/v1/collector/accounts/${String(other.body['accountId'])}`
    expect((await ask(house, 'DELETE', target)).status).toBe(204)
    expect((await ask(house, 'GET', target)).status).toBe(404)
  })

  it('come with an account that nobody has keys of', async () => {
    const { body } = await ask(house, 'GET', `${CONNECTORS}/aws-assume-role-details`)
    expect(body).toEqual({
      logzioAWSAccountId: stage.collectorAccountId,
      assignedExternalId: stage.externalId,
      accountId: stage.collectorAccountId,
      externalId: stage.externalId,
    })
    expect(stage.collectorAccountId).toMatch(/^[1-9]\d{11}$/)
    expect([house.account, CUSTOMER]).not.toContain(stage.collectorAccountId)
  })
})

describe('a generated policy', () => {
  it('is the least that fetching needs', async () => {
    const { body } = await ask(house, 'POST', `${CONNECTORS}/role-policy`, { bucket: BUCKET })
    expect(JSON.parse(String(body['rolePolicy']))).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${BUCKET}`] },
        { Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${BUCKET}/*`] },
      ],
    })
    expect(JSON.parse(String(body['trustPolicy']))).toEqual(
      JSON.parse(trusting(stage.collectorAccountId, stage.externalId)),
    )
  })

  it('decrypts where the bucket is encrypted, and writes for an archive', async () => {
    const kmsKeyArn = `arn:aws:kms:us-east-1:${CUSTOMER}:key/k`
    const input = { bucket: BUCKET, prefix: 'app/', kmsKeyArn, archive: true, narrow: true }
    const { body } = await ask(house, 'POST', `${CONNECTORS}/role-policy`, input)
    const { Statement } = JSON.parse(String(body['rolePolicy'])) as { Statement: object[] }
    expect(Statement).toEqual([
      {
        ...allow(['s3:ListBucket'], ''),
        Resource: [`arn:aws:s3:::${BUCKET}`],
        Condition: { StringLike: { 's3:prefix': ['app/*'] } },
      },
      { ...allow(['s3:GetObject'], ''), Resource: [`arn:aws:s3:::${BUCKET}/app/*`] },
      { ...allow(['s3:PutObject'], ''), Resource: [`arn:aws:s3:::${BUCKET}/app/*`] },
      { ...allow(['s3:GetBucketLocation'], ''), Resource: [`arn:aws:s3:::${BUCKET}`] },
      { ...allow(['kms:Decrypt', 'kms:GenerateDataKey'], ''), Resource: [kmsKeyArn] },
    ])
  })
})

describe('a connector', () => {
  it('is saved once all that must hold was seen to hold, and shows no secret', async () => {
    const made = await ask(house, 'POST', CONNECTORS, settings({ name: 'app' }))
    expect(made.status).toBe(200)
    expect(made.body).toMatchObject({ arn, bucket: BUCKET, prefix: 'app/', name: 'app' })
    expect(made.body).toMatchObject({ externalId: stage.externalId, externalIdKind: 'assigned' })
    expect(checksOf(made).map(({ number, status }) => [number, status])).toEqual([
      [1, 'passed'],
      [2, 'passed'],
      [3, 'passed'],
      [4, 'skipped'],
      [5, 'passed'],
      [6, 'passed'],
      [7, 'passed'],
      [8, 'passed'],
    ])
    const id = String(made.body['id'])
    const listed = await ask(house, 'GET', CONNECTORS)
    expect((listed.body as unknown as { id: number }[]).map(one => String(one.id))).toEqual([id])
    const again = await test({ prefix: 'app/deeper/' })
    expect(checksOf(again).at(-1)).toMatchObject({ status: 'warning', code: 'DUPLICATE_SOURCE' })
    const renamed = await ask(house, 'PUT', `${CONNECTORS}/${id}`, settings({ name: 'other' }))
    expect(renamed.body['name']).toBe('other')
    expect((await ask(house, 'POST', `${CONNECTORS}/${id}/test`)).body['connected']).toBe(true)
    expect((await ask(house, 'DELETE', `${CONNECTORS}/${id}`)).status).toBe(204)
    expect((await ask(house, 'GET', `${CONNECTORS}/${id}`)).status).toBe(404)
  })

  it('may use keys, whose secret is sealed and never told', async () => {
    const { accessKeyId, secretAccessKey } = stage.customer
    const keys = { arn: undefined, accessKey: accessKeyId, secretKey: secretAccessKey }
    const made = await ask(house, 'POST', CONNECTORS, settings(keys))
    expect([made.status, made.body['accessKey']]).toEqual([200, accessKeyId])
    expect(JSON.stringify(made.body)).not.toContain(secretAccessKey)
    const target = `${CONNECTORS}/${String(made.body['id'])}`
    const kept = { arn: undefined, accessKey: accessKeyId }
    expect((await ask(house, 'PUT', target, settings(kept))).status).toBe(200)
    const wrong = { ...keys, secretKey: 'x'.repeat(40) }
    const refused = await ask(house, 'PUT', target, settings(wrong))
    expect([refused.status, refused.body['errorCode']]).toEqual([400, 'LIST_DENIED'])
    await ask(house, 'DELETE', target)
  })
})

describe('the checks on save', () => {
  it.each([
    [{ bucket: 's3://customer-logs' }, 1, 'INVALID_INPUT', 'is no name of a bucket'],
    [{ region: 'virginia' }, 1, 'INVALID_INPUT', 'is no region'],
    [{ arn: 'collected' }, 1, 'INVALID_INPUT', 'is no ARN of a role'],
    [{ logsType: 'syslog' }, 1, 'INVALID_INPUT', 'is no type of logs'],
    [{ endpoint: 'ftp://there' }, 1, 'INVALID_INPUT', 'is no endpoint'],
    [{ arn: `arn:aws:iam::${CUSTOMER}:role/nobody` }, 2, 'ASSUME_ROLE_DENIED', 'it is missing'],
    [{ endpoint: 'http://127.0.0.1:9' }, 2, 'ENDPOINT_UNREACHABLE', 'does not answer'],
    [{ bucket: 'no-such-bucket' }, 5, 'LIST_DENIED', 'may not list'],
  ] as const)('refuse %o', async (more, number, code, words) => {
    const report = await test(more)
    const failed = checksOf(report).find(({ status }) => status === 'failed')
    expect(failed).toMatchObject({ number, code })
    expect(failed?.message).toContain(words)
    expect(failed?.fix).toMatch(/\w/)
    expect(report.body['connected']).toBe(false)
    const saved = await ask(house, 'POST', CONNECTORS, settings(more))
    expect([saved.status, saved.code, saved.body['errorCode']]).toEqual([
      400,
      'ConnectionCheckFailedException',
      code,
    ])
  })

  it('say which decision refused, when the bucket is on this server', async () => {
    const mute = await createRole(stage, 'mute', { statements: [allow('s3:GetObject', '*')] })
    const [failed] = checksOf(await test({ arn: mute })).filter(({ status }) => status === 'failed')
    expect(failed).toMatchObject({ number: 5, code: 'LIST_DENIED' })
    const decision = await house.send(
      { service: 'parley', method: 'GET', target: `/_parley/decisions/${failed?.requestId}` },
      stage.customer,
    )
    expect(String(((await decision.json()) as { text: string }).text)).toContain('s3:ListBucket')
  })

  it('tell a missing right to read from a missing right to decrypt, and name the key', async () => {
    const blind = await createRole(stage, 'blind', { statements: readingOf(BUCKET).slice(0, 1) })
    const unread = checksOf(await test({ arn: blind })).find(({ number }) => number === 6)
    expect(unread).toMatchObject({ status: 'failed', code: 'GET_DENIED' })
    const kms = new KMSClient(house.as(stage.customer))
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    const KeyId = KeyMetadata?.Arn ?? ''
    await put(stage, BUCKET, 'sealed/one.json', '{"a":1}\n', {
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KeyId,
    })
    const sealed = () => test({ prefix: 'sealed/' })
    const denied = checksOf(await sealed()).find(({ number }) => number === 6)
    expect(denied).toMatchObject({ status: 'failed', code: 'KMS_DECRYPT_DENIED' })
    expect(denied?.message).toContain(KeyId)
    await allowRole(stage, 'collected', [...readingOf(BUCKET), allow('kms:Decrypt', KeyId)])
    expect((await sealed()).body['connected']).toBe(true)
    const Policy = policy({
      Sid: 'owner',
      ...allow('kms:*', '*'),
      Principal: { AWS: `arn:aws:iam::${CUSTOMER}:root` },
    })
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }))
    expect((await sealed()).body['connected']).toBe(true)
  })

  it('warn of an empty prefix and of lines of another kind, and connect', async () => {
    const empty = await test({ prefix: 'nothing/' })
    expect(empty.body['connected']).toBe(true)
    expect(checksOf(empty).find(({ number }) => number === 5)).toMatchObject({
      status: 'warning',
      code: 'PREFIX_EMPTY',
    })
    const strange = await test({ logsType: 'elb' })
    expect(strange.body['connected']).toBe(true)
    expect(checksOf(strange).find(({ number }) => number === 7)).toMatchObject({
      status: 'warning',
      code: 'FORMAT_MISMATCH',
    })
    const right = checksOf(await test({})).find(({ number }) => number === 7)
    expect(right?.sample).toContain('level=info')
  })

  it('name the right region', async () => {
    await createBucket(stage, 'far-logs', 'eu-west-1')
    const far = await createRole(stage, 'far', {
      statements: [
        ...readingOf('far-logs'),
        allow('s3:GetBucketLocation', 'arn:aws:s3:::far-logs'),
      ],
    })
    const wrong = checksOf(await test({ arn: far, bucket: 'far-logs', prefix: '' }))
    expect(wrong.at(-2)).toMatchObject({ number: 4, status: 'failed', code: 'WRONG_REGION' })
    expect(wrong.at(-2)?.message).toContain('eu-west-1')
    const right = { arn: far, bucket: 'far-logs', prefix: '', region: 'EU_WEST_1' }
    expect((await test(right)).body['connected']).toBe(true)
  })
})

describe('a role in account B and the collector in account C', () => {
  const roleTest = async (trust: string) => {
    await retrust(stage, 'collected', trust)
    const failed = checksOf(await test({})).find(({ status }) => status === 'failed')
    return failed?.code ?? 'connected'
  }
  const own = () => stage.collectorAccountId

  it('are connected by the right external id alone', async () => {
    expect(await roleTest(trusting(own(), 'parley:aws:extid:00000000000000000000'))).toBe(
      'ASSUME_ROLE_DENIED',
    )
    expect(await roleTest(trusting(house.account, stage.externalId))).toBe('ASSUME_ROLE_DENIED')
    expect(await roleTest(trusting(own(), stage.externalId))).toBe('connected')
  })

  it('are refused when the role asks for no id, or takes any', async () => {
    expect(await roleTest(trusting(own()))).toBe('EXTERNAL_ID_NOT_ENFORCED')
    expect(await roleTest(trusting(own(), '*', 'StringLike'))).toBe('EXTERNAL_ID_NOT_ENFORCED')
    expect(await roleTest(trusting(own(), stage.externalId))).toBe('connected')
  })

  it('do not let one customer name the role of another (Z26)', async () => {
    const mallory = await ask(house, 'POST', '/v1/collector/accounts', { accountName: 'mallory' })
    const accountId = String(mallory.body['accountId'])
    const stolen = await ask(house, 'POST', `${CONNECTORS}?accountId=${accountId}`, settings())
    expect([stolen.status, stolen.body['errorCode']]).toEqual([400, 'ASSUME_ROLE_DENIED'])
    expect(JSON.stringify(stolen.body)).not.toContain(stage.externalId)
    const withId = settings({ legacyExternalId: stage.externalId })
    const asked = await ask(house, 'POST', `${CONNECTORS}?accountId=${accountId}`, withId)
    expect(asked.body['message']).toBe('this external id belongs to another account')
    await ask(house, 'DELETE', `/v1/collector/accounts/${accountId}`)
  })
})
