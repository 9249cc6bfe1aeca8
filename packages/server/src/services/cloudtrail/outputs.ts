import { type Trail, trailArn } from '../../audit/trail.ts'

/** What CreateTrail and UpdateTrail answer. */
export function trailConfiguration(trail: Trail) {
  const { name, bucket, prefix, kmsKeyArn, logs } = trail
  return {
    Name: name,
    S3BucketName: bucket,
    S3KeyPrefix: prefix,
    SnsTopicName: undefined,
    SnsTopicARN: undefined,
    IncludeGlobalServiceEvents: trail.includesGlobalServices,
    IsMultiRegionTrail: trail.isMultiRegion,
    TrailARN: trailArn(trail),
    LogFileValidationEnabled: trail.validatesFiles,
    CloudWatchLogsLogGroupArn: logs?.groupArn,
    CloudWatchLogsRoleArn: logs?.roleArn,
    KmsKeyId: kmsKeyArn,
    IsOrganizationTrail: false,
  }
}

/** A trail as GetTrail and DescribeTrails show it. */
export const trailOutput = (trail: Trail) => ({
  ...trailConfiguration(trail),
  HomeRegion: trail.homeRegion,
  HasCustomEventSelectors: trail.hasOwnSelectors,
  HasInsightSelectors: false,
})
