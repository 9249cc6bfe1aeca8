import { createHash } from 'node:crypto'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { loadModel, type StructureShape } from '../../src/wire/models/model.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse, type RawRequest } from '../house.ts'
import { createUser } from '../people.ts'

/**
 * Every operation of S3 × {unsigned, wrongly signed, unknown key, skewed, wrong scope, without permission, and
 * each way to name the body}: there is one verifier for all of them (spec/attacks.md A1–A3).
 */

const HOUR = 3_600_000
const house = await openHouse({ clock: systemClock })
const model = loadModel('s3')
let nobody: SigningCredentials

beforeAll(async () => {
  nobody = await createUser(house, 'nobody')
  const s3 = new S3Client(house.as())
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'x' }))
})
afterAll(() => house.close())

const MODES = [
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
] as const

/** What these operations need in their body to have a shape. */
const BODIES: Readonly<Record<string, string>> = {
  DeleteObjects: '<Delete><Object><Key>key</Key></Object></Delete>',
  PutBucketTagging: '<Tagging><TagSet/></Tagging>',
  PutObjectTagging: '<Tagging><TagSet/></Tagging>',
  PutBucketVersioning:
    '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  PutBucketPolicy: '{}',
  PutBucketOwnershipControls:
    '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>',
  PutPublicAccessBlock:
    '<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls></PublicAccessBlockConfiguration>',
  PutBucketLogging: '<BucketLoggingStatus/>',
  PutBucketEncryption:
    '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
}

const VALUES: Readonly<Record<string, string>> = {
  'x-amz-copy-source': '/bucket/key',
  'x-amz-object-attributes': 'ETag',
  partNumber: '1',
  uploadId: 'none',
}

function request(operation: string): RawRequest {
  const { http, input, checksumRequired } = model.operations[operation] ?? {
    http: ['GET', '/', 200] as const,
  }
  const [method, uri] = http
  let target = uri
    .replace('{Bucket}', operation === 'CreateBucket' ? 'new-bucket' : 'bucket')
    .replace('{Key+}', 'key')
  const shape = input === undefined ? undefined : (model.shapes[input] as StructureShape)
  const headers: [string, string][] = []
  for (const name of shape?.required ?? []) {
    const member = shape?.members[name]
    const wireName = member?.name ?? name
    if (member?.in === 'querystring')
      target += `${target.includes('?') ? '&' : '?'}${wireName}=${VALUES[wireName]}`
    if (member?.in === 'header') headers.push([wireName.toLowerCase(), VALUES[wireName] ?? ''])
  }
  const body = BODIES[operation] ?? ''
  if (checksumRequired) headers.push(['content-md5', md5(body)])
  return { service: 's3', method, target, headers, body }
}

const md5 = (text: string) => createHash('md5').update(text).digest('base64')

/** An answer to HEAD has no body: its status is all there is. */
const told = (operation: string, [status, code]: readonly [number, string]) => [
  status,
  operation.startsWith('Head') ? 'none' : code,
]

async function answer(sent: Promise<Response>): Promise<[number, string]> {
  const response = await sent
  const text = await response.text()
  return [response.status, /<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? 'none']
}

function unsigned({ method, target, headers = [], body = '' }: RawRequest) {
  const sent = headers.map(([name, value]): [string, string] => [name, value])
  return fetch(new URL(target, house.url), {
    method,
    headers: sent,
    ...(body.length > 0 && { body }),
  })
}

describe('the doors of s3', async () => {
  for (const operation of (await house.server.operations()).get('s3') ?? []) {
    it(`${operation} opens to nobody without a good signature and a permission`, async () => {
      const asked = request(operation)
      const wrong = { ...nobody, secretAccessKey: 'x'.repeat(40) }
      const unknown = { ...nobody, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }
      const batch = operation === 'DeleteObjects'
      const denied = [batch ? 200 : 403, 'AccessDenied'] as const
      expect({
        unsigned: await answer(unsigned(asked)),
        wronglySigned: await answer(house.send(asked, wrong)),
        unknown: await answer(house.send(asked, unknown)),
        skewed: await answer(house.send({ ...asked, time: Date.now() - HOUR }, nobody)),
        wrongService: await answer(house.send({ ...asked, service: 'ec2' }, nobody)),
        wrongRegion: await answer(house.send({ ...asked, region: 'nowhere' }, nobody)),
        denied: await answer(house.send(asked, nobody)),
      }).toEqual({
        unsigned: told(operation, denied),
        wronglySigned: told(operation, [403, 'SignatureDoesNotMatch']),
        unknown: told(operation, [403, 'InvalidAccessKeyId']),
        skewed: told(operation, [403, 'RequestTimeTooSkewed']),
        wrongService: expect.anything(),
        wrongRegion: told(operation, [400, 'AuthorizationHeaderMalformed']),
        denied: told(operation, denied),
      })
    })

    it(`${operation} opens to no way of naming the body, wrongly signed`, async () => {
      const asked = request(operation)
      const wrong = { ...nobody, secretAccessKey: 'x'.repeat(40) }
      for (const mode of MODES) {
        const headers = [
          ...(asked.headers ?? []),
          ['x-amz-content-sha256', mode] as const,
          ['x-amz-decoded-content-length', '4'] as const,
        ]
        const body = '4\r\nevil\r\n0\r\n\r\n'
        const sent = { ...asked, headers, ...(MAY_HAVE_BODY.test(asked.method) && { body }) }
        const refused = told(operation, [403, 'SignatureDoesNotMatch'])
        expect([mode, await answer(house.send(sent, wrong))]).toEqual([mode, refused])
        expect([mode, await answer(presignedWrongly(sent))]).toEqual([mode, refused])
      }
    })
  }

  it('leave everything as it was', async () => {
    const s3 = new S3Client(house.as())
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }))
    expect(await Body?.transformToString()).toBe('x')
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
    expect(Buckets.map(({ Name }) => Name)).toEqual(['bucket'])
  })
})

const MAY_HAVE_BODY = /^(?:PUT|POST)$/

/** The credentials in the query alone, with a signature that nobody made. */
function presignedWrongly(asked: RawRequest): Promise<Response> {
  const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
  const headers = asked.headers ?? []
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${nobody.accessKeyId}/${now.slice(0, 8)}/us-east-1/s3/aws4_request`,
    'X-Amz-Date': now,
    'X-Amz-Expires': '600',
    'X-Amz-SignedHeaders': ['host', ...headers.map(([name]) => name)].sort().join(';'),
    'X-Amz-Signature': 'ab'.repeat(32),
  })
  const target = `${asked.target}${asked.target.includes('?') ? '&' : '?'}${query}`
  return unsigned({ ...asked, target })
}
