import type { Trail, TrailLogs } from '../../audit/trail.ts'
import type { ServiceError } from '../../kernel/errors.ts'
import {
  InvalidCloudWatchLogsLogGroupArnException,
  InvalidCloudWatchLogsRoleArnException,
  UnsupportedOperationException,
} from '../../wire/models/cloudtrail.ts'

/** There are neither topics nor trails of organizations here. @throws ServiceError UnsupportedOperationException */
export function assertSupported(input: {
  readonly SnsTopicName?: string | undefined
  readonly IsOrganizationTrail?: boolean | undefined
}): void {
  if (input.SnsTopicName) {
    throw UnsupportedOperationException('Notifications by SNS are not supported.')
  }
  if (input.IsOrganizationTrail) {
    throw UnsupportedOperationException('Organization trails are not supported.')
  }
}

/** A trail of all regions has the services that are in none. @throws ServiceError */
export function assertGlobal(
  {
    isMultiRegion,
    includesGlobalServices,
  }: Pick<Trail, 'isMultiRegion' | 'includesGlobalServices'>,
  refusal: (message: string) => ServiceError,
): void {
  if (!isMultiRegion || includesGlobalServices) return
  throw refusal('Multi-Region trail must include global service events.')
}

/** Log group and role go together; empty texts take both away. @throws ServiceError */
export function requestedLogs(
  input: {
    readonly CloudWatchLogsLogGroupArn?: string | undefined
    readonly CloudWatchLogsRoleArn?: string | undefined
  },
  before: TrailLogs | undefined,
): TrailLogs | undefined {
  const groupArn = input.CloudWatchLogsLogGroupArn ?? before?.groupArn ?? ''
  const roleArn = input.CloudWatchLogsRoleArn ?? before?.roleArn ?? ''
  if (groupArn === '' && roleArn === '') return undefined
  if (groupArn === '') {
    throw InvalidCloudWatchLogsLogGroupArnException(
      'You must specify a log group ARN together with a role ARN.',
    )
  }
  if (roleArn === '') {
    throw InvalidCloudWatchLogsRoleArnException(
      'You must specify a role ARN together with a log group ARN.',
    )
  }
  return { groupArn, roleArn }
}
