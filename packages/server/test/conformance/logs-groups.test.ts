import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let logs: CloudWatchLogsClient

beforeAll(async () => {
  house = await openHouse()
  logs = new CloudWatchLogsClient(house.as())
})
afterAll(() => house.close())

const arn = (group: string) => `arn:aws:logs:${house.region}:${house.account}:log-group:${group}`
const create = (logGroupName: string) => logs.send(new CreateLogGroupCommand({ logGroupName }))
const describeGroups = (input: object) => logs.send(new DescribeLogGroupsCommand(input))

describe('log groups', () => {
  it('are described as AWS describes them', async () => {
    await create('described/one')
    const { logGroups, nextToken } = await describeGroups({ logGroupNamePrefix: 'described/' })
    expect(nextToken).toBeUndefined()
    expect(logGroups).toEqual([
      {
        arn: `${arn('described/one')}:*`,
        creationTime: expect.any(Number),
        deletionProtectionEnabled: false,
        logGroupArn: arn('described/one'),
        logGroupClass: 'STANDARD',
        logGroupName: 'described/one',
        metricFilterCount: 0,
        storedBytes: 0,
      },
    ])
  })

  it('are listed by prefix and by part of the name, page by page', async () => {
    for (const name of ['p/a', 'p/b', 'p/c', 'q/b']) await create(name)
    const first = await describeGroups({ logGroupNamePrefix: 'p/', limit: 2 })
    expect(first.logGroups?.map(group => group.logGroupName)).toEqual(['p/a', 'p/b'])
    const { nextToken } = first
    const second = await describeGroups({ logGroupNamePrefix: 'p/', limit: 2, nextToken })
    expect(second.logGroups?.map(group => group.logGroupName)).toEqual(['p/c'])
    expect(second.nextToken).toBeUndefined()
    const { logGroups } = await describeGroups({ logGroupNamePattern: '/b' })
    expect(logGroups?.map(group => group.logGroupName)).toEqual(['p/b', 'q/b'])
    expect(logGroups?.[0]?.storedBytes).toBeUndefined()
  })

  it.each([
    [
      { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' },
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    ],
    [{ nextToken: 'bm8' }, 'The specified nextToken is invalid.'],
  ])('are not listed by %o', async (input, message) => {
    expect(await refusal(describeGroups(input))).toEqual([
      'InvalidParameterException',
      message,
      400,
    ])
  })

  it('exist once, with a name of 512 characters that AWS does not reserve', async () => {
    await create('once')
    expect(await refusal(create('once'))).toEqual([
      'ResourceAlreadyExistsException',
      'The specified log group already exists',
      400,
    ])
    expect(await refusal(create('x'.repeat(513)))).toEqual([
      'InvalidParameterException',
      'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
      400,
    ])
    expect(await refusal(create('aws/mine'))).toEqual([
      'InvalidParameterException',
      'Log groups starting with AWS/ are reserved for AWS.',
      400,
    ])
  })

  it('vanish with their streams and events, and come back empty', async () => {
    const logGroupName = 'vanishing'
    await create(logGroupName)
    const stream = { logGroupName, logStreamName: 's' }
    await logs.send(new CreateLogStreamCommand(stream))
    const logEvents = [{ timestamp: Date.now(), message: 'gone' }]
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
    const { logGroups } = await describeGroups({ logGroupNamePrefix: logGroupName })
    expect(logGroups?.[0]?.storedBytes).toBe(30)
    await logs.send(new DeleteLogGroupCommand({ logGroupName }))
    const again = logs.send(new DeleteLogGroupCommand({ logGroupName }))
    expect((await refusal(again))[1]).toBe('The specified log group does not exist.')
    await create(logGroupName)
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }))
    expect(logStreams).toEqual([])
  })

  it('have a retention of the days that AWS offers', async () => {
    const logGroupName = 'retained'
    await create(logGroupName)
    const put = (retentionInDays: number) =>
      logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }))
    const retention = async () =>
      (await describeGroups({ logGroupNamePrefix: logGroupName })).logGroups?.[0]?.retentionInDays
    await put(7)
    expect(await retention()).toBe(7)
    expect((await refusal(put(8)))[0]).toBe('InvalidParameterException')
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }))
    expect(await retention()).toBeUndefined()
  })

  it('keep their tags whichever operation set them', async () => {
    const logGroupName = 'tagged'
    const resourceArn = arn(logGroupName)
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { env: 'testing1' } }))
    await logs.send(new TagResourceCommand({ resourceArn, tags: { test1: 'v1', test2: 'v2' } }))
    await logs.send(new TagLogGroupCommand({ logGroupName, tags: { test3: 'v3' } }))
    const all = { env: 'testing1', test1: 'v1', test2: 'v2', test3: 'v3' }
    const byArn = await logs.send(new ListTagsForResourceCommand({ resourceArn }))
    const byName = await logs.send(new ListTagsLogGroupCommand({ logGroupName }))
    expect([byArn.tags, byName.tags]).toEqual([all, all])
    await logs.send(new UntagLogGroupCommand({ logGroupName, tags: ['test1', 'test3'] }))
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['env'] }))
    const left = await logs.send(new ListTagsForResourceCommand({ resourceArn }))
    expect(left.tags).toEqual({ test2: 'v2' })
    const reserved = logs.send(new TagResourceCommand({ resourceArn, tags: { 'aws:x': 'y' } }))
    expect((await refusal(reserved))[0]).toBe('InvalidParameterException')
    const starred = new ListTagsForResourceCommand({ resourceArn: `${resourceArn}:log-stream:` })
    expect((await refusal(logs.send(starred)))[0]).toBe('InvalidParameterException')
  })

  it('are another in another region', async () => {
    await create('regional')
    const abroad = new CloudWatchLogsClient({ ...house.as(), region: 'eu-west-1' })
    const { logGroups } = await abroad.send(new DescribeLogGroupsCommand({}))
    expect(logGroups).toEqual([])
  })
})

