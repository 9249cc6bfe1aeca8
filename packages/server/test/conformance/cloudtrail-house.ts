import { gunzipSync } from 'node:zlib'
import {
  CloudTrailClient,
  CreateTrailCommand,
  type CreateTrailCommandInput,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { type ShiftingClock, shiftingClock } from '../shifting-clock.ts'

/** A house whose time may be moved, with clients that move along. */
export interface TrailHouse extends AsyncDisposable {
  readonly house: House
  readonly clock: ShiftingClock
  /** Options of an SDK client that signs with the house's time. */
  as(
    credentials?: SigningCredentials,
    region?: string,
  ): ReturnType<House['as']> & {
    readonly systemClockOffset: number
  }
  readonly trails: CloudTrailClient
  readonly s3: S3Client
  close(): Promise<void>
}

export const MINUTES = 60_000
export const HOURS = 60 * MINUTES

export async function openTrailHouse(
  options: {
    readonly offsetMs?: number
    readonly args?: readonly string[]
    readonly sample?: boolean
  } = {},
): Promise<TrailHouse> {
  const { offsetMs = 0, args, sample = false } = options
  const clock = shiftingClock(offsetMs)
  const house = await openHouse({ clock, sample, ...(args && { args }) })
  const as: TrailHouse['as'] = (credentials, region = house.region) => ({
    ...house.as(credentials),
    region,
    // The client corrects its clock by itself as soon as it is told the time.
    systemClockOffset: clock.offsetMs,
  })
  return {
    house,
    clock,
    as,
    get trails() {
      return new CloudTrailClient(as())
    },
    get s3() {
      return new S3Client({ ...as(), forcePathStyle: true })
    },
    close: () => house.close(),
    [Symbol.asyncDispose]: () => house.close(),
  }
}

/** The policy that lets CloudTrail deliver into a bucket, as its guide has it. */
export const bucketPolicy = (bucket: string, account: string, trailArn: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: [
          `arn:aws:s3:::${bucket}/AWSLogs/${account}/*`,
          `arn:aws:s3:::${bucket}/*/AWSLogs/${account}/*`,
        ],
        Condition: {
          StringEquals: {
            's3:x-amz-acl': 'bucket-owner-full-control',
            'aws:SourceArn': trailArn,
          },
        },
      },
    ],
  })

export const arnOf = ({ house }: TrailHouse, name: string) =>
  `arn:aws:cloudtrail:${house.region}:${house.account}:trail/${name}`

/** A bucket that CloudTrail may write to for the trail of this name. */
export async function createTrailBucket(
  open: TrailHouse,
  Bucket: string,
  trail: string,
): Promise<void> {
  await open.s3.send(new CreateBucketCommand({ Bucket }))
  const Policy = bucketPolicy(Bucket, open.house.account, arnOf(open, trail))
  await open.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
}

/** A bucket and a trail that logs into it. */
export async function startTrail(
  open: TrailHouse,
  Name: string,
  more: Partial<CreateTrailCommandInput> = {},
): Promise<string> {
  const S3BucketName = more.S3BucketName ?? `${Name.toLowerCase()}-bucket`
  await createTrailBucket(open, S3BucketName, Name)
  await open.trails.send(new CreateTrailCommand({ Name, S3BucketName, ...more }))
  await open.trails.send(new StartLoggingCommand({ Name }))
  return S3BucketName
}

export type TrailEvent = Record<string, unknown> & {
  readonly eventName: string
  readonly eventID: string
}

/** The keys of a bucket below a folder. */
export async function keysOf(open: TrailHouse, Bucket: string, Prefix?: string): Promise<string[]> {
  const { Contents = [] } = await open.s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
  return Contents.map(({ Key = '' }) => Key)
}

/** An unpacked file of a trail. */
export async function readFile(open: TrailHouse, Bucket: string, Key: string): Promise<string> {
  const { Body } = await open.s3.send(new GetObjectCommand({ Bucket, Key }))
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
  return gunzipSync(bytes).toString('utf8')
}

/** The events of all log files of a bucket, in the order of their files. */
export async function deliveredEvents(open: TrailHouse, bucket: string): Promise<TrailEvent[]> {
  const events: TrailEvent[] = []
  for (const key of await keysOf(open, bucket)) {
    if (!key.includes('/CloudTrail/')) continue
    const { Records } = JSON.parse(await readFile(open, bucket, key)) as { Records: TrailEvent[] }
    events.push(...Records)
  }
  return events
}

/** Waits until an event of this name was delivered. */
export const deliveredEvent = (
  open: TrailHouse,
  bucket: string,
  fits: (event: TrailEvent) => boolean,
) => eventually(async () => (await deliveredEvents(open, bucket)).find(fits))
