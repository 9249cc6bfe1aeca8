import { gunzipSync } from 'node:zlib'
import {
  CancelExportTaskCommand,
  CreateExportTaskCommand,
  type CreateExportTaskCommandInput,
  CreateLogStreamCommand,
  DescribeExportTasksCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { openStream, type TestStream } from './logs-house.ts'

let house: House
let s3: S3Client
let stream: TestStream

beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client({ ...house.as(), forcePathStyle: true })
  stream = await openStream(house, 'shop')
  await stream.put('first', 'second')
})
afterAll(() => house.close())

/** As the documentation of CloudWatch Logs tells people to write it. */
async function openBucket(Bucket: string, actions = ['s3:GetBucketAcl', 's3:PutObject']) {
  await s3.send(new CreateBucketCommand({ Bucket }))
  const Principal = { Service: `logs.${house.region}.amazonaws.com` }
  const ofUs = {
    StringEquals: { 'aws:SourceAccount': [house.account] },
    ArnLike: { 'aws:SourceArn': [`arn:aws:logs:${house.region}:${house.account}:log-group:*`] },
  }
  const acl = { 's3:x-amz-acl': 'bucket-owner-full-control' }
  const Policy = policy(
    ...actions.map(Action => ({
      Action,
      Effect: 'Allow',
      Principal,
      Resource: `arn:aws:s3:::${Bucket}${Action === 's3:PutObject' ? '/*' : ''}`,
      Condition:
        Action === 's3:PutObject'
          ? { ...ofUs, StringEquals: { ...ofUs.StringEquals, ...acl } }
          : ofUs,
    })),
  )
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
}

const create = (more: Partial<CreateExportTaskCommandInput>) =>
  stream.logs.send(
    new CreateExportTaskCommand({
      logGroupName: 'shop',
      from: Date.now() - 3_600_000,
      to: Date.now() + 60_000,
      destination: 'archive',
      ...more,
    }),
  )

const taskOf = async (taskId: string | undefined) => {
  const { exportTasks } = await stream.logs.send(new DescribeExportTasksCommand({ taskId }))
  return exportTasks?.[0]
}

const ended = (taskId: string | undefined) =>
  eventually(async () => {
    const task = await taskOf(taskId)
    return /PENDING|RUNNING/.test(task?.status?.code ?? '') ? undefined : task
  })

describe('export tasks', () => {
  it('write the events of each stream into a bucket whose policy lets them', async () => {
    await openBucket('archive')
    const { taskId } = await create({ taskName: 'nightly' })
    expect(await taskOf(taskId)).toMatchObject({
      taskId,
      taskName: 'nightly',
      logGroupName: 'shop',
      destination: 'archive',
      destinationPrefix: 'exportedlogs',
      status: { code: 'PENDING' },
    })
    expect(await refusal(create({}))).toEqual([
      'LimitExceededException',
      'Resource limit exceeded.',
      400,
    ])
    expect(await ended(taskId)).toMatchObject({
      status: { code: 'COMPLETED', message: 'Completed successfully' },
      executionInfo: { completionTime: expect.any(Number) },
    })
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'archive' }))
    // The id of a task is random, and so is its place in the listing.
    expect(new Set(Contents.map(({ Key }) => Key))).toEqual(
      new Set([`exportedlogs/${taskId}/web-1/000000.gz`, 'exportedlogs/aws-logs-write-test']),
    )
    const object = await s3.send(
      new GetObjectCommand({ Bucket: 'archive', Key: `exportedlogs/${taskId}/web-1/000000.gz` }),
    )
    const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array()
    const lines = gunzipSync(bytes).toString().split('\n')
    expect(lines.map(line => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, ''))).toEqual(
      ['first', 'second', ''],
    )
  })

  it('lose nothing of streams whose names differ by a slash', async () => {
    const one = await openStream(house, 'twins', {}, 'a/b')
    await one.put('of the first')
    const logStreamName = 'a-b'
    const name = { logGroupName: 'twins', logStreamName }
    await one.logs.send(new CreateLogStreamCommand(name))
    const logEvents = [{ timestamp: Date.now(), message: 'of the second' }]
    await one.logs.send(new PutLogEventsCommand({ ...name, logEvents }))
    await openBucket('twins')
    const { taskId } = await create({ logGroupName: 'twins', destination: 'twins' })
    expect((await ended(taskId))?.status?.code).toBe('COMPLETED')
    const found = new Set<string>()
    for (const part of ['000000', '000001']) {
      const Key = `exportedlogs/${taskId}/a-b/${part}.gz`
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'twins', Key }))
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
      found.add(gunzipSync(bytes).toString().trim().slice(25))
    }
    expect(found).toEqual(new Set(['of the first', 'of the second']))
  })

  it('can be cancelled until they have ended', async () => {
    const { taskId } = await create({})
    await stream.logs.send(new CancelExportTaskCommand({ taskId }))
    expect((await taskOf(taskId))?.status?.code).toBe('CANCELLED')
    const again = stream.logs.send(new CancelExportTaskCommand({ taskId }))
    expect((await refusal(again))[0]).toBe('InvalidOperationException')
    const unknown = stream.logs.send(new CancelExportTaskCommand({ taskId: 'unknown' }))
    expect(await refusal(unknown)).toEqual([
      'ResourceNotFoundException',
      'The specified export task does not exist.',
      400,
    ])
    expect(await taskOf('unknown')).toBeUndefined()
  })

  it('are refused without a bucket, a group, or the permission of the bucket', async () => {
    expect(await refusal(create({ destination: 'no-such-bucket' }))).toEqual([
      'InvalidParameterException',
      'The given bucket does not exist. Please make sure the bucket is valid.',
      400,
    ])
    expect((await refusal(create({ logGroupName: 'missing' })))[1]).toBe(
      'The specified log group does not exist.',
    )
    await openBucket('no-acl', ['s3:PutObject'])
    expect((await refusal(create({ destination: 'no-acl' })))[1]).toBe(
      'GetBucketAcl call on the given bucket failed. Please check if CloudWatch Logs has been granted permission to perform this operation.',
    )
    await openBucket('no-put', ['s3:GetBucketAcl'])
    expect((await refusal(create({ destination: 'no-put' })))[1]).toBe(
      'PutObject call on the given bucket failed. Please check if CloudWatch Logs has been granted permission to perform this operation.',
    )
    expect((await refusal(create({ from: 2, to: 1 })))[0]).toBe('InvalidParameterException')
  })
})
