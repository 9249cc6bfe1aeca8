import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import {
  arrived,
  converse,
  type LogStage,
  openLogStage,
  openPlaces,
  type Place,
} from './conversation-logs-stage.ts'

/** Conversation logs as long as nothing stands in their way: every turn of every user, once, in its order. */

/** On a machine that has much else to do. */
const LONG_MS = 60_000

const USERS = ['ann', 'bob', 'cleo', 'dora', 'emil']
const SAID = ['I would like to order flowers', 'roses', 'tomorrow', '10 am']
const TURNS = USERS.length * SAID.length

let stage: LogStage
let place: Place
let paths: readonly string[]
let found: Awaited<ReturnType<typeof arrived>>
beforeAll(async () => {
  stage = await openLogStage()
  const wanted = { alias: 'logged', encryption: 'key-alias' } as const
  ;[place] = (await openPlaces(stage, [wanted])) as [Place]
  // Sound that was written twice would show as a second version.
  const versioning = {
    Bucket: place.bucket,
    VersioningConfiguration: { Status: 'Enabled' as const },
  }
  await stage.clients.s3.send(new PutBucketVersioningCommand(versioning))
  paths = (await Promise.all(USERS.map(talk))).flat()
  found = await arrived(place, { texts: TURNS, sounds: TURNS })
}, LONG_MS)
afterAll(() => stage.house.close())

async function talk(user: string): Promise<readonly string[]> {
  const paths: string[] = []
  for (const said of SAID) paths.push((await converse(place, said, user)).path)
  return paths
}

describe('conversation logs that nothing hinders', () => {
  it('hold every turn once, those of each user in their order', async () => {
    const command = new FilterLogEventsCommand({ logGroupName: place.group })
    const answer: FilterLogEventsCommandOutput = await stage.clients.logs.send(command)
    const entries = (answer.events ?? []).map(({ message }) => JSON.parse(message ?? '{}'))
    expect(entries).toHaveLength(TURNS)
    for (const user of USERS) {
      const own = entries.filter(({ userId }) => userId === user)
      expect(own.map(({ inputTranscript }) => inputTranscript)).toEqual(SAID)
    }
    expect(new Set(entries.map(({ requestId }) => requestId)).size).toBe(TURNS)
  })

  it('hold every sound once, at the path that was told, under the key of the alias', async () => {
    expect(Object.keys(found.sounds).sort()).toEqual([...paths].sort())
    const said = Object.values(found.sounds).sort()
    expect(said).toEqual(USERS.flatMap(() => SAID).sort())
    const { bucket: Bucket, keyArn } = place
    const { Versions } = await stage.clients.s3.send(new ListObjectVersionsCommand({ Bucket }))
    expect(Versions).toHaveLength(TURNS)
    const Key = paths[0]?.slice(Bucket.length + 1)
    const head = await stage.clients.s3.send(new HeadObjectCommand({ Bucket, Key }))
    expect([head.ServerSideEncryption, head.SSEKMSKeyId]).toEqual(['aws:kms', keyArn])
    expect(head.Metadata).toMatchObject({ 'lex-user-id': 'ann' })
  })

  it('are counted by alias, text and sound each by themselves, and nothing as a failure', async () => {
    await eventually(async () => ((await sum('AudioDeliverySuccess')) === TURNS ? true : undefined))
    expect(await sum('TextDeliverySuccess')).toBe(TURNS)
    expect(await sum('TextDeliveryFailure')).toBe(0)
    expect(await sum('AudioDeliveryFailure')).toBe(0)
  })
})

async function sum(name: string): Promise<number> {
  const now = Date.now()
  const { Datapoints = [] } = await new CloudWatchClient(stage.house.as()).send(
    new GetMetricStatisticsCommand({
      ...{ Namespace: 'AWS/Lex', MetricName: `ConversationLogs${name}`, Statistics: ['Sum'] },
      Dimensions: [{ Name: 'BotAlias', Value: place.alias }],
      ...{ StartTime: new Date(now - 600_000), EndTime: new Date(now + 60_000), Period: 3_600 },
    }),
  )
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
}
