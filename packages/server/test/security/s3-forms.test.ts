import { createHmac } from 'node:crypto'
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { deriveKey } from '../../src/wire/sigv4/verify.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

/** Forms that browsers post, under a signed policy (spec/attacks.md A15). */

const Bucket = 'forms'
let house: House
let s3: S3Client
let signer: SigningCredentials

beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client(house.as())
  await s3.send(new CreateBucketCommand({ Bucket }))
  signer = await createUser(house, 'signer', allow('s3:PutObject', `arn:aws:s3:::${Bucket}/up/*`))
})
afterAll(() => house.close())

interface Posted {
  readonly fields?: Readonly<Record<string, string>>
  readonly conditions?: readonly unknown[]
  readonly expiresMs?: number
  /** Beside the usual conditions. */
  readonly ranges?: readonly unknown[]
  readonly file?: string
  readonly fileName?: string
  readonly fileType?: string
  readonly as?: SigningCredentials
  /** What is changed after signing. */
  readonly change?: (form: FormData) => void
}

function post({
  fields = {},
  conditions,
  expiresMs = 60_000,
  ranges = [],
  file = 'content',
  fileName = 'name.txt',
  fileType = '',
  as = signer,
  change,
}: Posted) {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = date.slice(0, 8)
  const all: Record<string, string> = {
    key: 'up/${filename}',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${as.accessKeyId}/${day}/us-east-1/s3/aws4_request`,
    'x-amz-date': date,
    ...fields,
  }
  const document = {
    expiration: new Date(Date.now() + expiresMs).toISOString(),
    conditions: conditions ?? [
      { bucket: Bucket },
      ['starts-with', '$key', 'up/'],
      ['starts-with', '$Content-Type', ''],
      ['starts-with', '$success_action_status', ''],
      ['starts-with', '$x-amz-meta-by', ''],
      { 'x-amz-algorithm': all['x-amz-algorithm'] },
      { 'x-amz-credential': all['x-amz-credential'] },
      { 'x-amz-date': date },
      ['starts-with', '$tagging', ''],
      ...ranges,
      ['content-length-range', 3, 20],
    ],
  }
  const encoded = Buffer.from(JSON.stringify(document)).toString('base64')
  const key = deriveKey(as.secretAccessKey, day, 'us-east-1', 's3')
  const form = new FormData()
  for (const [name, value] of Object.entries(all)) form.append(name, value)
  form.append('policy', encoded)
  form.append('x-amz-signature', createHmac('sha256', key).update(encoded).digest('hex'))
  change?.(form)
  form.append('file', new Blob([file], { type: fileType }), fileName)
  form.append('behind', 'is ignored')
  return fetch(`${house.url}/${Bucket}`, { method: 'POST', body: form, redirect: 'manual' })
}

const codeOf = async (sent: Promise<Response>) => {
  const answer = await sent
  const text = (await answer.text()).replaceAll('&quot;', '"')
  return [answer.status, /<Code>([^<]+)</.exec(text)?.[1], /<Message>([^<]+)</.exec(text)?.[1]]
}

describe('a posted form', () => {
  it('stores its file under the key that it names', async () => {
    const fields = {
      'Content-Type': 'text/x',
      'x-amz-meta-by': 'form',
      success_action_status: '201',
    }
    const answer = await post({ fields })
    expect([answer.status, await answer.text()]).toEqual([
      201,
      expect.stringContaining(`<Bucket>${Bucket}</Bucket><Key>up/name.txt</Key>`),
    ])
    const found = await s3.send(new GetObjectCommand({ Bucket, Key: 'up/name.txt' }))
    expect([await found.Body?.transformToString(), found.ContentType, found.Metadata]).toEqual([
      'content',
      'text/x',
      { by: 'form' },
    ])
  })

  it.each<[string, Posted, readonly unknown[]]>([
    [
      'a key elsewhere',
      { fields: { key: 'other/x' } },
      [403, 'AccessDenied', expect.stringContaining('Policy Condition failed')],
    ],
    [
      'a field that the policy does not name',
      { fields: { 'x-amz-meta-evil': '1' } },
      [403, 'AccessDenied', 'Invalid according to Policy: Extra input fields: x-amz-meta-evil'],
    ],
    [
      'a policy that is over',
      { expiresMs: -1 },
      [403, 'AccessDenied', 'Invalid according to Policy: Policy expired.'],
    ],
    ['too much', { file: 'x'.repeat(21) }, [400, 'EntityTooLarge', expect.anything()]],
    ['too little', { file: 'xx' }, [400, 'EntityTooSmall', expect.anything()]],
    [
      'another signature',
      { change: form => form.set('x-amz-signature', 'ab'.repeat(32)) },
      [403, 'SignatureDoesNotMatch', expect.anything()],
    ],
    [
      'another policy',
      {
        change: form =>
          form.set(
            'policy',
            Buffer.from('{"expiration":"2999-01-01T00:00:00Z","conditions":[]}').toString('base64'),
          ),
      },
      [403, 'SignatureDoesNotMatch', expect.anything()],
    ],
    [
      'no signature',
      { change: form => form.delete('x-amz-signature') },
      [400, 'InvalidArgument', expect.stringContaining("'X-Amz-Signature'")],
    ],
    [
      'no policy',
      { change: form => form.delete('policy') },
      [400, 'InvalidArgument', expect.stringContaining("'policy'")],
    ],
    [
      'nobody’s name',
      {
        conditions: [{ bucket: Bucket }, ['eq', '$key', 'up/refused']],
        change: form => {
          for (const name of ['algorithm', 'credential', 'date', 'signature']) {
            form.delete(`x-amz-${name}`)
          }
        },
      },
      [403, 'AccessDenied', 'Access Denied'],
    ],
    [
      'a condition on no field',
      { conditions: [['eq', 'key', 'up/refused']] },
      [
        403,
        'AccessDenied',
        'Invalid according to Policy: Policy Condition failed: ["eq", "key", "up/refused"]',
      ],
    ],
    [
      'a condition on two fields at once',
      { conditions: [{ bucket: Bucket, key: 'up/refused' }] },
      [400, 'InvalidPolicyDocument', expect.stringContaining('exactly one property')],
    ],
    [
      'a policy that names no bucket',
      {
        conditions: [
          ['starts-with', '$key', 'up/'],
          ...['algorithm', 'credential', 'date'].map(name => ['starts-with', `$x-amz-${name}`, '']),
        ],
      },
      [403, 'AccessDenied', 'Invalid according to Policy: Extra input fields: bucket'],
    ],
    [
      'a size that is no number',
      { conditions: [['content-length-range', 'few', 20]] },
      [403, 'AccessDenied', expect.stringContaining('["content-length-range", "few", "20"]')],
    ],
    [
      'more than the smaller of two ranges',
      { ranges: [['content-length-range', 0, 5]], file: 'xxxxxx' },
      [400, 'EntityTooLarge', expect.anything()],
    ],
    [
      'tags that are no document',
      { fields: { tagging: 'not-xml' } },
      [400, 'MalformedXML', expect.anything()],
    ],
  ])('with %s leaves nothing', async (_, posted, expected) => {
    const key = 'up/refused'
    const fields = { key, ...posted.fields }
    expect(await codeOf(post({ ...posted, fields }))).toEqual(expected)
    const head = s3.send(new HeadObjectCommand({ Bucket, Key: fields.key }))
    expect((await refusal(head))[2]).toBe(404)
  })

  it('names its file as the browser does, whatever stands in the name', async () => {
    const answer = await post({ fileName: "$& $$ $' ${filename}" })
    expect(answer.status).toBe(204)
    const Key = "up/$& $$ $' ${filename}"
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(7)
  })

  it('has the type that its policy allows, whatever the file says of itself', async () => {
    const answer = await post({ fileName: 'typed', fileType: 'text/html' })
    expect(answer.status).toBe(204)
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'up/typed' }))
    expect(head.ContentType).toBe('binary/octet-stream')
  })

  it('has its condition on the key checked with the name put in', async () => {
    const fields = { key: '${filename}' }
    const inside = await post({ fields, fileName: 'up/inside' })
    const outside = await codeOf(post({ fields, fileName: 'elsewhere' }))
    expect([inside.status, outside[0]]).toEqual([204, 403])
  })

  it('may bring tags, for which its signer needs a permission', async () => {
    const tagging = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>'
    const fields = { tagging, key: 'up/tagged' }
    const [status, , message] = await codeOf(post({ fields }))
    expect([status, message]).toEqual([403, expect.stringContaining('s3:PutObjectTagging')])
    const resource = `arn:aws:s3:::${Bucket}/up/*`
    const as = await createUser(
      house,
      'tagger',
      allow(['s3:PutObject', 's3:PutObjectTagging'], resource, {
        StringEquals: { 's3:authType': 'POST' },
      }),
    )
    expect((await post({ fields, as })).status).toBe(204)
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'up/tagged' }))
    expect(TagSet).toEqual([{ Key: 'a', Value: 'b' }])
  })

  it('of another type is none', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const sent = fetch(`${house.url}/${Bucket}`, { method: 'POST', body: 'key=up/x', headers })
    expect((await codeOf(sent)).slice(0, 2)).toEqual([412, 'PreconditionFailed'])
  })

  it('has no more rights than its signer', async () => {
    const nobody = await createUser(house, 'nobody')
    const [status, code, message] = await codeOf(post({ as: nobody }))
    expect([status, code, message]).toEqual([
      403,
      'AccessDenied',
      expect.stringContaining('user/nobody is not authorized to perform: s3:PutObject'),
    ])
  })

  it('without any signature is the public’s', async () => {
    const closed = { BlockPublicPolicy: false, RestrictPublicBuckets: false }
    await s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: closed }),
    )
    const drop = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${Bucket}/drop/*`,
    }
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(drop) }))
    const form = new FormData()
    form.append('key', 'drop/x')
    form.append('file', new Blob(['dropped']), 'x')
    const answer = await fetch(`${house.url}/${Bucket}`, { method: 'POST', body: form })
    expect(answer.status).toBe(204)
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'drop/x' }))
    expect(await Body?.transformToString()).toBe('dropped')
  })
})
