import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { eventually } from '../eventually.ts'
import { allow, createUser as createPerson, policy } from '../people.ts'
import {
  arnOf,
  bucketPolicy,
  createTrailBucket,
  deliveredEvent,
  deliveredEvents,
  HOURS,
  keysOf,
  MINUTES,
  openTrailHouse,
  startTrail,
  type TrailHouse,
} from './cloudtrail-house.ts'
import { createAccount } from './lex-accounts.ts'

let open: TrailHouse
let other: SigningCredentials

beforeAll(async () => {
  open = await openTrailHouse()
  other = await createAccount(open.house, '999988887777')
})
afterAll(() => open.close())

const createUser = (UserName: string) =>
  new IAMClient(open.as()).send(new CreateUserCommand({ UserName }))

describe('a trail with a key', () => {
  const Name = 'encrypted'
  const keyPolicy = (account: string, ...more: readonly object[]) =>
    policy(
      { Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' },
      ...more,
    )
  let keyArn: string

  it('needs the key policy to let CloudTrail use the key for it', async () => {
    const { account } = open.house
    const kms = new KMSClient(open.as())
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: keyPolicy(account) }))
    keyArn = KeyMetadata?.Arn ?? ''
    await createTrailBucket(open, 'encrypted-files', Name)
    const create = () =>
      open.trails.send(
        new CreateTrailCommand({
          Name,
          S3BucketName: 'encrypted-files',
          KmsKeyId: KeyMetadata?.KeyId,
        }),
      )
    await expect(create()).rejects.toThrow(
      expect.objectContaining({ name: 'InsufficientEncryptionPolicyException' }),
    )
    const cloudtrail = { Service: 'cloudtrail.amazonaws.com' }
    const encrypt = {
      Effect: 'Allow',
      Principal: cloudtrail,
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceArn': arnOf(open, Name) },
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': arnOf(open, Name) },
      },
    }
    const describe = {
      Effect: 'Allow',
      Principal: cloudtrail,
      Action: 'kms:DescribeKey',
      Resource: '*',
    }
    await kms.send(
      new PutKeyPolicyCommand({ KeyId: keyArn, Policy: keyPolicy(account, encrypt, describe) }),
    )
    expect((await create()).KmsKeyId).toBe(keyArn)
  })

  it('has its log files encrypted under it', async () => {
    await open.trails.send(new StartLoggingCommand({ Name }))
    await createUser('secretive')
    open.clock.shift(6 * MINUTES)
    await deliveredEvent(open, 'encrypted-files', ({ eventName }) => eventName === 'CreateUser')
    const [Key = ''] = await keysOf(open, 'encrypted-files')
    const head = await open.s3.send(new HeadObjectCommand({ Bucket: 'encrypted-files', Key }))
    expect(head).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: keyArn,
      ContentEncoding: 'gzip',
      ContentType: 'application/json',
    })
  })

  it('once deleted, still delivers what it had selected', async () => {
    await createUser('just-before')
    await open.trails.send(new DeleteTrailCommand({ Name }))
    const event = await deliveredEvent(open, 'encrypted-files', ({ requestParameters }) =>
      JSON.stringify(requestParameters).includes('just-before'),
    )
    expect(event.eventName).toBe('CreateUser')
  })
})

