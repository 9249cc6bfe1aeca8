import {
  CloudTrailClient,
  CreateTrailCommand,
  LookupEventsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { seededRandom } from '../../src/kernel/random.ts'
import {
  bucketPolicy,
  deliveredEvents,
  MINUTES,
  openTrailHouse,
} from '../conformance/cloudtrail-house.ts'
import { eventually } from '../eventually.ts'
import { startProcess } from '../server-process.ts'
import { SEED, temporaryDirectory } from './crash-round.ts'

/**
 * `kill -9` while a trail selects: every request that was answered, changes and reads alike, is in a log file
 * after the restart, and in one of them only.
 */
const ACCOUNT = '123456789012'
const Name = 'survivor'
const Bucket = 'survivor-files'

const data = temporaryDirectory()

it(`loses no answered event (CRASH_SEED=${SEED})`, async () => {
  const random = seededRandom(SEED)
  const server = await startProcess(data)
  const { url: endpoint, credentials } = server
  const client = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket }))
  const arn = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/${Name}`
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: bucketPolicy(Bucket, ACCOUNT, arn) }))
  const trails = new CloudTrailClient(client)
  await trails.send(new CreateTrailCommand({ Name, S3BucketName: Bucket }))
  await trails.send(new StartLoggingCommand({ Name }))
  const iam = new IAMClient(client)
  const answered = new Set<string>()
  const note = ({
    $metadata,
  }: {
    readonly $metadata: { readonly requestId?: string | undefined }
  }) => answered.add($metadata.requestId ?? '')
  const talk = async (worker: number) => {
    for (let index = 0; ; index++) {
      note(await iam.send(new CreateUserCommand({ UserName: `user-${worker}-${index}` })))
      note(await iam.send(new ListUsersCommand({ MaxItems: 1 })))
    }
  }
  const talking = [1, 2, 3].map(worker => talk(worker).catch(() => 'the server is gone'))
  await eventually(async () => (answered.size > 20 ? true : undefined))
  await new Promise(resolve => setTimeout(resolve, random.below(150)))
  await server.kill()
  await Promise.all(talking)

  await using open = await openTrailHouse({
    offsetMs: 10 * MINUTES,
    args: ['--data', data, '--port', '0'],
  })
  const ids = await eventually(async () => {
    const events = await deliveredEvents(open, Bucket)
    const found = events.map(event => String(event['requestID']))
    return [...answered].every(id => found.includes(id)) ? found : undefined
  })
  const history = await open.trails.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateTrail' }],
    }),
  )
  expect(history.Events).toHaveLength(1)
  const own = ids.filter(id => answered.has(id))
  expect(own.length).toBe(answered.size)
  console.log(`${answered.size} answered requests, none of their events lost`)
}, 60_000)
