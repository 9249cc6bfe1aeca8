import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

/** Who may do what with buckets and objects (spec/surroundings.md §1.1, spec/iam.md §4.6). */

const OTHER = '222222222222'
let house: House
let owner: S3Client
let stranger: S3Client

beforeAll(async () => {
  house = await openHouse()
  owner = new S3Client(house.as())
  const answer = await house.send({
    service: 'parley',
    method: 'POST',
    target: '/_parley/accounts',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ accountId: OTHER }),
  })
  stranger = new S3Client(house.as((await answer.json()) as SigningCredentials))
})
afterAll(() => house.close())

const user = async (name: string, ...statements: object[]) =>
  new S3Client(house.as(await createUser(house, name, ...statements)))
const arn = (name: string) => `arn:aws:iam::${house.account}:user/${name}`
const setPolicy = (Bucket: string, ...statements: object[]) =>
  owner.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }))
const openTo = (
  Principal: object | string,
  Action: string | string[],
  Resource: string | string[],
  more = {},
) => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource,
  ...more,
})
const unblock = (Bucket: string, blocked: object = {}) =>
  owner.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: false,
        BlockPublicPolicy: false,
        IgnorePublicAcls: false,
        RestrictPublicBuckets: false,
        ...blocked,
      },
    }),
  )
const get = (client: S3Client, Bucket: string, Key = 'k') =>
  client.send(new GetObjectCommand({ Bucket, Key }))
const textOf = async (client: S3Client, Bucket: string, Key = 'k') =>
  (await get(client, Bucket, Key)).Body?.transformToString()

async function bucket(Bucket: string): Promise<string> {
  await owner.send(new CreateBucketCommand({ Bucket }))
  await owner.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'secret' }))
  return Bucket
}

describe('callers of the own account', () => {
  it('are told why not, with the ARN in quotes', async () => {
    const name = await bucket('own')
    const alice = await user('alice')
    const because = 'because no identity-based policy allows the s3:GetObject action'
    expect(await refusal(get(alice, name))).toEqual([
      'AccessDenied',
      `User: ${arn('alice')} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::own/k" ${because}`,
      403,
    ])
  })

  it('learn that a key is missing only when they may list', async () => {
    const name = await bucket('listing')
    const reader = await user('reader', allow('s3:GetObject', '*'))
    const lister = await user('lister', allow(['s3:GetObject', 's3:ListBucket'], '*'))
    expect((await refusal(get(reader, name, 'none'))).slice(0, 1)).toEqual(['AccessDenied'])
    expect((await refusal(get(lister, name, 'none')))[0]).toBe('NoSuchKey')
  })

  it('list below a prefix that a condition allows', async () => {
    const name = await bucket('prefixed')
    const condition = { StringLike: { 's3:prefix': 'home/*' } }
    const home = await user('home', allow('s3:ListBucket', `arn:aws:s3:::${name}`, condition))
    const list = (Prefix?: string) => home.send(new ListObjectsV2Command({ Bucket: name, Prefix }))
    expect((await list('home/me')).KeyCount).toBe(0)
    expect((await refusal(list()))[0]).toBe('AccessDenied')
    expect((await refusal(list('other/')))[0]).toBe('AccessDenied')
  })

  it('are decided on key by key when they delete many', async () => {
    const name = await bucket('many')
    await owner.send(new PutObjectCommand({ Bucket: name, Key: 'mine/1', Body: 'x' }))
    const cleaner = await user('cleaner', allow('s3:DeleteObject', `arn:aws:s3:::${name}/mine/*`))
    const Objects = [{ Key: 'mine/1' }, { Key: 'k' }]
    const { Deleted, Errors } = await cleaner.send(
      new DeleteObjectsCommand({ Bucket: name, Delete: { Objects } }),
    )
    expect(Deleted).toEqual([{ Key: 'mine/1' }])
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([['k', 'AccessDenied']])
    expect(await textOf(owner, name)).toBe('secret')
  })

  it('read the source of a copy by their own right, a version by its own action', async () => {
    const name = await bucket('copied')
    const writer = await user('writer', allow('s3:PutObject', '*'))
    const copy = (more = '') =>
      writer.send(new CopyObjectCommand({ Bucket: name, Key: 'c', CopySource: `${name}/k${more}` }))
    expect((await refusal(copy()))[1]).toContain('s3:GetObject on resource')
    const reader = await user('copier', allow(['s3:PutObject', 's3:GetObject'], '*'))
    const versioned = new CopyObjectCommand({
      Bucket: name,
      Key: 'c',
      CopySource: `${name}/k?versionId=null`,
    })
    expect((await refusal(reader.send(versioned)))[1]).toContain('s3:GetObjectVersion on resource')
  })

  it('need a permission of its own for tags', async () => {
    const name = await bucket('tagged')
    const writer = await user('tagless', allow('s3:PutObject', '*'))
    const put = (Tagging?: string) =>
      writer.send(new PutObjectCommand({ Bucket: name, Key: 't', Body: 'x', Tagging }))
    await put()
    expect((await refusal(put('a=b')))[1]).toContain('s3:PutObjectTagging')
    const reader = await user(
      'tag-reader',
      allow('s3:GetObject', '*', { StringEquals: { 's3:ExistingObjectTag/open': 'yes' } }),
    )
    await owner.send(
      new PutObjectCommand({ Bucket: name, Key: 'o', Body: 'x', Tagging: 'open=yes' }),
    )
    expect(await textOf(reader, name, 'o')).toBe('x')
    expect((await refusal(get(reader, name, 't')))[0]).toBe('AccessDenied')
  })
})

