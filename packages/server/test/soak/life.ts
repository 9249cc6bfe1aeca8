import { randomBytes } from 'node:crypto'
import {
  CloudTrailClient,
  CreateTrailCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import {
  DeleteBotCommand,
  DeleteIntentCommand,
  GetBotAliasCommand,
  GetBotCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect } from 'vitest'
import { bucketPolicy } from '../conformance/cloudtrail-house.ts'
import { eventually } from '../eventually.ts'
import { allow, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'
import type { AgedServer } from './aged-server.ts'

/**
 * A life on a server that leaves nothing behind: what is made is deleted again, or ends by itself within some
 * days. Its rooms, such as buckets with a lifecycle and groups with a retention, are made once.
 */
export interface Life {
  /** A few calls of one kind, each answer looked at. @throws when one is not as it should be */
  live(n: number): Promise<void>
  /** Ends its connections. */
  close(): void
}

const REGION = 'us-east-1'
const KEPT = 'soak-kept'
const TRAIL = 'soak-trail'
const GROUP = '/soak/lines'
const TALKS = '/soak/talks'
const WORKER = 'Worker'
const STREAMS = 8
const PART_BYTES = 5 * 2 ** 20
const SAID = ['I would like to order flowers', 'roses', 'tomorrow', '10 am', 'yes']

/** At the server's time, which is `offsetMs` away from ours. */
export const lifeOn = (server: AgedServer, offsetMs: number): Life => {
  const clients = clientsOf(server, offsetMs)
  const kinds = [people, talk, objects, lines, talk, upload, keys, questions, bots]
  return { live: async n => kinds[n % kinds.length]?.(clients, n), close: clients.close }
}

type Clients = ReturnType<typeof clientsOf>

interface Opened {
  readonly config: object
  destroy(): void
}

function clientsOf(server: AgedServer, offsetMs: number) {
  const opened: Opened[] = []
  const as = (credentials: AgedServer['credentials']) => ({
    ...{ endpoint: server.url, region: REGION, maxAttempts: 1, credentials },
    forcePathStyle: true,
  })
  /** Clients believe the Date of an answer, which is Node's own, more than what they were told. */
  const atServerTime = <C extends Opened>(client: C): C => {
    const systemClockOffset = { get: () => offsetMs, set() {} }
    Object.defineProperties(client.config, { systemClockOffset })
    opened.push(client)
    return client
  }
  const clientsAs = (credentials: AgedServer['credentials']) => ({
    iam: atServerTime(new IAMClient(as(credentials))),
    sts: atServerTime(new STSClient(as(credentials))),
    s3: atServerTime(new S3Client(as(credentials))),
  })
  const root = as(server.credentials)
  return {
    ...clientsAs(server.credentials),
    clientsAs,
    close() {
      for (const client of opened) client.destroy()
    },
    now: () => Date.now() + offsetMs,
    arn: (name: string) => `arn:aws:iam::${server.account}:${name}`,
    logs: atServerTime(new CloudWatchLogsClient(root)),
    kms: atServerTime(new KMSClient(root)),
    models: atServerTime(new LexModelBuildingServiceClient(root)),
    lex: atServerTime(new LexRuntimeServiceClient(root)),
    trails: atServerTime(new CloudTrailClient(root)),
  }
}

/** Makes the rooms. */
export async function furnish(server: AgedServer): Promise<void> {
  const clients = clientsOf(server, 0)
  const { iam, s3, logs, arn } = clients
  for (const [Bucket, Days] of [
    [KEPT, 1],
    [TRAIL, 7],
  ] as const) {
    await s3.send(new CreateBucketCommand({ Bucket }))
    const rule = { ID: 'all', Status: 'Enabled' as const, Filter: { Prefix: '' } }
    const Rules = [{ ...rule, Expiration: { Days } }]
    const LifecycleConfiguration = { Rules }
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
  }
  for (const logGroupName of [GROUP, TALKS]) {
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }))
  }
  for (let n = 0; n < STREAMS; n++) {
    const logStreamName = String(n)
    await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }))
  }
  const trust = { Effect: 'Allow', Principal: { AWS: arn('root') }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = policy(trust)
  await iam.send(new CreateRoleCommand({ RoleName: WORKER, AssumeRolePolicyDocument }))
  const PolicyDocument = policy(allow('s3:PutObject', `arn:aws:s3:::${KEPT}/tasks/*`))
  await iam.send(new PutRolePolicyCommand({ RoleName: WORKER, PolicyName: 'work', PolicyDocument }))
  await startTrail(server, clients)
  await logTalks(server, clients)
  clients.close()
}

