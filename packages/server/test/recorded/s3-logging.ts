import type { Tests } from './s3.ts'
import { type BucketRoom, openBucketRoom } from './s3-stage.ts'
import type { Stage } from './stage.ts'

/** Where the requests to a bucket are logged. */

const LOGGING = 'TestS3BucketLogging::test_put_bucket_logging'
const [WEST, EAST] = ['us-west-2', 'us-east-2'] as const

const placed = async (stage: Stage, region: typeof WEST | typeof EAST) => {
  const room = await openBucketRoom(stage, { region })
  const CreateBucketConfiguration = { LocationConstraint: region }
  await room.ask('CreateBucket', { CreateBucketConfiguration })
  return room
}

const logTo = (room: BucketRoom, note: string, TargetBucket: string) =>
  room.note(`put-bucket-logging${note}`, 'PutBucketLogging', {
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'log' } },
  })

/** `s3/test_s3.json` */
export const loggingTests: Tests = {
  [LOGGING]: async (room, stage) => {
    const target = await openBucketRoom(stage)
    await room.note('get-bucket-logging-default', 'GetBucketLogging', {})
    await target.note('get-bucket-default-acl', 'GetBucketAcl', {})
    await logTo(room, '', target.bucket)
    await room.note('get-bucket-logging', 'GetBucketLogging', {})
    await room.note('put-bucket-logging-delete', 'PutBucketLogging', { BucketLoggingStatus: {} })
  },
  [`${LOGGING}_wrong_target`]: async (room, stage) => {
    await logTo(room, '-different-regions', (await placed(stage, WEST)).bucket)
    await logTo(room, '-non-existent-bucket', stage.name('nowhere'))
  },
  [`${LOGGING}_cross_locations`]: async (room, stage) => {
    const target = await placed(stage, EAST)
    await logTo(room, '-cross-us-east-1', target.bucket)
    await logTo(await placed(stage, WEST), '-different-regions', target.bucket)
  },
}
