import {
  CloudTrailClient,
  type LookupAttribute,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail'
import {
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { allow, createUser } from '../people.ts'
import { HOURS, openTrailHouse, type TrailHouse } from './cloudtrail-house.ts'

let open: TrailHouse
let bob: SigningCredentials

beforeAll(async () => {
  open = await openTrailHouse({ offsetMs: -100 * 24 * HOURS })
  const old = new IAMClient(open.as())
  await old.send(new CreateUserCommand({ UserName: 'forgotten' }))
  open.clock.shift(100 * 24 * HOURS)
  bob = await createUser(open.house, 'bob', allow('iam:GetUser', '*'))
  const iam = new IAMClient(open.as())
  for (const UserName of ['one', 'two', 'three']) {
    await iam.send(new CreateUserCommand({ UserName }))
    open.clock.shift(2_000)
  }
  await iam.send(new GetUserCommand({ UserName: 'two' }))
  await iam.send(new DeleteUserCommand({ UserName: 'nobody' })).catch(() => 'no such user')
  await new IAMClient(open.as(bob))
    .send(new DeleteUserCommand({ UserName: 'one' }))
    .catch(() => 'denied')
  await open.s3.send(new CreateBucketCommand({ Bucket: 'looked-up' }))
  await open.s3.send(new PutObjectCommand({ Bucket: 'looked-up', Key: 'k', Body: 'v' }))
})
afterAll(() => open.close())

const lookUp = (input: LookupEventsCommandInput = {}) =>
  open.trails.send(new LookupEventsCommand(input))

const by = (AttributeKey: LookupAttribute['AttributeKey'], AttributeValue: string) =>
  lookUp({ LookupAttributes: [{ AttributeKey, AttributeValue }] })

const namesOf = ({ Events = [] }: Awaited<ReturnType<typeof lookUp>>) =>
  Events.map(({ EventName }) => EventName)

describe('the event history', () => {
  it('has management events without any trail, newest first', async () => {
    const { Events = [], NextToken } = await lookUp()
    expect(NextToken).toBeUndefined()
    expect(Events.map(({ EventName }) => EventName).slice(0, 7)).toEqual([
      'CreateBucket',
      'DeleteUser',
      'DeleteUser',
      'GetUser',
      'CreateUser',
      'CreateUser',
      'CreateUser',
    ])
    const times = Events.map(({ EventTime }) => EventTime?.getTime() ?? 0)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  })

  it('tells of each event in columns and as the whole', async () => {
    const { Events = [] } = await by('ResourceName', 'three')
    expect(Events).toHaveLength(1)
    const [event] = Events
    expect(event).toMatchObject({
      EventName: 'CreateUser',
      ReadOnly: 'false',
      Username: 'root',
      EventSource: 'iam.amazonaws.com',
      AccessKeyId: open.house.root.accessKeyId,
      Resources: [{ ResourceType: 'AWS::IAM::User', ResourceName: 'three' }],
    })
    const whole = JSON.parse(event?.CloudTrailEvent ?? '') as Record<string, unknown>
    expect(whole).toMatchObject({ eventName: 'CreateUser', eventID: event?.EventId })
    expect(namesOf(await by('EventId', event?.EventId ?? ''))).toEqual(['CreateUser'])
  })

  it.each([
    ['EventName', 'GetUser', ['GetUser']],
    ['ReadOnly', 'true', ['GetUser']],
    ['Username', 'bob', ['DeleteUser']],
    ['ResourceType', 'AWS::S3::Bucket', ['CreateBucket']],
    ['ResourceName', 'arn:aws:s3:::looked-up', ['CreateBucket']],
    ['EventSource', 's3.amazonaws.com', ['CreateBucket']],
  ] as const)('is searched by %s %s', async (attribute, value, names) => {
    const found = namesOf(await by(attribute, value)).filter(name => name !== 'LookupEvents')
    expect(found).toEqual(names)
  })

  it('is searched by the access key', async () => {
    expect(namesOf(await by('AccessKeyId', bob.accessKeyId))).toEqual(['DeleteUser'])
  })

  it('has denied and refused events with their errors', async () => {
    const { Events = [] } = await by('EventName', 'DeleteUser')
    const codes = Events.map(
      ({ CloudTrailEvent = '' }) =>
        (JSON.parse(CloudTrailEvent) as { errorCode: string }).errorCode,
    )
    expect(codes).toEqual(['AccessDenied', 'NoSuchEntity'])
  })

  it('comes in pages, none of them twice', async () => {
    const all = await lookUp({
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
    })
    const ids: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await lookUp({
        LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
        MaxResults: 2,
        ...(NextToken && { NextToken }),
      })
      ids.push(...(page.Events ?? []).map(({ EventId }) => EventId))
      NextToken = page.NextToken
    } while (NextToken)
    expect(ids).toEqual(all.Events?.map(({ EventId }) => EventId))
  })

  it('ends with the range that was asked for', async () => {
    const { Events = [] } = await by('EventName', 'CreateUser')
    const middle = Events.find(({ CloudTrailEvent = '' }) => CloudTrailEvent.includes('"two"'))
    const StartTime = middle?.EventTime
    const inRange = await lookUp({
      StartTime,
      EndTime: StartTime,
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateUser' }],
    })
    expect(inRange.Events?.map(({ EventId }) => EventId)).toEqual([middle?.EventId])
  })

  it('reaches back ninety days and is of one region', async () => {
    expect((await by('ResourceName', 'forgotten')).Events).toEqual([])
    const elsewhere = new CloudTrailClient(open.as(undefined, 'eu-west-1'))
    const { Events } = await elsewhere.send(new LookupEventsCommand({}))
    expect(Events).toEqual([])
  })

  it('refuses a range turned round, two attributes, and tokens of another question', async () => {
    const [StartTime, EndTime] = [new Date(2_000_000_000), new Date(1_000_000_000)]
    await expect(lookUp({ StartTime, EndTime })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidTimeRangeException' }),
    )
    const one = { AttributeKey: 'ReadOnly', AttributeValue: 'false' } as const
    await expect(lookUp({ LookupAttributes: [one, one] })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidLookupAttributesException' }),
    )
    const { NextToken } = await lookUp({ MaxResults: 1 })
    await expect(lookUp({ NextToken, LookupAttributes: [one] })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidNextTokenException' }),
    )
  })
})