describe('a trail with a log group', () => {
  it('is told nothing of the groups of other accounts', async () => {
    const { account, region } = open.house
    const logGroupName = 'of-the-owner'
    await new CloudWatchLogsClient(open.as()).send(new CreateLogGroupCommand({ logGroupName }))
    const S3BucketName = 'foreign-trail'
    const s3 = new S3Client({ ...open.as(other), forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: S3BucketName }))
    const trailArn = `arn:aws:cloudtrail:${region}:999988887777:trail/probing`
    const Policy = bucketPolicy(S3BucketName, '999988887777', trailArn)
    await s3.send(new PutBucketPolicyCommand({ Bucket: S3BucketName, Policy }))
    const told = (name: string) =>
      new CloudTrailClient(open.as(other))
        .send(
          new CreateTrailCommand({
            ...{ Name: 'probing', S3BucketName },
            CloudWatchLogsLogGroupArn: `arn:aws:logs:${region}:${account}:log-group:${name}:*`,
            CloudWatchLogsRoleArn: 'arn:aws:iam::999988887777:role/any',
          }),
        )
        .catch(({ message }) => message)
    const answer = await told(logGroupName)
    expect(answer).toBe('CloudTrail cannot validate the specified log group ARN.')
    expect(await told('not-there')).toBe(answer)
  })

  it('writes its events there as its role, and to the bucket', async () => {
    const { account, region } = open.house
    const logs = new CloudWatchLogsClient(open.as())
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'audit' }))
    const iam = new IAMClient(open.as())
    const RoleName = 'TrailToLogs'
    const trust = policy({
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'sts:AssumeRole',
    })
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }))
    const group = `arn:aws:logs:${region}:${account}:log-group:audit:*`
    const PolicyDocument = policy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], group))
    const CloudWatchLogsRoleArn = `arn:aws:iam::${account}:role/${RoleName}`
    const CloudWatchLogsLogGroupArn = group
    const bucket = await startTrail(open, 'logged', {
      CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn,
    })
    const clerk = await createPerson(open.house, 'clerk', allow('cloudtrail:UpdateTrail', '*'))
    const update = new UpdateTrailCommand({
      Name: 'logged',
      CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn,
    })
    const elsewhere = new UpdateTrailCommand({ Name: 'logged', CloudWatchLogsLogGroupArn })
    for (const command of [update, elsewhere]) {
      await expect(new CloudTrailClient(open.as(clerk)).send(command)).rejects.toThrow(
        `iam:PassRole on resource: ${CloudWatchLogsRoleArn}`,
      )
    }
    const status = () => open.trails.send(new GetTrailStatusCommand({ Name: 'logged' }))
    await createUser('logged-one')
    open.clock.shift(6 * MINUTES)
    await eventually(async () => (await status()).LatestCloudWatchLogsDeliveryError)
    expect((await status()).LatestCloudWatchLogsDeliveryError).toBe('AccessDeniedException')
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'write', PolicyDocument }))
    open.clock.shift(2 * MINUTES)
    const found = await eventually(async () => {
      const { events = [] } = await new CloudWatchLogsClient(open.as()).send(
        new FilterLogEventsCommand({ logGroupName: 'audit' }),
      )
      return events.find(({ message = '' }) => message.includes('logged-one'))
    })
    expect(found.logStreamName).toBe(`${account}_CloudTrail_${region}`)
    expect(JSON.parse(found.message ?? '')).toMatchObject({ eventName: 'CreateUser' })
    expect(await deliveredEvents(open, bucket)).toContainEqual(JSON.parse(found.message ?? ''))
    const after = await eventually(async () => {
      const now = await status()
      return now.LatestCloudWatchLogsDeliveryTime && now
    })
    expect(after.LatestCloudWatchLogsDeliveryError).toBeUndefined()
    await open.trails.send(new DeleteTrailCommand({ Name: 'logged' }))
  })
})

describe('a trail of all regions', () => {
  it('has files of each region, with digests of their own under a prefix', async () => {
    const bucket = await startTrail(open, 'everywhere', {
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      S3KeyPrefix: 'a/b',
    })
    const europe = new KMSClient(open.as(undefined, 'eu-west-1'))
    await europe.send(new CreateKeyCommand({}))
    await new KMSClient(open.as()).send(new CreateKeyCommand({}))
    open.clock.shift(6 * MINUTES)
    const folder = (region: string, kind = 'CloudTrail') =>
      `a/b/AWSLogs/${open.house.account}/${kind}/${region}/`
    const regions = await eventually(async () => {
      const events = await deliveredEvents(open, bucket)
      const created = events.filter(({ eventName }) => eventName === 'CreateKey')
      return created.length > 1 ? created.map(({ awsRegion }) => awsRegion) : undefined
    })
    expect(regions.toSorted()).toEqual(['eu-west-1', 'us-east-1'])
    expect(await keysOf(open, bucket, folder('eu-west-1'))).toHaveLength(1)
    open.clock.shift(HOURS)
    for (const region of ['eu-west-1', 'us-east-1']) {
      const where = folder(region, 'CloudTrail-Digest')
      const key = await eventually(async () => (await keysOf(open, bucket, where))[0])
      expect(key).toMatch(
        new RegExp(`_CloudTrail-Digest_${region}_everywhere_us-east-1_\\d{8}T\\d{6}Z`),
      )
    }
    const EndTime = new Date(open.clock.now() + HOURS)
    const { PublicKeyList = [] } = await open.trails.send(
      new ListPublicKeysCommand({ StartTime: new Date(open.clock.now()), EndTime }),
    )
    expect(PublicKeyList.length).toBeGreaterThanOrEqual(1)
    const before = new ListPublicKeysCommand({ StartTime: new Date(1), EndTime: new Date(2) })
    expect((await open.trails.send(before)).PublicKeyList).toEqual([])
    const { trailList } = await open.trails.send(new DescribeTrailsCommand({}))
    expect(trailList?.map(({ Name }) => Name)).toEqual(['everywhere'])
  })
})

