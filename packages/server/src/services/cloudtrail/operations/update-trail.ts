import { type Trail, trailWrite } from '../../../audit/trail.ts'
import { DIGEST_MS, digestTrailJob } from '../../../audit/trail-jobs.ts'
import { scheduleJob } from '../../../jobs/runner.ts'
import { passedRole } from '../../../operation/check.ts'
import {
  cloudtrail,
  InvalidParameterCombinationException,
  type UpdateTrailRequest,
} from '../../../wire/models/cloudtrail.ts'
import { trailCheck } from '../checks.ts'
import { type CloudTrailContext, operation } from '../context.ts'
import { assertBucket, assertLogs, usableKey } from '../destinations.ts'
import { findTrail, homeTrail } from '../find.ts'
import { trailConfiguration } from '../outputs.ts'
import { assertGlobal, assertSupported, requestedLogs } from '../trail-input.ts'

/** Changes what is named; an empty prefix, key, or log group and role take them away. */
export const updateTrail = operation(cloudtrail.UpdateTrail, {
  async authorize(input, context) {
    const { Name, CloudWatchLogsLogGroupArn: group } = input
    const update = trailCheck('cloudtrail:UpdateTrail', Name, context)
    // Another group for the role that the trail has is as good as a role.
    const kept = group ? (await findTrail(Name, context))?.logs?.roleArn : undefined
    const role = input.CloudWatchLogsRoleArn ?? kept
    return role ? [update, passedRole(role, 'cloudtrail.amazonaws.com')] : update
  },

  async handle(input, context) {
    const before = await homeTrail(input.Name, context)
    assertSupported(input)
    const trail = await updated(before, input, context)
    if (input.S3BucketName !== undefined || input.S3KeyPrefix !== undefined) {
      await assertBucket(trail, { bucket: trail.bucket, prefix: trail.prefix }, context)
    }
    if (trail.logs && trail.logs !== before.logs) await assertLogs(trail, trail.logs, context)
    const startsDigests = trail.validatesFiles && !before.validatesFiles && trail.isLogging
    const now = context.clock.now()
    await context.documents.commit([
      trailWrite(trail),
      ...(startsDigests ? [scheduleJob(digestTrailJob(trail, now + DIGEST_MS))] : []),
    ])
    return trailConfiguration(trail)
  },
})

async function updated(
  before: Trail,
  input: UpdateTrailRequest,
  context: CloudTrailContext,
): Promise<Trail> {
  const { prefix: oldPrefix, kmsKeyArn: oldKey, logs: oldLogs, ...rest } = before
  const prefix = input.S3KeyPrefix ?? oldPrefix
  const kmsKeyArn = input.KmsKeyId
    ? await usableKey(before, input.KmsKeyId, context)
    : input.KmsKeyId
  const key = kmsKeyArn ?? oldKey
  const names = input.CloudWatchLogsLogGroupArn ?? input.CloudWatchLogsRoleArn
  const logs = names === undefined ? oldLogs : requestedLogs(input, oldLogs)
  const trail: Trail = {
    ...rest,
    bucket: input.S3BucketName ?? before.bucket,
    ...(prefix && { prefix }),
    includesGlobalServices: input.IncludeGlobalServiceEvents ?? before.includesGlobalServices,
    isMultiRegion: input.IsMultiRegionTrail ?? before.isMultiRegion,
    validatesFiles: input.EnableLogFileValidation ?? before.validatesFiles,
    ...(key && { kmsKeyArn: key }),
    ...(logs && { logs }),
  }
  assertGlobal(trail, InvalidParameterCombinationException)
  return trail
}