describe('log streams', () => {
  const logGroupName = 'streams'
  beforeAll(() => create(logGroupName))
  const createStream = (logStreamName: string) =>
    logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
  const names = async (input: object) => {
    const { logStreams, nextToken } = await logs.send(new DescribeLogStreamsCommand(input))
    return { names: logStreams?.map(stream => stream.logStreamName), nextToken }
  }

  it('are described by name or ARN of their group, never by both', async () => {
    await createStream('a/1')
    const identified = { logGroupIdentifier: arn(logGroupName) }
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand(identified))
    expect(logStreams).toEqual([
      {
        arn: `${arn(logGroupName)}:log-stream:a/1`,
        creationTime: expect.any(Number),
        logStreamName: 'a/1',
        storedBytes: 0,
      },
    ])
    const both = logs.send(new DescribeLogStreamsCommand({ ...identified, logGroupName }))
    expect(await refusal(both)).toEqual([
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
      400,
    ])
    expect((await refusal(createStream('a/1')))[1]).toBe('The specified log stream already exists')
    expect((await refusal(createStream('a:1')))[0]).toBe('InvalidParameterException')
    expect((await refusal(createStream('half \ud800')))[0]).toBe('InvalidParameterException')
  })

  it('are listed by prefix, in both orders, page by page', async () => {
    for (const name of ['b/1', 'b/2', 'b/3', 'c']) await createStream(name)
    const query = { logGroupName, logStreamNamePrefix: 'b/', limit: 2 }
    const first = await names(query)
    expect(first.names).toEqual(['b/1', 'b/2'])
    expect(await names({ ...query, nextToken: first.nextToken })).toEqual({
      names: ['b/3'],
      nextToken: undefined,
    })
    const down = await names({ ...query, descending: true })
    expect(down.names).toEqual(['b/3', 'b/2'])
    expect(await names({ ...query, descending: true, nextToken: down.nextToken })).toEqual({
      names: ['b/1'],
      nextToken: undefined,
    })
  })

  it('are listed by the time of their latest event', async () => {
    const group = 'by-time'
    await create(group)
    const now = Date.now()
    const times = { old: [now - 9_000], new: [now - 9_500, now - 1_000], between: [now - 5_000] }
    for (const [logStreamName, all] of Object.entries(times)) {
      const stream = { logGroupName: group, logStreamName }
      await logs.send(new CreateLogStreamCommand(stream))
      const logEvents = all.map(timestamp => ({ timestamp, message: 'm' }))
      await logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
    }
    const query = { logGroupName: group, orderBy: 'LastEventTime', descending: true, limit: 2 }
    const first = await names(query)
    expect(first.names).toEqual(['new', 'between'])
    expect((await names({ ...query, nextToken: first.nextToken })).names).toEqual(['old'])
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: 'new' }),
    )
    expect(logStreams?.[0]).toMatchObject({
      firstEventTimestamp: now - 9_500,
      lastEventTimestamp: now - 1_000,
      lastIngestionTime: expect.any(Number),
    })
    const withPrefix = names({ ...query, logStreamNamePrefix: 'n' })
    expect((await refusal(withPrefix))[0]).toBe('InvalidParameterException')
  })

  it('vanish with their events', async () => {
    const stream = { logGroupName, logStreamName: 'short-lived' }
    await createStream(stream.logStreamName)
    await logs.send(new DeleteLogStreamCommand(stream))
    const again = logs.send(new DeleteLogStreamCommand(stream))
    expect(await refusal(again)).toEqual([
      'ResourceNotFoundException',
      'The specified log stream does not exist.',
      400,
    ])
  })
})