async function startTrail(server: AgedServer, { s3, trails }: Clients): Promise<void> {
  const trailArn = `arn:aws:cloudtrail:${REGION}:${server.account}:trail/Soak`
  const Policy = bucketPolicy(TRAIL, server.account, trailArn)
  await s3.send(new PutBucketPolicyCommand({ Bucket: TRAIL, Policy }))
  await trails.send(new CreateTrailCommand({ Name: 'Soak', S3BucketName: TRAIL }))
  await trails.send(new StartLoggingCommand({ Name: 'Soak' }))
}

async function logTalks(server: AgedServer, { iam, models }: Clients): Promise<void> {
  const trusted = { Effect: 'Allow', Principal: { Service: 'lex.amazonaws.com' } }
  const AssumeRolePolicyDocument = policy({ ...trusted, Action: 'sts:AssumeRole' })
  const RoleName = 'Logger'
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const resourceArn = `arn:aws:logs:${REGION}:${server.account}:log-group:${TALKS}`
  const PolicyDocument = policy(
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${resourceArn}:*`),
  )
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'write', PolicyDocument }))
  const alias = { botName: 'OrderFlowers', name: 'prod' }
  const { botVersion, checksum } = await models.send(new GetBotAliasCommand(alias))
  const logSettings = [{ logType: 'TEXT', destination: 'CLOUDWATCH_LOGS', resourceArn } as const]
  const conversationLogs = { iamRoleArn: Role?.Arn, logSettings }
  await models.send(new PutBotAliasCommand({ ...alias, botVersion, checksum, conversationLogs }))
}

async function people({ clientsAs, iam, arn }: Clients, n: number): Promise<void> {
  const UserName = `user-${n}`
  await iam.send(new CreateUserCommand({ UserName }))
  const worker = arn(`role/${WORKER}`)
  const PolicyDocument = policy(allow('s3:ListAllMyBuckets', '*'), allow('sts:AssumeRole', worker))
  const own = { UserName, PolicyName: 'own' }
  await iam.send(new PutUserPolicyCommand({ ...own, PolicyDocument }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {}
  const them = clientsAs({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey })
  const { Buckets } = await them.s3.send(new ListBucketsCommand({}))
  expect(Buckets?.map(({ Name }) => Name)).toEqual([KEPT, TRAIL])
  const refused = await refusal(them.iam.send(new ListUsersCommand({})))
  expect(refused[0]).toBe('AccessDenied')
  const asked = { RoleArn: worker, RoleSessionName: `session-${n}` }
  const { Credentials } = await them.sts.send(new AssumeRoleCommand(asked))
  await work(clientsAs(signingWith(Credentials)).s3, n)
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }))
  await iam.send(new DeleteUserPolicyCommand(own))
  await iam.send(new DeleteUserCommand({ UserName }))
}

/** What is worked on with the role's session, and what the role does not allow. */
async function work(s3: S3Client, n: number): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: KEPT, Key: `tasks/${n}`, Body: 'done' }))
  const elsewhere = new PutObjectCommand({ Bucket: KEPT, Key: `other/${n}`, Body: 'done' })
  expect((await refusal(s3.send(elsewhere)))[0]).toBe('AccessDenied')
}

async function talk({ lex }: Clients, n: number): Promise<void> {
  const to = { botName: 'OrderFlowers', botAlias: 'prod', userId: `talker-${n}` }
  let state: string | undefined
  for (const inputText of SAID) {
    state = (await lex.send(new PostTextCommand({ ...to, inputText }))).dialogState
  }
  expect(state).toBe('ReadyForFulfillment')
}

async function objects({ s3 }: Clients, n: number): Promise<void> {
  const Body = randomBytes(1 + ((n * 7_919) % 200_000))
  for (const prefix of ['gone', 'kept']) {
    const at = { Bucket: KEPT, Key: `${prefix}/${n}` }
    await s3.send(new PutObjectCommand({ ...at, Body }))
    const back = await (await s3.send(new GetObjectCommand(at))).Body?.transformToByteArray()
    expect(Body.equals(back ?? Buffer.alloc(0))).toBe(true)
    if (prefix === 'gone') await s3.send(new DeleteObjectCommand(at))
  }
}

async function upload({ s3 }: Clients, n: number): Promise<void> {
  const to = { Bucket: KEPT, Key: `parts/${n}` }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(to))
  const Parts: { ETag: string | undefined; PartNumber: number }[] = []
  for (const [at, bytes] of [PART_BYTES, 100].entries()) {
    const part = { ...to, UploadId, PartNumber: at + 1, Body: Buffer.alloc(bytes, n) }
    const { ETag } = await s3.send(new UploadPartCommand(part))
    Parts.push({ ETag, PartNumber: at + 1 })
  }
  const complete = { ...to, UploadId, MultipartUpload: { Parts } }
  await s3.send(new CompleteMultipartUploadCommand(complete))
  await s3.send(new DeleteObjectCommand(to))
}

async function lines({ logs, now }: Clients, n: number): Promise<void> {
  const to = { logGroupName: GROUP, logStreamName: String(n % STREAMS) }
  const logEvents = Array.from({ length: 50 }, (_, at) => ({
    timestamp: now(),
    message: `line ${at} of unit-${n}`,
  }))
  await logs.send(new PutLogEventsCommand({ ...to, logEvents }))
  const filter = { logGroupName: GROUP, filterPattern: `"unit-${n}"`, startTime: now() - 60_000 }
  const { events } = await logs.send(new FilterLogEventsCommand(filter))
  expect(events?.length).toBe(50)
}

async function questions({ logs, now }: Clients): Promise<void> {
  const seconds = Math.floor(now() / 1_000)
  const { queryId } = await logs.send(
    new StartQueryCommand({
      ...{ logGroupName: GROUP, queryString: 'stats count(*)' },
      ...{ startTime: seconds - 3_600, endTime: seconds + 60 },
    }),
  )
  await eventually(async () => {
    const { status } = await logs.send(new GetQueryResultsCommand({ queryId }))
    return status === 'Complete' ? status : undefined
  })
}

async function keys({ kms }: Clients, n: number): Promise<void> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const KeyId = KeyMetadata?.KeyId
  const Plaintext = Buffer.from(`secret ${n}`)
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }))
  const { Plaintext: back } = await kms.send(new DecryptCommand({ CiphertextBlob }))
  expect(Buffer.from(back ?? []).toString()).toBe(`secret ${n}`)
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
}

async function bots({ models }: Clients, n: number): Promise<void> {
  const name = `Bot${letters(n)}`
  const intent = `${name}Intent`
  const sampleUtterances = ['do it', 'please do it now']
  await models.send(
    new PutIntentCommand({
      ...{ name: intent, sampleUtterances },
      fulfillmentActivity: { type: 'ReturnIntent' },
    }),
  )
  await models.send(
    new PutBotCommand({
      ...{ name, locale: 'en-US', childDirected: false },
      abortStatement: { messages: [{ contentType: 'PlainText', content: 'Sorry.' }] },
      intents: [{ intentName: intent, intentVersion: '$LATEST' }],
      processBehavior: 'BUILD',
    }),
  )
  await eventually(async () => {
    const { status } = await models.send(new GetBotCommand({ name, versionOrAlias: '$LATEST' }))
    return status === 'READY' ? status : undefined
  })
  await models.send(new DeleteBotCommand({ name }))
  await models.send(new DeleteIntentCommand({ name: intent }))
}

/** Names of bots have no digits. */
const letters = (n: number) => String(n).replace(/\d/g, digit => 'abcdefghij'[Number(digit)] ?? '')
