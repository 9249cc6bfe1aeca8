import {
  CloudWatchLogsClient,
  CreateExportTaskCommand,
  CreateLogGroupCommand,
  DescribeExportTasksCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { eventually } from '../eventually.ts'
import { allow, policy } from '../people.ts'
import { keysOf, MINUTES, openTrailHouse, startTrail, type TrailHouse } from './cloudtrail-house.ts'
import {
  ask,
  CONNECTORS,
  CUSTOMER,
  createAccount,
  createRole,
  hitsOf,
  readingOf,
  type Stage,
} from './collector-stage.ts'
import { LEX_MAY_ASSUME } from './conversation-logs-stage.ts'

/** What this server logs of itself, collected by somebody who looks after logs: the loop closes. */

const BOT = 'OrderFlowers'
const GROUP = '/lex/own'
const SAID = ['I would like to order flowers', 'roses', 'tomorrow']

let open: TrailHouse
let stage: Stage
/** The account that runs the collector. */
let operator: SigningCredentials

beforeAll(async () => {
  open = await openTrailHouse({ sample: true })
  const { house, clock } = open
  operator = await createAccount(house, CUSTOMER)
  const { body: account } = await collector('POST', '/v1/collector/accounts', {
    accountName: 'own',
  })
  const { body: details } = await collector('GET', `${CONNECTORS}/aws-assume-role-details`)
  stage = {
    ...{ house, customer: house.root, ahead: () => clock.offsetMs },
    accountId: String(account['accountId']),
    externalId: String(account['externalId']),
    collectorAccountId: String(details['logzioAWSAccountId']),
  }
})
afterAll(() => open.close())

const collector = (method: string, target: string, input?: object) =>
  ask(open.house, method, target, input, { as: operator, time: open.clock.now() })

/** Has a bucket collected from its beginning; the connector's id. */
async function connect(bucket: string, logsType: string, prefix: string): Promise<string> {
  const arn = await createRole(stage, `read-${bucket}`, { statements: readingOf(bucket) })
  const { status, body } = await collector('POST', CONNECTORS, {
    ...{ arn, bucket, prefix, logsType, region: 'us-east-1' },
    ...{ startMode: 'everything', pollSeconds: 5, addS3ObjectKeyAsLogField: true },
  })
  expect([status, body['message']]).toEqual([200, undefined])
  return String(body['id'])
}

/** The lines that a query finds, the oldest first, once there are so many. */
const found = (query: string, count = 1) =>
  eventually(async () => {
    const request = { query: { query_string: { query } }, sort: [{ '@timestamp': 'asc' }] }
    const hits = await hitsOf(open.house, request, { as: operator, time: open.clock.now() })
    return hits.length < count ? undefined : hits.map(({ _source }) => _source)
  })

describe('conversation logs of our own bot', () => {
  it('are exported from their group to a bucket, collected and searched', async () => {
    await converse()
    await exportTo('own-conversations')
    await connect('own-conversations', 'lex', 'exportedlogs/')
    const lines = await found(`type:lex AND botName:${BOT}`, SAID.length)
    expect(lines.map(({ inputTranscript }) => inputTranscript)).toEqual(SAID)
    expect(lines[1]).toMatchObject({
      ...{ botAlias: 'logged', userId: 'ann', intent: 'OrderFlowers', dialogState: 'ElicitSlot' },
      'slots.FlowerType': 'roses',
    })
    expect(lines.filter(line => '_parse_error' in line)).toEqual([])
    expect(await found('inputTranscript:roses')).toHaveLength(1)
  })
})

/** Talks with an alias that logs to a group, until all of it is there. */
async function converse(): Promise<void> {
  const { account, region } = open.house
  const logs = new CloudWatchLogsClient(open.as())
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }))
  const groupArn = `arn:aws:logs:${region}:${account}:log-group:${GROUP}`
  const iam = new IAMClient(open.as())
  const RoleName = 'LexLogger'
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: LEX_MAY_ASSUME }),
  )
  const PolicyDocument = policy(
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${groupArn}:*`),
  )
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
  const destination = 'CLOUDWATCH_LOGS' as const
  await new LexModelBuildingServiceClient(open.as()).send(
    new PutBotAliasCommand({
      ...{ botName: BOT, name: 'logged', botVersion: '1' },
      conversationLogs: {
        iamRoleArn: Role?.Arn ?? '',
        logSettings: [{ logType: 'TEXT', destination, resourceArn: groupArn }],
      },
    }),
  )
  const runtime = new LexRuntimeServiceClient(open.as())
  for (const inputText of SAID) {
    await runtime.send(
      new PostTextCommand({ botName: BOT, botAlias: 'logged', userId: 'ann', inputText }),
    )
  }
  await eventually(async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }))
    return events.length < SAID.length ? undefined : events
  })
}

async function exportTo(destination: string): Promise<void> {
  await open.s3.send(new CreateBucketCommand({ Bucket: destination }))
  const Principal = { Service: `logs.${open.house.region}.amazonaws.com` }
  const arn = `arn:aws:s3:::${destination}`
  const Policy = policy(
    { ...allow('s3:GetBucketAcl', arn), Principal },
    { ...allow('s3:PutObject', `${arn}/*`), Principal },
  )
  await open.s3.send(new PutBucketPolicyCommand({ Bucket: destination, Policy }))
  const logs = new CloudWatchLogsClient(open.as())
  const now = open.clock.now()
  const { taskId } = await logs.send(
    new CreateExportTaskCommand({
      ...{ logGroupName: GROUP, destination },
      ...{ from: now - 60 * MINUTES, to: now + MINUTES },
    }),
  )
  await eventually(async () => {
    const { exportTasks } = await logs.send(new DescribeExportTasksCommand({ taskId }))
    return exportTasks?.[0]?.status?.code === 'COMPLETED' ? true : undefined
  })
}

describe('the audit trail of our own account', () => {
  it('is collected and searched, and tells who came to collect it', async () => {
    const bucket = await startTrail(open, 'Own')
    const iam = new IAMClient(open.as())
    await iam.send(
      new CreateRoleCommand({ RoleName: 'told', AssumeRolePolicyDocument: LEX_MAY_ASSUME }),
    )
    open.clock.shift(6 * MINUTES)
    await eventually(async () => (await keysOf(open, bucket, 'AWSLogs/')).find(isLogFile))
    await connect(bucket, 'cloudtrail', 'AWSLogs/')
    const [created] = await found('eventName:CreateRole AND requestParameters.roleName:told')
    expect(created).toMatchObject({
      ...{ type: 'cloudtrail', eventSource: 'iam.amazonaws.com', 'userIdentity.type': 'Root' },
      s3_key: expect.stringContaining(`/${open.house.account}/CloudTrail/us-east-1/`),
    })
    open.clock.shift(6 * MINUTES)
    const comings = await found(`eventName:AssumeRole AND requestParameters.roleArn:read-${bucket}`)
    const withId = comings.filter(
      line => line['requestParameters.externalId'] === stage.externalId && !('errorCode' in line),
    )
    expect(withId.length).toBeGreaterThan(0)
    expect(withId[0]).toMatchObject({ 'userIdentity.accountId': stage.collectorAccountId })
  })
})

const isLogFile = (key: string) => key.includes('/CloudTrail/')

describe('the access log of our own S3', () => {
  it('is delivered to a bucket, collected and searched', async () => {
    const [visited, target] = ['own-visited', 'own-visits']
    for (const Bucket of [visited, target]) await open.s3.send(new CreateBucketCommand({ Bucket }))
    const Principal = { Service: 'logging.s3.amazonaws.com' }
    const Policy = policy({ ...allow('s3:PutObject', `arn:aws:s3:::${target}/*`), Principal })
    await open.s3.send(new PutBucketPolicyCommand({ Bucket: target, Policy }))
    const LoggingEnabled = { TargetBucket: target, TargetPrefix: 'visits/' }
    await open.s3.send(
      new PutBucketLoggingCommand({ Bucket: visited, BucketLoggingStatus: { LoggingEnabled } }),
    )
    const place = { Bucket: visited, Key: 'menu.txt' }
    await open.s3.send(new PutObjectCommand({ ...place, Body: 'soup' }))
    await open.s3.send(new GetObjectCommand(place))
    await expect(open.s3.send(new GetObjectCommand({ ...place, Key: 'none' }))).rejects.toThrow()
    await eventually(async () => {
      open.clock.shift(MINUTES)
      return (await keysOf(open, target))[0]
    })
    await connect(target, 'S3Access', 'visits/')
    const lines = await found(`bucket:${visited} AND operation:REST.GET.OBJECT`, 2)
    expect(lines.map(line => [line['key'], line['http_status'], line['error_code']])).toEqual([
      ['menu.txt', 200, undefined],
      ['none', 404, 'NoSuchKey'],
    ])
    expect(lines[0]).toMatchObject({ type: 'S3Access', remote_ip: '127.0.0.1', object_size: 4 })
    expect(lines.filter(line => '_parse_error' in line)).toEqual([])
  })
})