describe('policies', () => {
  const clientOf = async (name: string, ...statements: readonly object[]) =>
    new CloudWatchLogsClient(house.as(await createUser(house, name, ...statements)))

  it('decide stream actions on the stream, so the bare ARN of a group grants nothing', async () => {
    await create('guarded')
    await logs.send(new CreateLogStreamCommand({ logGroupName: 'guarded', logStreamName: 'one' }))
    const logEvents = [{ timestamp: Date.now(), message: 'm' }]
    const put = new PutLogEventsCommand({
      logGroupName: 'guarded',
      logStreamName: 'one',
      logEvents,
    })
    const bare = await clientOf('bare', allow('logs:*', arn('guarded')))
    const [code, message] = await refusal(bare.send(put))
    expect(code).toBe('AccessDeniedException')
    expect(message).toBe(
      `User: arn:aws:iam::${house.account}:user/bare is not authorized to perform: logs:PutLogEvents on resource: ${arn('guarded')}:log-stream:one because no identity-based policy allows the logs:PutLogEvents action`,
    )
    const starred = await clientOf('starred', allow('logs:*', `${arn('guarded')}:*`))
    expect((await starred.send(put)).nextSequenceToken).toMatch(/^\d{56}$/)
    const one = await clientOf('one', allow('logs:*', `${arn('guarded')}:log-stream:one`))
    expect((await one.send(put)).rejectedLogEventsInfo).toBeUndefined()
    const other = { logGroupName: 'guarded', logStreamName: 'two' }
    expect((await refusal(one.send(new CreateLogStreamCommand(other))))[0]).toBe(code)
  })

  it('decide DescribeLogGroups without a name, and tagging on the bare form', async () => {
    const one = await clientOf('describer', allow('logs:Describe*', `${arn('guarded')}:*`))
    const [, message] = await refusal(one.send(new DescribeLogGroupsCommand({})))
    expect(message).toContain(`on resource: ${arn('')}:log-stream: because`)
    const all = await clientOf('reader', allow('logs:Describe*', arn('*')))
    expect((await all.send(new DescribeLogGroupsCommand({}))).logGroups).not.toEqual([])
    const starred = await clientOf('tagger', allow('logs:ListTags*', `${arn('guarded')}:*`))
    const list = new ListTagsForResourceCommand({ resourceArn: arn('guarded') })
    expect((await refusal(starred.send(list)))[0]).toBe('AccessDeniedException')
    const bare = await clientOf('bare-tagger', allow('logs:ListTags*', arn('guarded')))
    expect((await bare.send(list)).tags).toEqual({})
  })

  it('must allow tagging as well when a group is created with tags', async () => {
    const maker = await clientOf('maker', allow('logs:CreateLogGroup', '*'))
    const create = new CreateLogGroupCommand({ logGroupName: 'with-tags', tags: { a: 'b' } })
    expect(await refusal(maker.send(create))).toEqual([
      'AccessDeniedException',
      `User with accountId: ${house.account} is not authorized to perform CreateLogGroup with Tags. An additional permission "logs:TagResource" is required.`,
      400,
    ])
    expect((await describeGroups({ logGroupNamePrefix: 'with-tags' })).logGroups).toEqual([])
  })

  it('may look at the tags of a group and of the request', async () => {
    const tags = { team: 'support' }
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'support-logs', tags }))
    await create('other-logs')
    const condition = { StringEquals: { 'aws:ResourceTag/team': 'support' } }
    const client = await clientOf('supporter', allow('logs:DescribeLogStreams', '*', condition))
    const streams = (logGroupName: string) =>
      client.send(new DescribeLogStreamsCommand({ logGroupName }))
    expect((await streams('support-logs')).logStreams).toEqual([])
    expect((await refusal(streams('other-logs')))[0]).toBe('AccessDeniedException')
    // Denied before it is told whether the group exists.
    expect((await refusal(streams('no-such-logs')))[0]).toBe('AccessDeniedException')
  })
})
