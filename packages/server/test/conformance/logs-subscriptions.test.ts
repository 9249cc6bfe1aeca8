import {
  CloudWatchLogsClient,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
  FilterLogEventsCommand,
  PutSubscriptionFilterCommand,
  type PutSubscriptionFilterCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { AddPermissionCommand, LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import type { House } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, openWorkshop, WRITE_LOGS } from './lambda-functions.ts'
import { openStream, type TestStream } from './logs-house.ts'

/** Writes what it was sent into its own log, on one line. */
const SUBSCRIBER = `
const { gunzipSync } = require('node:zlib')
exports.handler = async event => {
  console.log('SENT ' + gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString())
}
`

let house: House
let lambda: LambdaClient
let arn: string

beforeAll(async () => {
  house = await openWorkshop()
  lambda = new LambdaClient(house.as())
  await createFunction(house, await createRole(house, 'subscriber', WRITE_LOGS), SUBSCRIBER, {
    FunctionName: 'subscriber',
  })
  arn = `arn:aws:lambda:${house.region}:${house.account}:function:subscriber`
})
afterAll(() => house.close())

const permit = (StatementId: string, SourceArn: string, Principal = 'logs.amazonaws.com') =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName: 'subscriber',
      StatementId,
      Action: 'lambda:InvokeFunction',
      Principal,
      SourceArn,
      SourceAccount: house.account,
    }),
  )

const subscribe = (
  { logs, name }: TestStream,
  more: Partial<PutSubscriptionFilterCommandInput> = {},
) =>
  logs.send(
    new PutSubscriptionFilterCommand({
      logGroupName: name.logGroupName,
      filterName: 'all',
      filterPattern: '',
      destinationArn: arn,
      ...more,
    }),
  )

const describeFilters = async ({ logs, name }: TestStream, filterNamePrefix?: string) => {
  const { logGroupName } = name
  const command = new DescribeSubscriptionFiltersCommand({ logGroupName, filterNamePrefix })
  return (await logs.send(command)).subscriptionFilters
}

/** What the function was sent of a group, once there is something. */
const sent = ({ logs, name }: TestStream, count = 1) =>
  eventually(async () => {
    const command = new FilterLogEventsCommand({
      logGroupName: '/aws/lambda/subscriber',
      filterPattern: `"SENT" "${name.logGroupName}"`,
    })
    const { events = [] } = await logs.send(command).catch(() => ({ events: [] }))
    if (events.length < count) return undefined
    return events.map(({ message = '' }) => JSON.parse(message.slice(message.indexOf('{'))))
  })

