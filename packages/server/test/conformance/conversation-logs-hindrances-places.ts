import { CreateLogGroupCommand, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { RootCredentials } from '../../src/access/accounts.ts'
import { policy } from '../people.ts'
import { deny, type Hindrance, lacking, refused } from './conversation-logs-hindrance.ts'
import { give, type LogStage, type Place, take } from './conversation-logs-stage.ts'
import { createAccount } from './lex-accounts.ts'

/** What may be wrong with a log group or a bucket. */
export const DESTINATIONS: readonly Hindrance[] = [
  {
    what: 'while the log group is gone',
    begin: ({ group: logGroupName, stage }) =>
      stage.clients.logs.send(new DeleteLogGroupCommand({ logGroupName })),
    end: ({ group: logGroupName, stage }) =>
      stage.clients.logs.send(new CreateLogGroupCommand({ logGroupName })),
    reasons: ({ group, stage: { house } }) => ({
      text:
        'ResourceNotFoundException: The specified log group does not exist. ' +
        `(log group ${group} in ${house.region} of account ${house.account})`,
    }),
    loses: 'text',
  },
  {
    what: 'while the bucket is gone',
    begin: ({ bucket, stage }) => removeBucket(bucket, stage.clients.s3),
    end: ({ bucket: Bucket, stage }) => stage.clients.s3.send(new CreateBucketCommand({ Bucket })),
    reasons: place => ({
      sound: refusedBucket(place, 'NoSuchBucket: The specified bucket does not exist'),
    }),
    loses: 'sound',
  },
  {
    what: 'while a bucket of its name lies in another region',
    async begin({ bucket: Bucket, stage }) {
      await removeBucket(Bucket, stage.clients.s3)
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
      await abroad(stage).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
    },
    async end({ bucket: Bucket, stage }) {
      await abroad(stage).send(new DeleteBucketCommand({ Bucket }))
      await stage.clients.s3.send(new CreateBucketCommand({ Bucket }))
    },
    reasons: place => ({ sound: refusedBucket(place, REDIRECT) }),
    loses: 'sound',
  },
  {
    what: 'while a bucket of its name belongs to somebody else',
    async begin({ alias, bucket: Bucket, stage }) {
      await removeBucket(Bucket, stage.clients.s3)
      const stranger = await strangerOf(alias, stage)
      await stranger.send(new CreateBucketCommand({ Bucket }))
    },
    async end({ alias, bucket: Bucket, stage }) {
      const stranger = await strangerOf(alias, stage)
      await stranger.send(new DeleteBucketCommand({ Bucket }))
      await stage.clients.s3.send(new CreateBucketCommand({ Bucket }))
    },
    reasons: place => ({ sound: refusedBucket(place, 'AccessDenied: Access Denied') }),
    loses: 'sound',
  },
  {
    what: 'while the bucket denies it',
    begin: place =>
      place.stage.clients.s3.send(
        new PutBucketPolicyCommand({
          Bucket: place.bucket,
          Policy: policy({
            ...deny('s3:PutObject', `${place.bucketArn}/*`),
            Principal: { AWS: place.roleArn },
          }),
        }),
      ),
    end: ({ bucket: Bucket, stage }) =>
      stage.clients.s3.send(new DeleteBucketPolicyCommand({ Bucket })),
    reasons: (place, { object }) => ({
      sound: refused(
        ...([place, 's3:PutObject', object] as const),
        'with an explicit deny in a resource-based policy',
      ),
    }),
  },
  {
    what: 'while the bucket encrypts under a key that the role may not use',
    options: { encryption: 'bucket' },
    async begin(place) {
      await take(place, 'keys')
      const ApplyServerSideEncryptionByDefault = {
        SSEAlgorithm: 'aws:kms' as const,
        KMSMasterKeyID: place.keyArn,
      }
      const input = {
        Bucket: place.bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
      }
      await place.stage.clients.s3.send(new PutBucketEncryptionCommand(input))
    },
    end: place => give(place, 'keys'),
    reasons: place => ({ sound: lacking(place, 'kms:GenerateDataKey', place.keyArn) }),
  },
]

const REDIRECT =
  'PermanentRedirect: The bucket you are attempting to access must be addressed using the specified endpoint. ' +
  'Please send all future requests to this endpoint.'

const refusedBucket = ({ bucket, stage: { house } }: Place, text: string) =>
  `${text} (bucket ${bucket}, expected in ${house.region} and owned by ${house.account})`

async function removeBucket(Bucket: string, s3: S3Client): Promise<void> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  await s3.send(new DeleteBucketCommand({ Bucket }))
}

const abroad = ({ house }: LogStage) =>
  new S3Client({ ...house.as(), region: 'eu-west-1', forcePathStyle: true })

const STRANGER = '210987654321'
const strangers = new Map<string, Promise<S3Client>>()

/** The root of another account, the same for each of a story's steps. */
function strangerOf(alias: string, { house }: LogStage): Promise<S3Client> {
  const known = strangers.get(alias) ?? createAccount(house, STRANGER).then(clientOf)
  strangers.set(alias, known)
  return known
  function clientOf(root: RootCredentials) {
    return new S3Client({ ...house.as(root), forcePathStyle: true })
  }
}