describe('a bucket of another account', () => {
  it('takes the files of a trail, when its policy names that trail', async () => {
    const Name = 'central'
    const TrailARN = `arn:aws:cloudtrail:us-east-1:999988887777:trail/${Name}`
    const Bucket = 'central-files'
    await open.s3.send(new CreateBucketCommand({ Bucket }))
    // A client that was refused takes its time from the answer, which is not that of this house.
    const foreign = () => new CloudTrailClient(open.as(other))
    const create = () => foreign().send(new CreateTrailCommand({ Name, S3BucketName: Bucket }))
    await expect(create()).rejects.toThrow(
      expect.objectContaining({ name: 'InsufficientS3BucketPolicyException' }),
    )
    const Policy = bucketPolicy(Bucket, '999988887777', TrailARN)
    await open.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    expect((await create()).TrailARN).toBe(TrailARN)
    await foreign().send(new StartLoggingCommand({ Name }))
    await new IAMClient(open.as(other)).send(new CreateUserCommand({ UserName: 'foreigner' }))
    open.clock.shift(6 * MINUTES)
    const event = await deliveredEvent(open, Bucket, ({ eventName }) => eventName === 'CreateUser')
    expect(event['recipientAccountId']).toBe('999988887777')
    const [key] = await keysOf(open, Bucket)
    expect(key).toMatch(/^AWSLogs\/999988887777\/CloudTrail\/us-east-1\//)
  })
})

describe('a request across accounts', () => {
  it('is an event of both, and the owner learns no more of the caller than its account', async () => {
    const bucket = await startTrail(open, 'owner')
    await open.trails.send(
      new PutEventSelectorsCommand({
        TrailName: 'owner',
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['Data'] },
              { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
              { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::shared-bucket/'] },
            ],
          },
        ],
      }),
    )
    await open.s3.send(new CreateBucketCommand({ Bucket: 'shared-bucket' }))
    const shared = {
      Effect: 'Allow',
      Principal: { AWS: '999988887777' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::shared-bucket/open/*',
    }
    await open.s3.send(
      new PutBucketPolicyCommand({ Bucket: 'shared-bucket', Policy: policy(shared) }),
    )
    const stranger = new S3Client({ ...open.as(other), forcePathStyle: true })
    const put = (Key: string) =>
      stranger.send(new PutObjectCommand({ Bucket: 'shared-bucket', Key, Body: 'x' }))
    await put('open/one')
    await put('closed/two').catch(() => 'denied')
    open.clock.shift(6 * MINUTES)
    const event = await deliveredEvent(open, bucket, ({ eventName }) => eventName === 'PutObject')
    expect(event).toMatchObject({
      userIdentity: { type: 'AWSAccount', accountId: '999988887777' },
      recipientAccountId: open.house.account,
      sharedEventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(event['userIdentity']).not.toHaveProperty('arn')
    const all = await deliveredEvents(open, bucket)
    expect(all.filter(({ eventName }) => eventName === 'PutObject')).toHaveLength(1)
    const foreign = new CloudTrailClient(open.as(other))
    const { trailList } = await foreign.send(new DescribeTrailsCommand({}))
    expect(trailList?.map(trail => trail.Name)).toEqual(['central'])
  })
})