describe('subscription filters', () => {
  it('send a function the events that fit, gzipped, under its own policy', async () => {
    const stream = await openStream(house, 'shop')
    expect(await refusal(subscribe(stream))).toEqual([
      'InvalidParameterException',
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
      400,
    ])
    await permit('shop', `${stream.arn}:*`)
    await subscribe(stream, { filterName: 'errors', filterPattern: 'ERROR -%ignore[0-9]%' })
    await stream.put('ERROR one', 'all is well', 'ERROR ignore1', 'ERROR two')
    const [message] = await sent(stream)
    expect(message).toEqual({
      messageType: 'DATA_MESSAGE',
      owner: house.account,
      logGroup: 'shop',
      logStream: 'web/1',
      subscriptionFilters: ['errors'],
      logEvents: [
        {
          id: expect.stringMatching(/^\d{56}$/),
          timestamp: expect.any(Number),
          message: 'ERROR one',
        },
        {
          id: expect.stringMatching(/^\d{56}$/),
          timestamp: expect.any(Number),
          message: 'ERROR two',
        },
      ],
    })
    expect(await describeFilters(stream)).toEqual([
      {
        filterName: 'errors',
        logGroupName: 'shop',
        filterPattern: 'ERROR -%ignore[0-9]%',
        destinationArn: arn,
        distribution: 'ByLogStream',
        applyOnTransformedLogs: false,
        creationTime: expect.any(Number),
      },
    ])
  })

  it('take a grant to the service of the region, and wait while the function grants nothing', async () => {
    const stream = await openStream(house, 'regional')
    const principal = `logs.${house.region}.amazonaws.com`
    await permit('regional', `${stream.arn}:*`, principal)
    await subscribe(stream)
    await lambda.send(
      new RemovePermissionCommand({ FunctionName: 'subscriber', StatementId: 'regional' }),
    )
    await stream.put('waits')
    await new Promise(resolve => setTimeout(resolve, 300))
    await permit('regional-again', `${stream.arn}:*`, principal)
    const [message] = await sent(stream)
    expect(message.logEvents).toMatchObject([{ message: 'waits' }])
  })

  it('are two for a group at most, changed by name and deleted', async () => {
    const stream = await openStream(house, 'limited')
    await permit('limited', `${stream.arn}:*`)
    await subscribe(stream, { filterName: 'b' })
    await subscribe(stream, { filterName: 'a' })
    expect(await refusal(subscribe(stream, { filterName: 'c' }))).toEqual([
      'LimitExceededException',
      'Resource limit exceeded.',
      400,
    ])
    await subscribe(stream, { filterName: 'b', filterPattern: '[]', distribution: 'Random' })
    expect(await describeFilters(stream)).toMatchObject([
      { filterName: 'a' },
      { filterName: 'b', filterPattern: '[]', distribution: 'Random' },
    ])
    const remove = () =>
      stream.logs.send(
        new DeleteSubscriptionFilterCommand({ logGroupName: 'limited', filterName: 'a' }),
      )
    await remove()
    expect(await describeFilters(stream, 'a')).toEqual([])
    expect(await refusal(remove())).toEqual([
      'ResourceNotFoundException',
      'The specified subscription filter does not exist.',
      400,
    ])
  })

  it.each([
    [
      'a function of another account',
      { destinationArn: 'arn:aws:lambda:us-east-1:222222222222:function:f' },
      'AccessDeniedException',
      'Cross-account lambda invocation passing is not allowed.',
    ],
    [
      'a stream without a role',
      { destinationArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/s' },
      'InvalidParameterException',
      'destinationArn for vendor kinesis cannot be used without roleArn',
    ],
    [
      'a delivery stream, of which there are none here',
      {
        destinationArn: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/s',
        roleArn: 'arn:aws:iam::123456789012:role/subscriber',
      },
      'InvalidParameterException',
      'Could not deliver test message to specified Firehose stream.',
    ],
    [
      'what is no ARN',
      { destinationArn: 'nonsense' },
      'InvalidParameterException',
      'destinationArn',
    ],
    [
      'a broken pattern',
      { filterPattern: '{ $.a' },
      'InvalidParameterException',
      'Invalid filter pattern',
    ],
  ])('are refused for %s', async (_, more, code, message) => {
    const stream = { logs: (await openStream(house, `refused-${Math.random()}`)).logs }
    const name = { logGroupName: 'shop', logStreamName: 'web/1' }
    const [found, text] = await refusal(subscribe({ ...stream, name } as TestStream, more))
    expect([found, text.slice(0, message.length)]).toEqual([code, message])
  })

  it('send a function nothing of its own log, which would never end', async () => {
    const { logs, name } = await openStream(house, 'its-own')
    const own = `arn:aws:logs:${house.region}:${house.account}:log-group:/aws/lambda/subscriber`
    await permit('own', `${own}:*`)
    const stream = { logs, name: { ...name, logGroupName: '/aws/lambda/subscriber' } } as TestStream
    for (const destinationArn of [arn, `${arn}:$LATEST`]) {
      expect(await refusal(subscribe(stream, { destinationArn }))).toEqual([
        'InvalidParameterException',
        'The log group provided is reserved for the function logs of the destination function.',
        400,
      ])
    }
  })

  it('need permission on the group, and to pass the role', async () => {
    const stream = await openStream(house, 'guarded')
    await permit('guarded', `${stream.arn}:*`)
    const bare = await createUser(house, 'bare', allow('logs:PutSubscriptionFilter', stream.arn))
    const client = new CloudWatchLogsClient(house.as(bare))
    expect((await refusal(subscribe({ ...stream, logs: client })))[0]).toBe('AccessDeniedException')
    const starred = await createUser(
      house,
      'starred',
      allow('logs:PutSubscriptionFilter', `${stream.arn}:*`),
    )
    const own = new CloudWatchLogsClient(house.as(starred))
    await subscribe({ ...stream, logs: own })
    const roleArn = `arn:aws:iam::${house.account}:role/subscriber`
    const [code, message] = await refusal(subscribe({ ...stream, logs: own }, { roleArn }))
    expect(code).toBe('AccessDeniedException')
    expect(message).toContain('iam:PassRole')
  })
})
