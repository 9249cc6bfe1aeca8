import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  GetBotAliasCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import type { OpenedData } from '../../src/data.ts'
import { type AudioLogEntry, audioLogWrites, audioObjectPath } from '../../src/outbox/audio-log.ts'
import type { AudioLogDestination } from '../../src/outbox/conversation-log.ts'
import type { Delivery } from '../../src/wire/models/own/parley.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'

/** Conversation logs as the guide sets them up, an alias with role, group, bucket and key of its own each. */
export interface LogStage {
  readonly house: House
  readonly clients: Clients
  /** Commits what a spoken turn would, to the outbox of the server; where the sound will lie. */
  speak(alias: string, turn: SpokenTurn): Promise<string>
}

export interface Clients {
  readonly iam: IAMClient
  readonly kms: KMSClient
  readonly logs: CloudWatchLogsClient
  readonly s3: S3Client
  readonly models: LexModelBuildingServiceClient
  readonly runtime: LexRuntimeServiceClient
}

export interface SpokenTurn {
  readonly userId: string
  readonly requestId: string
  readonly sessionId: string
  readonly sound: string
}

export const BOT = 'OrderFlowers'

/** More aliases than a bot may have by default. */
const FLAGS = ['--ephemeral', '--port', '0', '--quotas', 'lex-models.aliasesPerBot=100']

export async function openLogStage(): Promise<LogStage> {
  let opened: OpenedData | undefined
  const around = (data: OpenedData) => {
    opened = data
    return data
  }
  const house = await openHouse({ args: FLAGS, sample: true, around })
  const clients: Clients = {
    iam: new IAMClient(house.as()),
    kms: new KMSClient(house.as()),
    logs: new CloudWatchLogsClient(house.as()),
    s3: new S3Client({ ...house.as(), forcePathStyle: true }),
    models: new LexModelBuildingServiceClient(house.as()),
    runtime: new LexRuntimeServiceClient(house.as()),
  }
  return {
    house,
    clients,
    async speak(alias, turn) {
      if (!opened) throw new Error('the house has not opened its data')
      const destination = await audioDestination({ house, clients }, alias)
      return commitSound(destination, turn, opened)
    },
  }
}

/** Where an alias's sound goes, as the alias says itself. */
async function audioDestination(
  { house, clients }: Pick<LogStage, 'house' | 'clients'>,
  botAlias: string,
): Promise<AudioLogDestination> {
  const named = { botName: BOT, name: botAlias }
  const { conversationLogs, botVersion = '' } = await clients.models.send(
    new GetBotAliasCommand(named),
  )
  const audio = conversationLogs?.logSettings?.find(({ logType }) => logType === 'AUDIO')
  return {
    ...{ account: house.account, region: house.region, botName: BOT, botAlias, botVersion },
    roleArn: conversationLogs?.iamRoleArn ?? '',
    bucketArn: audio?.resourceArn ?? '',
    resourcePrefix: audio?.resourcePrefix ?? '',
    ...(audio?.kmsKeyArn !== undefined && { kmsKeyArn: audio.kmsKeyArn }),
  }
}

/** The path of the object to be. */
async function commitSound(
  destination: AudioLogDestination,
  { userId, requestId, sessionId, sound }: SpokenTurn,
  { store, blobs }: Pick<OpenedData, 'store' | 'blobs'>,
): Promise<string> {
  const bytes = Buffer.from(sound)
  const time = Date.now()
  const entry: AudioLogEntry = {
    ...{ time, userId, sessionId, requestId },
    ...{ blob: await blobs.write(bytes), sizeBytes: bytes.length },
    media: { kind: 'opus', contentType: 'audio/x-cbr-opus-with-preamble' },
  }
  await store.commit(audioLogWrites(destination, entry, time))
  return audioObjectPath(destination, entry)
}

/** What one alias logs to, and as whom. */
export interface Place {
  readonly stage: LogStage
  readonly alias: string
  readonly role: string
  readonly roleArn: string
  readonly group: string
  readonly groupArn: string
  readonly bucket: string
  readonly bucketArn: string
  readonly keyArn: string
  /** Of the key, under a name. */
  readonly keyAliasArn: string
}

export interface PlaceOptions {
  /** How the sound is encrypted: under the key, under the key by its other name, or as the bucket likes. */
  readonly encryption?: Encryption
}

type Encryption = 'key' | 'key-alias' | 'bucket'

export const LEX_MAY_ASSUME = policy({
  Effect: 'Allow',
  Principal: { Service: 'lex.amazonaws.com' },
  Action: 'sts:AssumeRole',
})

/** The role's permissions of the guide, each as a policy of its own so that it can be taken away by itself. */
export const GRANTS = {
  streams: ({ groupArn }: Place) => allow('logs:CreateLogStream', `${groupArn}:*`),
  events: ({ groupArn }: Place) => allow('logs:PutLogEvents', `${groupArn}:*`),
  objects: ({ bucketArn }: Place) => allow('s3:PutObject', `${bucketArn}/*`),
  keys: ({ keyArn }: Place) => allow('kms:GenerateDataKey', keyArn),
} as const

export type Grant = keyof typeof GRANTS

/** What aliases log to: their roles, groups, buckets and keys, then the aliases one by one, as they are of one bot. */
export async function openPlaces(
  stage: LogStage,
  wanted: readonly (PlaceOptions & { readonly alias: string })[],
): Promise<readonly Place[]> {
  const places = await Promise.all(wanted.map(({ alias }) => preparePlace(stage, alias)))
  for (const [index, place] of places.entries()) {
    await putAlias(place, wanted[index]?.encryption ?? 'key')
  }
  return places
}

