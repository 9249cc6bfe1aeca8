import { createHash } from 'node:crypto'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { createRole, ECHO, packed } from './lambda-functions.ts'

/** Packages that lie in S3 (spec/surroundings.md §4.3). */
const S3Bucket = 'packages'
const S3Key = 'echo.zip'

let house: House
let Role: string
let versions: readonly (string | undefined)[]
let zips: readonly Uint8Array[]
beforeAll(async () => {
  house = await openHouse()
  Role = await createRole(house, 'runner')
  const s3 = new S3Client({ ...house.as(), forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: S3Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket: S3Bucket, VersioningConfiguration }))
  zips = [await packed({ 'index.js': ECHO }), await packed({ 'index.js': `${ECHO} // newer` })]
  const put = (Key: string, Body: Uint8Array | string) =>
    s3.send(new PutObjectCommand({ Bucket: S3Bucket, Key, Body }))
  const answers = [await put(S3Key, zips[0] ?? ''), await put(S3Key, zips[1] ?? '')]
  versions = answers.map(({ VersionId }) => VersionId)
  await put('text.zip', 'this is no package')
})
afterAll(() => house.close())

const digest = (index: number) =>
  createHash('sha256')
    .update(zips[index] ?? '')
    .digest('base64')

const create = (
  FunctionName: string,
  Code: CreateFunctionCommandInput['Code'],
  credentials?: SigningCredentials,
) =>
  new LambdaClient(house.as(credentials)).send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code,
    }),
  )

describe('a package in S3', () => {
  it('becomes the code of a function: the newest version, or the one named', async () => {
    expect((await create('newest', { S3Bucket, S3Key })).CodeSha256).toBe(digest(1))
    const S3ObjectVersion = versions[0]
    const older = await create('older', { S3Bucket, S3Key, S3ObjectVersion })
    expect(older.CodeSha256).toBe(digest(0))
  })

  it('replaces the code of a function', async () => {
    const lambda = new LambdaClient(house.as())
    const S3ObjectVersion = versions[0]
    const update = new UpdateFunctionCodeCommand({
      FunctionName: 'newest',
      S3Bucket,
      S3Key,
      S3ObjectVersion,
    })
    const updated = await eventually(() => lambda.send(update).catch(() => undefined))
    expect(updated.CodeSha256).toBe(digest(0))
    const get = new GetFunctionConfigurationCommand({ FunctionName: 'newest' })
    expect((await lambda.send(get)).CodeSha256).toBe(digest(0))
  })

  it.each([
    [
      'a bucket that is not there',
      { S3Bucket: 'nowhere', S3Key },
      'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
    ],
    [
      'a key that is not there',
      { S3Bucket, S3Key: 'other.zip' },
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    ],
    [
      'an object that is no package',
      { S3Bucket, S3Key: 'text.zip' },
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    ['a bucket without a key', { S3Bucket }, 'Please provide a source for function code.'],
    [
      'an object beside a package',
      { S3Bucket, S3Key, ZipFile: new Uint8Array([1]) },
      'Please do not provide other FunctionCode parameters when providing a ZipFile.',
    ],
  ])('is refused with %s', async (_what, code, message) => {
    await expect(create('refused', code)).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterValueException', message }),
    )
  })

  it('is read with the rights of the caller, through Lambda', async () => {
    const statements = [allow('lambda:CreateFunction', '*'), allow('iam:PassRole', '*')]
    const code = { S3Bucket, S3Key }
    const outside = await createUser(house, 'outside', ...statements)
    await expect(create('mine', code, outside)).rejects.toThrow(
      expect.objectContaining({
        name: 'AccessDeniedException',
        message: expect.stringContaining(
          `permission to GetObject for ${S3Bucket}/${S3Key}. S3 Error Code: AccessDenied.`,
        ),
      }),
    )
    const viaLambda = { StringEquals: { 'aws:CalledViaFirst': 'lambda.amazonaws.com' } }
    const read = allow('s3:GetObject', `arn:aws:s3:::${S3Bucket}/*`, viaLambda)
    const inside = await createUser(house, 'inside', ...statements, read)
    expect((await create('mine', code, inside)).CodeSha256).toBe(digest(1))
    const S3ObjectVersion = versions[0]
    await expect(create('versioned', { ...code, S3ObjectVersion }, inside)).rejects.toThrow(
      's3:GetObjectVersion',
    )
  })
})
