import {
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { allow, createUser, policy, signingWith } from '../people.ts'
import {
  arnOf,
  bucketPolicy,
  deliveredEvent,
  deliveredEvents,
  keysOf,
  MINUTES,
  openTrailHouse,
  startTrail,
  type TrailHouse,
} from './cloudtrail-house.ts'

let open: TrailHouse
let bucket: string

beforeAll(async () => {
  open = await openTrailHouse()
  bucket = await startTrail(open, 'Delivered')
})
afterAll(() => open.close())

const iam = () => new IAMClient(open.as())

describe('a trail that logs', () => {
  it('delivers a change with who, what and the answer, within five minutes', async () => {
    await iam().send(new CreateUserCommand({ UserName: 'alice', Path: '/team/' }))
    await iam().send(new CreateAccessKeyCommand({ UserName: 'alice' }))
    expect(await keysOf(open, bucket)).toEqual([])
    open.clock.shift(6 * MINUTES)
    const event = await deliveredEvent(open, bucket, ({ eventName }) => eventName === 'CreateUser')
    const { account, root } = open.house
    expect(event).toMatchObject({
      eventVersion: '1.11',
      userIdentity: {
        type: 'Root',
        principalId: account,
        arn: `arn:aws:iam::${account}:root`,
        accountId: account,
        accessKeyId: root.accessKeyId,
      },
      eventSource: 'iam.amazonaws.com',
      awsRegion: 'us-east-1',
      sourceIPAddress: '127.0.0.1',
      requestParameters: { userName: 'alice', path: '/team/' },
      responseElements: {
        user: { userName: 'alice', path: '/team/', arn: `arn:aws:iam::${account}:user/team/alice` },
      },
      additionalEventData: { decisions: [{ action: 'iam:CreateUser', effect: 'allow' }] },
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      resources: [{ type: 'AWS::IAM::User', accountId: account }],
    })
    expect(event['eventTime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(event['userAgent']).toContain('aws-sdk-js')
  })

  it('names its files as CloudTrail does', async () => {
    const [first = ''] = await keysOf(open, bucket)
    const day = '\\d{4}/\\d\\d/\\d\\d'
    const { account } = open.house
    expect(first).toMatch(
      new RegExp(
        `^AWSLogs/${account}/CloudTrail/us-east-1/${day}/${account}_CloudTrail_us-east-1_\\d{8}T\\d{4}Z_\\w{16}\\.json\\.gz$`,
      ),
    )
  })

  it('never delivers a secret', async () => {
    const events = await deliveredEvents(open, bucket)
    const created = events.find(({ eventName }) => eventName === 'CreateAccessKey')
    expect(created?.['responseElements']).toMatchObject({
      accessKey: { userName: 'alice', secretAccessKey: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    })
  })

  it('delivers reads and denials, and sessions with their issuer', async () => {
    const trust = policy({
      Effect: 'Allow',
      Principal: { AWS: open.house.account },
      Action: 'sts:AssumeRole',
    })
    const RoleName = 'Auditor'
    await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }))
    const PolicyDocument = policy(allow('iam:GetUser', '*'))
    await iam().send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument }))
    const bob = await createUser(open.house, 'bob', allow('sts:AssumeRole', '*'))
    const sts = new STSClient(open.as(bob))
    const RoleArn = `arn:aws:iam::${open.house.account}:role/${RoleName}`
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'tuesday' }),
    )
    const session = new IAMClient(open.as(signingWith(Credentials)))
    await session.send(new GetUserCommand({ UserName: 'alice' }))
    const denied = session.send(new CreateUserCommand({ UserName: 'mallory' }))
    await expect(denied).rejects.toThrow('not authorized')
    open.clock.shift(6 * MINUTES)
    const refused = await deliveredEvent(
      open,
      bucket,
      ({ errorCode }) => errorCode === 'AccessDenied',
    )
    expect(refused).toMatchObject({
      eventName: 'CreateUser',
      requestParameters: { userName: 'mallory' },
      responseElements: null,
      userIdentity: {
        type: 'AssumedRole',
        principalId: expect.stringMatching(/^AROA\w+:tuesday$/),
        arn: `arn:aws:sts::${open.house.account}:assumed-role/Auditor/tuesday`,
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: RoleArn, userName: 'Auditor' },
          attributes: { mfaAuthenticated: 'false' },
        },
      },
      additionalEventData: {
        decisions: [{ action: 'iam:CreateUser', effect: 'implicit-deny' }],
      },
    })
    const events = await deliveredEvents(open, bucket)
    const read = events.find(({ eventName }) => eventName === 'GetUser')
    expect(read).toMatchObject({ readOnly: true, responseElements: null })
    const assumed = events.find(({ eventName }) => eventName === 'AssumeRole')
    expect(assumed).toMatchObject({
      userIdentity: { type: 'IAMUser', userName: 'bob' },
      responseElements: {
        credentials: {
          accessKeyId: Credentials?.AccessKeyId,
          sessionToken: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        },
      },
    })
  })

  it('delivers data events only when asked for them', async () => {
    const put = (Key: string) =>
      open.s3.send(new PutObjectCommand({ Bucket: 'data-bucket', Key, Body: Key }))
    await open.s3.send(new CreateBucketCommand({ Bucket: 'data-bucket' }))
    await put('before')
    const select = new PutEventSelectorsCommand({
      TrailName: 'Delivered',
      EventSelectors: [
        {
          ReadWriteType: 'WriteOnly',
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::data-bucket/in/'] }],
        },
      ],
    })
    await open.trails.send(select)
    await put('in/one')
    await put('out/two')
    open.clock.shift(6 * MINUTES)
    const event = await deliveredEvent(open, bucket, ({ eventName }) => eventName === 'PutObject')
    expect(event).toMatchObject({
      eventSource: 's3.amazonaws.com',
      requestParameters: { bucketName: 'data-bucket', key: 'in/one' },
      managementEvent: false,
      eventCategory: 'Data',
      readOnly: false,
      resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::data-bucket/in/one' }],
    })
    const all = await deliveredEvents(open, bucket)
    expect(all.filter(({ eventName }) => eventName === 'PutObject')).toHaveLength(1)
  })

  it('delivers what was refused for another reason than permission', async () => {
    const again = iam().send(new CreateUserCommand({ UserName: 'alice' }))
    await expect(again).rejects.toThrow('already exists')
    const misshapen = iam().send(new CreateUserCommand({ UserName: 'not a name' }))
    await expect(misshapen).rejects.toThrow('is invalid')
    open.clock.shift(6 * MINUTES)
    for (const errorCode of ['EntityAlreadyExists', 'ValidationError']) {
      const event = await deliveredEvent(open, bucket, found => found['errorCode'] === errorCode)
      expect(event).toMatchObject({
        eventName: 'CreateUser',
        readOnly: false,
        responseElements: null,
      })
    }
  })

  it('tells of an event once, by an id of its own', async () => {
    const ids = (await deliveredEvents(open, bucket)).map(({ eventID }) => eventID)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(5)
  })

  it('keeps what the bucket does not take, says why, and delivers it later', async () => {
    const status = () => open.trails.send(new GetTrailStatusCommand({ Name: 'Delivered' }))
    await open.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }))
    await iam().send(new CreateUserCommand({ UserName: 'patient' }))
    open.clock.shift(6 * MINUTES)
    await eventually(async () =>
      (await status()).LatestDeliveryError === 'AccessDenied' ? true : undefined,
    )
    const Policy = bucketPolicy(bucket, open.house.account, arnOf(open, 'Delivered'))
    await open.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }))
    open.clock.shift(2 * MINUTES)
    const event = await deliveredEvent(open, bucket, event =>
      JSON.stringify(event['requestParameters']).includes('patient'),
    )
    expect(event.eventName).toBe('CreateUser')
    expect((await status()).LatestDeliveryError).toBeUndefined()
  })

  it('delivers what it has when it is stopped, and selects nothing more', async () => {
    await iam().send(new CreateUserCommand({ UserName: 'last' }))
    await open.trails.send(new StopLoggingCommand({ Name: 'Delivered' }))
    await iam().send(new CreateUserCommand({ UserName: 'too-late' }))
    await deliveredEvent(open, bucket, ({ eventName }) => eventName === 'StopLogging')
    open.clock.shift(6 * MINUTES)
    const names = (await deliveredEvents(open, bucket)).map(event =>
      JSON.stringify(event['requestParameters']),
    )
    expect(names.some(text => text.includes('"last"'))).toBe(true)
    expect(names.some(text => text.includes('too-late'))).toBe(false)
  })
})
