import {
  AddTagsCommand,
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allow, createUser } from '../people.ts'
import { arnOf, createTrailBucket, openTrailHouse, type TrailHouse } from './cloudtrail-house.ts'

let open: TrailHouse
const BUCKET = 'trail-files'

beforeAll(async () => {
  open = await openTrailHouse()
  await createTrailBucket(open, BUCKET, 'Main')
  await open.s3.send(new CreateBucketCommand({ Bucket: 'closed-bucket' }))
})
afterAll(() => open.close())

const refusal = async (sent: Promise<unknown>) => {
  const error: unknown = await sent.then(
    () => undefined,
    failure => failure,
  )
  const { name = 'none', message = '' } = (error ?? {}) as Partial<Error>
  return { name, message }
}

describe('a trail', () => {
  it('is created with what it was asked for, and does not log yet', async () => {
    const created = await open.trails.send(
      new CreateTrailCommand({
        Name: 'Main',
        S3BucketName: BUCKET,
        S3KeyPrefix: 'audit',
        EnableLogFileValidation: true,
        TagsList: [{ Key: 'team', Value: 'security' }],
      }),
    )
    expect(created).toMatchObject({
      Name: 'Main',
      S3BucketName: BUCKET,
      S3KeyPrefix: 'audit',
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      TrailARN: arnOf(open, 'Main'),
      LogFileValidationEnabled: true,
      IsOrganizationTrail: false,
    })
    const status = await open.trails.send(new GetTrailStatusCommand({ Name: 'Main' }))
    expect(status.IsLogging).toBe(false)
    expect(status.StartLoggingTime).toBeUndefined()
  })

  it('is found by name and by ARN, and listed', async () => {
    const byArn = await open.trails.send(new GetTrailCommand({ Name: arnOf(open, 'Main') }))
    const byName = await open.trails.send(new GetTrailCommand({ Name: 'Main' }))
    expect(byArn.Trail).toEqual(byName.Trail)
    expect(byName.Trail).toMatchObject({
      HomeRegion: 'us-east-1',
      HasCustomEventSelectors: false,
      HasInsightSelectors: false,
    })
    const { trailList } = await open.trails.send(new DescribeTrailsCommand({}))
    expect(trailList).toEqual([byName.Trail])
    const { Trails } = await open.trails.send(new ListTrailsCommand({}))
    expect(Trails).toEqual([
      { Name: 'Main', TrailARN: arnOf(open, 'Main'), HomeRegion: 'us-east-1' },
    ])
    const named = new DescribeTrailsCommand({ trailNameList: ['Main', 'Nobody'] })
    expect((await open.trails.send(named)).trailList).toHaveLength(1)
  })

  it('logs from StartLogging to StopLogging', async () => {
    await open.trails.send(new StartLoggingCommand({ Name: 'Main' }))
    const started = await open.trails.send(new GetTrailStatusCommand({ Name: 'Main' }))
    expect(started.IsLogging).toBe(true)
    expect(started.StartLoggingTime).toBeInstanceOf(Date)
    await open.trails.send(new StopLoggingCommand({ Name: 'Main' }))
    const stopped = await open.trails.send(new GetTrailStatusCommand({ Name: 'Main' }))
    expect(stopped.IsLogging).toBe(false)
    expect(stopped.StopLoggingTime).toBeInstanceOf(Date)
  })

  it('is changed member by member; an empty prefix takes it away', async () => {
    const update = (input: object) =>
      open.trails.send(new UpdateTrailCommand({ Name: 'Main', ...input }))
    expect(await update({ EnableLogFileValidation: false })).toMatchObject({
      S3KeyPrefix: 'audit',
      LogFileValidationEnabled: false,
    })
    const changed = await update({ S3KeyPrefix: '', IsMultiRegionTrail: true })
    expect(changed.S3KeyPrefix).toBeUndefined()
    expect(changed.IsMultiRegionTrail).toBe(true)
  })

  it('of another region is read by those alone who may read it there', async () => {
    const home = arnOf(open, 'Main')
    const names = { here: home, there: home.replace(open.house.region, 'eu-west-1') }
    const readers = await Promise.all(
      Object.entries(names).map(async ([name, arn]) => {
        const keys = await createUser(open.house, `reader-${name}`, allow('cloudtrail:Get*', arn))
        return new CloudTrailClient(open.as(keys, 'eu-west-1'))
      }),
    )
    const input = { Name: 'Main', TrailName: 'Main' }
    for (const [index, reader] of readers.entries()) {
      const expected = index === 0 ? 'none' : 'AccessDeniedException'
      for (const send of [
        () => reader.send(new GetTrailCommand(input)),
        () => reader.send(new GetTrailStatusCommand(input)),
        () => reader.send(new GetEventSelectorsCommand(input)),
      ]) {
        expect((await refusal(send())).name).toBe(expected)
      }
    }
  })

  it('of all regions is shown in the others, and changed at home alone', async () => {
    const elsewhere = new CloudTrailClient(open.as(undefined, 'eu-west-1'))
    const { trailList } = await elsewhere.send(new DescribeTrailsCommand({}))
    expect(trailList?.map(({ Name }) => Name)).toEqual(['Main'])
    const own = new DescribeTrailsCommand({ includeShadowTrails: false })
    expect((await elsewhere.send(own)).trailList).toEqual([])
    const stop = elsewhere.send(new StopLoggingCommand({ Name: 'Main' }))
    expect((await refusal(stop)).name).toBe('InvalidHomeRegionException')
  })

  it('has tags, which policies see', async () => {
    const ResourceId = arnOf(open, 'Main')
    await open.trails.send(
      new AddTagsCommand({ ResourceId, TagsList: [{ Key: 'env', Value: 'prod' }] }),
    )
    const list = () => open.trails.send(new ListTagsCommand({ ResourceIdList: [ResourceId] }))
    expect((await list()).ResourceTagList).toEqual([
      {
        ResourceId,
        TagsList: [
          { Key: 'team', Value: 'security' },
          { Key: 'env', Value: 'prod' },
        ],
      },
    ])
    const condition = { StringEquals: { 'aws:ResourceTag/env': 'prod' } }
    const guard = await createUser(
      open.house,
      'tag-guard',
      allow('cloudtrail:GetTrail', '*', condition),
    )
    const reader = new CloudTrailClient(open.as(guard))
    expect((await reader.send(new GetTrailCommand({ Name: 'Main' }))).Trail?.Name).toBe('Main')
    await open.trails.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: 'env' }] }))
    expect((await list()).ResourceTagList?.[0]?.TagsList).toHaveLength(1)
    const refused = await refusal(reader.send(new GetTrailCommand({ Name: 'Main' })))
    expect(refused.message).toContain(`cloudtrail:GetTrail on resource: ${arnOf(open, 'Main')}`)
  })

  it('tells its tags with those of twenty trails at most', async () => {
    const ids = Array.from({ length: 21 }, (_, nth) => arnOf(open, `Trail${nth}`))
    const list = new ListTagsCommand({ ResourceIdList: ids })
    expect((await refusal(open.trails.send(list))).message).toContain('less than or equal to 20')
  })

  it('is gone once deleted, and its place is free again', async () => {
    await open.trails.send(new DeleteTrailCommand({ Name: 'Main' }))
    expect(await refusal(open.trails.send(new GetTrailCommand({ Name: 'Main' })))).toEqual({
      name: 'TrailNotFoundException',
      message: `Unknown trail: ${arnOf(open, 'Main')} for the user: ${open.house.account}`,
    })
  })
})