async function preparePlace(stage: LogStage, alias: string): Promise<Place> {
  const { clients, house } = stage
  const { account, region } = house
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}))
  const AliasName = `alias/${alias}`
  await clients.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }))
  const role = `Logger-${alias}`
  const group = `/lex/${alias}`
  const bucket = `lex-sound-${alias}`
  const place: Place = {
    ...{ stage, alias, role, group, bucket },
    roleArn: `arn:aws:iam::${account}:role/${role}`,
    groupArn: `arn:aws:logs:${region}:${account}:log-group:${group}`,
    bucketArn: `arn:aws:s3:::${bucket}`,
    keyArn: KeyMetadata?.Arn ?? '',
    keyAliasArn: `arn:aws:kms:${region}:${account}:${AliasName}`,
  }
  await createRole(place)
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName: group }))
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }))
  return place
}

/** The role with all of its permissions. */
export async function createRole(place: Place): Promise<void> {
  const { role: RoleName, stage } = place
  const input = { RoleName, AssumeRolePolicyDocument: LEX_MAY_ASSUME }
  await stage.clients.iam.send(new CreateRoleCommand(input))
  for (const grant of Object.keys(GRANTS) as Grant[]) await give(place, grant)
}

export const give = (place: Place, grant: Grant) =>
  place.stage.clients.iam.send(
    new PutRolePolicyCommand({
      ...{ RoleName: place.role, PolicyName: grant },
      PolicyDocument: policy(GRANTS[grant](place)),
    }),
  )

export const take = ({ role, stage }: Place, grant: Grant) =>
  stage.clients.iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: grant }))

async function putAlias(place: Place, encryption: Encryption): Promise<void> {
  const kmsKeyArn = encryption === 'key' ? place.keyArn : place.keyAliasArn
  await place.stage.clients.models.send(
    new PutBotAliasCommand({
      ...{ botName: BOT, name: place.alias, botVersion: '1' },
      conversationLogs: {
        iamRoleArn: place.roleArn,
        logSettings: [
          { logType: 'TEXT', destination: 'CLOUDWATCH_LOGS', resourceArn: place.groupArn },
          {
            ...{ logType: 'AUDIO', destination: 'S3', resourceArn: place.bucketArn },
            ...(encryption !== 'bucket' && { kmsKeyArn }),
          },
        ],
      },
    }),
  )
}

/**
 * Says it in writing and aloud; how the bot answered, and where the sound will lie. A user talks with one alias of a
 * bot at a time.
 */
export async function converse(
  { alias, stage }: Place,
  inputText: string,
  userId = `user-of-${alias}`,
) {
  const input = { botName: BOT, botAlias: alias, userId, inputText }
  const {
    dialogState,
    sessionId = '',
    $metadata,
  } = await stage.clients.runtime.send(new PostTextCommand(input))
  const turn = { userId, sessionId, requestId: $metadata.requestId ?? '', sound: inputText }
  return { dialogState, path: await stage.speak(alias, turn) }
}

/** What users said by the group's events, in the order of their streams; nothing while there is no group. */
export async function written({ group, stage }: Place): Promise<readonly string[]> {
  const command = new FilterLogEventsCommand({ logGroupName: group })
  const { events = [] } = await stage.clients.logs.send(command).catch(nothingIfMissing)
  return events.map(({ message }) => JSON.parse(message ?? '{}').inputTranscript as string)
}

/** The sounds in the bucket by their paths; nothing while there is no bucket. */
export async function heard({ bucket, stage }: Place): Promise<Readonly<Record<string, string>>> {
  const { s3 } = stage.clients
  const listing = new ListObjectsV2Command({ Bucket: bucket })
  const { Contents = [] } = await s3.send(listing).catch(nothingIfMissing)
  const sounds = Contents.map(async ({ Key = '' }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
    return [`${bucket}/${Key}`, (await Body?.transformToString()) ?? ''] as const
  })
  return Object.fromEntries(await Promise.all(sounds))
}

function nothingIfMissing(error: Error): Record<string, undefined> {
  if (error.name === 'ResourceNotFoundException' || error.name === 'NoSuchBucket') return {}
  throw error
}

/** What ListDeliveries tells of an alias: of its text and of its sound. */
export interface Deliveries {
  readonly text?: Delivery
  readonly sound?: Delivery
}

export async function deliveriesOf({ alias, stage }: Place): Promise<Deliveries> {
  const all: Delivery[] = []
  for (let token: string | undefined, more = true; more; more = token !== undefined) {
    const query = token === undefined ? '' : `?nextToken=${encodeURIComponent(token)}`
    const target = `/_parley/deliveries${query}`
    const answer = await stage.house.send({ service: 'parley', method: 'GET', target })
    const page = (await answer.json()) as { deliveries: Delivery[]; nextToken?: string }
    all.push(...page.deliveries)
    token = page.nextToken
  }
  const own = all.filter(({ source }) => source?.includes(`bot:${BOT}:${alias} `))
  const text = own.find(({ destination }) => destination?.includes(':log-group:'))
  const sound = own.find(({ destination }) => destination?.includes(':s3:::'))
  return { ...(text && { text }), ...(sound && { sound }) }
}

/** Resolves once all that was said lies where it belongs, and nothing waits any more. */
export const arrived = (
  place: Place,
  expected: { readonly texts: number; readonly sounds: number },
) =>
  eventually(async () => {
    const { text, sound } = await deliveriesOf(place)
    if (text || sound) return undefined
    const [texts, sounds] = await Promise.all([written(place), heard(place)])
    if (texts.length < expected.texts) return undefined
    return Object.keys(sounds).length < expected.sounds ? undefined : { texts, sounds }
  })