describe('callers of another account', () => {
  it('get in where both sides allow, and are told nothing otherwise', async () => {
    const name = await bucket('foreign')
    expect(await refusal(get(stranger, name))).toEqual(['AccessDenied', 'Access Denied', 403])
    const AWS = `arn:aws:iam::${OTHER}:root`
    await setPolicy(name, openTo({ AWS }, 's3:GetObject', `arn:aws:s3:::${name}/*`))
    expect(await textOf(stranger, name)).toBe('secret')
    expect(await refusal(get(stranger, name, 'none'))).toEqual([
      'AccessDenied',
      'Access Denied',
      403,
    ])
  })

  it('never manage the policy of a bucket', async () => {
    const name = await bucket('policies')
    const AWS = `arn:aws:iam::${OTHER}:root`
    await setPolicy(
      name,
      openTo({ AWS }, 's3:*', [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]),
    )
    const read = stranger.send(new GetBucketPolicyCommand({ Bucket: name }))
    expect((await refusal(read)).slice(0, 3)).toEqual(['MethodNotAllowed', expect.anything(), 405])
  })
})

describe('a bucket policy', () => {
  it('that locks everybody out is repaired by the root', async () => {
    const name = await bucket('locked')
    const everything = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]
    await setPolicy(name, { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: everything })
    expect((await refusal(get(owner, name)))[0]).toBe('AccessDenied')
    await owner.send(new DeleteBucketPolicyCommand({ Bucket: name }))
    expect(await textOf(owner, name)).toBe('secret')
  })

  it.each([
    ['no JSON', 'x', "Policies must be valid JSON and the first byte must be '{'"],
    ['no statement', '{}', 'Missing required field Statement'],
    [
      'another bucket',
      policy(openTo('*', 's3:GetObject', 'arn:aws:s3:::other/*')),
      'Policy has invalid resource',
    ],
    [
      'an unknown principal',
      policy(
        openTo(
          { AWS: 'arn:aws:iam::123456789012:user/nobody' },
          's3:GetObject',
          'arn:aws:s3:::valid/*',
        ),
      ),
      'Invalid principal in policy',
    ],
    [
      'an action of objects on a bucket',
      policy(openTo('*', 's3:GetObject', 'arn:aws:s3:::valid')),
      'Action does not apply to any resource(s) in statement',
    ],
  ])('with %s is refused', async (_, Policy, message) => {
    await bucket('valid').catch(() => undefined)
    const put = owner.send(new PutBucketPolicyCommand({ Bucket: 'valid', Policy }))
    expect(await refusal(put)).toEqual(['MalformedPolicy', message, 400])
  })
})

describe('the public', () => {
  const anonymous = (name: string, method = 'GET', key = 'k') =>
    fetch(`${house.url}/${name}/${key}`, { method, ...(method === 'PUT' && { body: 'x' }) })

  it('gets in by no policy while the bucket blocks it', async () => {
    const name = await bucket('public')
    const reading = openTo('*', 's3:GetObject', `arn:aws:s3:::${name}/*`)
    expect((await refusal(setPolicy(name, reading)))[1]).toContain('BlockPublicPolicy')
    await unblock(name)
    await setPolicy(name, reading)
    const { PolicyStatus } = await owner.send(new GetBucketPolicyStatusCommand({ Bucket: name }))
    expect(PolicyStatus?.IsPublic).toBe(true)
    const read = await anonymous(name)
    expect([read.status, await read.text()]).toEqual([200, 'secret'])
    expect((await anonymous(name, 'PUT', 'new')).status).toBe(403)
    expect((await anonymous(name, 'HEAD')).status).toBe(200)
    await unblock(name, { RestrictPublicBuckets: true })
    expect((await anonymous(name)).status).toBe(403)
    expect((await refusal(get(stranger, name)))[1]).toBe('Access Denied')
    expect(await textOf(owner, name)).toBe('secret')
  })

  it('is not let in by a path that is spelt otherwise', async () => {
    const name = await bucket('spelt')
    await unblock(name)
    await setPolicy(name, openTo('*', 's3:GetObject', `arn:aws:s3:::${name}/open/*`))
    await owner.send(new PutObjectCommand({ Bucket: name, Key: 'open/x', Body: 'open' }))
    expect(await (await anonymous(name, 'GET', 'open/x')).text()).toBe('open')
    expect(await (await anonymous(name, 'GET', 'open%2Fx')).text()).toBe('open')
    for (const path of [
      'open/%2e%2e/k',
      'open//../k',
      'open/..%2fk',
      'OPEN/x',
      'open%252Fx',
      '%c0%aek',
    ]) {
      const { status } = await anonymous(name, 'GET', path)
      expect([path, status === 403 || status === 400 || status === 404]).toEqual([path, true])
    }
  })
})