describe('CreateTrail refuses', () => {
  const create = (input: Partial<CreateTrailCommand['input']>) =>
    refusal(
      open.trails.send(new CreateTrailCommand({ Name: 'Main', S3BucketName: BUCKET, ...input })),
    )

  it.each([
    ['a name that is too short', { Name: 'ab' }, 'InvalidTrailNameException'],
    ['a name with a blank', { Name: 'my trail' }, 'InvalidTrailNameException'],
    ['an address as a name', { Name: '10.0.0.1' }, 'InvalidTrailNameException'],
    [
      'a bucket by a name that none has',
      { S3BucketName: 'Bad_Bucket' },
      'InvalidS3BucketNameException',
    ],
    ['a bucket that is not there', { S3BucketName: 'no-bucket' }, 'S3BucketDoesNotExistException'],
    [
      'a bucket that is closed to CloudTrail',
      { S3BucketName: 'closed-bucket' },
      'InsufficientS3BucketPolicyException',
    ],
    [
      'a bucket that is open to another trail',
      { Name: 'Other' },
      'InsufficientS3BucketPolicyException',
    ],
    ['a topic', { SnsTopicName: 'news' }, 'UnsupportedOperationException'],
    ['an organization trail', { IsOrganizationTrail: true }, 'UnsupportedOperationException'],
    [
      'all regions without the global services',
      { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
      'InvalidParameterCombinationException',
    ],
    ['a key that is not there', { KmsKeyId: 'alias/nothing' }, 'KmsKeyNotFoundException'],
    [
      'a log group without a role',
      { CloudWatchLogsLogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:x:*' },
      'InvalidCloudWatchLogsRoleArnException',
    ],
    ['a prefix with a slash at its end', { S3KeyPrefix: 'a/' }, 'InvalidS3PrefixException'],
  ])('%s', async (_what, input, name) => {
    expect((await create(input)).name).toBe(name)
  })

  it('a second trail of the same name, and a sixth in the region', async () => {
    for (const Name of ['Main', 'Two', 'Three', 'Four', 'Five']) {
      const S3BucketName = `files-of-${Name.toLowerCase()}`
      await createTrailBucket(open, S3BucketName, Name)
      expect((await create({ Name, S3BucketName })).name).toBe('none')
    }
    expect((await create({})).name).toBe('TrailAlreadyExistsException')
    await createTrailBucket(open, 'files-of-six', 'Six')
    expect(await create({ Name: 'Six', S3BucketName: 'files-of-six' })).toEqual({
      name: 'MaximumNumberOfTrailsExceededException',
      message: `User: ${open.house.account} already has 5 trails in us-east-1.`,
    })
  })

  it('a caller without the permission, before it looks at anything', async () => {
    const nobody = await createUser(open.house, 'nobody')
    const client = new CloudTrailClient(open.as(nobody))
    const sent = client.send(new CreateTrailCommand({ Name: 'Main', S3BucketName: 'no-bucket' }))
    expect((await refusal(sent)).name).toBe('AccessDeniedException')
  })
})

describe('event selectors', () => {
  const put = (input: object) =>
    open.trails.send(new PutEventSelectorsCommand({ TrailName: 'Two', ...input }))

  it('are every management event until something else is asked for', async () => {
    const selectors = await open.trails.send(new GetEventSelectorsCommand({ TrailName: 'Two' }))
    expect(selectors.EventSelectors).toEqual([
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [],
        ExcludeManagementEventSources: [],
      },
    ])
  })

  it('are kept as they were put, in either form', async () => {
    const EventSelectors = [
      {
        ReadWriteType: 'WriteOnly',
        IncludeManagementEvents: true,
        DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::b/'] }],
        ExcludeManagementEventSources: ['kms.amazonaws.com'],
      },
    ]
    await put({ EventSelectors })
    const get = () => open.trails.send(new GetEventSelectorsCommand({ TrailName: 'Two' }))
    expect((await get()).EventSelectors).toEqual(EventSelectors)
    const AdvancedEventSelectors = [
      {
        Name: 'turns',
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::Lex::BotAlias'] },
        ],
      },
    ]
    await put({ AdvancedEventSelectors })
    expect((await get()).AdvancedEventSelectors).toEqual(AdvancedEventSelectors)
    expect((await get()).EventSelectors).toBeUndefined()
    const { Trail } = await open.trails.send(new GetTrailCommand({ Name: 'Two' }))
    expect(Trail?.HasCustomEventSelectors).toBe(true)
  })

  it.each([
    ['neither form', {}],
    ['both forms', { EventSelectors: [], AdvancedEventSelectors: [] }],
    ['an unknown type', { EventSelectors: [{ DataResources: [{ Type: 'AWS::X::Y' }] }] }],
    [
      'an ARN of another service',
      {
        EventSelectors: [
          { DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:lambda'] }] },
        ],
      },
    ],
    [
      'a source that cannot be left out',
      { EventSelectors: [{ ExcludeManagementEventSources: ['iam.amazonaws.com'] }] },
    ],
    [
      'no category',
      { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'readOnly', Equals: ['true'] }] }] },
    ],
    [
      'data without a type',
      {
        AdvancedEventSelectors: [
          { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] },
        ],
      },
    ],
    [
      'resources of management events',
      {
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['Management'] },
              { Field: 'resources.ARN', StartsWith: ['arn:'] },
            ],
          },
        ],
      },
    ],
  ])('are refused with %s', async (_what, input) => {
    expect((await refusal(put(input))).name).toBe('InvalidEventSelectorsException')
  })
})