describe('links', () => {
  it('may be kept short or out by a policy', async () => {
    const name = await bucket('aged')
    const denied = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `arn:aws:s3:::${name}/*`,
    }
    const byQuery = { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } }
    await setPolicy(name, { ...denied, Condition: byQuery })
    const url = await getSignedUrl(owner, new GetObjectCommand({ Bucket: name, Key: 'k' }))
    expect([(await fetch(url)).status, await textOf(owner, name)]).toEqual([403, 'secret'])
    const tooOld = { NumericGreaterThan: { 's3:signatureAge': '60000' } }
    await setPolicy(name, { ...denied, Condition: tooOld })
    const signingDate = new Date(Date.now() - 120_000)
    const command = new GetObjectCommand({ Bucket: name, Key: 'k' })
    const old = await getSignedUrl(owner, command, { expiresIn: 600, signingDate })
    expect([(await fetch(old)).status, (await fetch(url)).status]).toEqual([403, 200])
  })

  it('carry the authority of their signer, for their time and their request', async () => {
    const name = await bucket('links')
    const url = await getSignedUrl(owner, new GetObjectCommand({ Bucket: name, Key: 'k' }), {
      expiresIn: 60,
    })
    expect(await (await fetch(url)).text()).toBe('secret')
    const last = url.slice(-1)
    const changed = url.replace(
      /X-Amz-Signature=[0-9a-f]{64}/,
      found => `${found.slice(0, -1)}${found.endsWith('0') ? '1' : '0'}`,
    )
    expect([last.length, (await fetch(changed)).status]).toEqual([1, 403])
    expect((await fetch(url.replace('/k?', '/other?'))).status).toBe(403)
    expect((await fetch(url, { headers: { 'x-amz-meta-a': 'b' } })).status).toBe(403)
    const putUrl = await getSignedUrl(
      owner,
      new PutObjectCommand({ Bucket: name, Key: 'up', ContentType: 'text/x' }),
    )
    const put = await fetch(putUrl, {
      method: 'PUT',
      body: 'uploaded',
      headers: { 'content-type': 'text/x' },
    })
    expect([put.status, await put.text()]).toEqual([200, ''])
    expect(await textOf(owner, name, 'up')).toBe('uploaded')
  })

  it('end', async () => {
    const name = await bucket('ending')
    const signingDate = new Date(Date.now() - 120_000)
    const command = new GetObjectCommand({ Bucket: name, Key: 'k' })
    const url = await getSignedUrl(owner, command, { expiresIn: 60, signingDate })
    const answer = await fetch(url)
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain(
      '<Message>Request has expired</Message><X-Amz-Expires>60<',
    )
  })
})

describe('a bucket under a customer key', () => {
  it('gives its objects to those who may use the key', async () => {
    const kms = new KMSClient(house.as())
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    const key = KeyMetadata?.Arn ?? ''
    const name = await bucket('sealed')
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key },
      BucketKeyEnabled: true,
    }
    await owner.send(
      new PutBucketEncryptionCommand({
        Bucket: name,
        ServerSideEncryptionConfiguration: { Rules: [rule] },
      }),
    )
    const put = await owner.send(new PutObjectCommand({ Bucket: name, Key: 's', Body: 'sealed' }))
    expect([put.ServerSideEncryption, put.SSEKMSKeyId, put.BucketKeyEnabled]).toEqual([
      'aws:kms',
      key,
      true,
    ])
    expect(await textOf(owner, name, 's')).toBe('sealed')
    const reader = await user('keyless', allow('s3:*', '*'))
    expect((await refusal(get(reader, name, 's')))[1]).toContain('kms:Decrypt')
    const write = reader.send(new PutObjectCommand({ Bucket: name, Key: 'n', Body: 'x' }))
    expect((await refusal(write))[1]).toContain('kms:GenerateDataKey')
    await reader.send(new HeadObjectCommand({ Bucket: name, Key: 's' }))
    const through = await user(
      'keyed',
      allow('s3:*', '*'),
      allow('kms:Decrypt', key, {
        StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
      }),
    )
    expect(await textOf(through, name, 's')).toBe('sealed')
    await kms.send(new DisableKeyCommand({ KeyId: key }))
    expect((await refusal(get(owner, name, 's'))).slice(0, 2)).toEqual([
      'KMS.DisabledException',
      `${key} is disabled.`,
    ])
  })
})
