import { DEFAULT_SELECTORS } from '../../../audit/selectors.ts'
import { type Trail, trailKey, trailWrite } from '../../../audit/trail.ts'
import { passedRole } from '../../../operation/check.ts'
import { key } from '../../../store/key.ts'
import { CommitConflict } from '../../../store/store.ts'
import {
  type CreateTrailRequest,
  cloudtrail,
  InvalidParameterCombinationException,
  MaximumNumberOfTrailsExceededException,
  TrailAlreadyExistsException,
} from '../../../wire/models/cloudtrail.ts'
import { trailCheck } from '../checks.ts'
import { type CloudTrailContext, operation } from '../context.ts'
import { assertBucket, assertLogs, usableKey } from '../destinations.ts'
import { LIMITS } from '../limits.ts'
import { assertTrailName } from '../names.ts'
import { trailConfiguration } from '../outputs.ts'
import { ownTags, withTags } from '../tags.ts'
import { assertGlobal, assertSupported, requestedLogs } from '../trail-input.ts'

/** A new trail, which does not log until StartLogging. */
export const createTrail = operation(cloudtrail.CreateTrail, {
  authorize(input, context) {
    const { Name, CloudWatchLogsRoleArn: role, TagsList } = input
    const requestTags = TagsList && { requestTags: ownTags(TagsList) }
    return [
      trailCheck('cloudtrail:CreateTrail', Name, context, requestTags),
      ...(TagsList ? [trailCheck('cloudtrail:AddTags', Name, context, requestTags)] : []),
      ...(role ? [passedRole(role, 'cloudtrail.amazonaws.com')] : []),
    ]
  },

  async handle(input, context) {
    const { account, region, documents } = context
    assertTrailName(input.Name)
    assertSupported(input)
    const trail = await newTrail(input, context)
    if (await documents.get(trailKey(account, region, trail.name))) {
      throw TrailAlreadyExistsException(
        `Trail ${trail.name} already exists for customer: ${account}`,
      )
    }
    await assertBucket(trail, { bucket: trail.bucket, prefix: trail.prefix }, context)
    if (trail.logs) await assertLogs(trail, trail.logs, context)
    await commitNew(trail, context)
    return trailConfiguration(trail)
  },
})

async function newTrail(input: CreateTrailRequest, context: CloudTrailContext): Promise<Trail> {
  const { Name: name, S3KeyPrefix: prefix, KmsKeyId: keyId } = input
  const { account, region: homeRegion, random, clock } = context
  const isMultiRegion = input.IsMultiRegionTrail ?? false
  const includesGlobalServices = input.IncludeGlobalServiceEvents ?? true
  assertGlobal({ isMultiRegion, includesGlobalServices }, InvalidParameterCombinationException)
  const logs = requestedLogs(input, undefined)
  const named = { account, homeRegion, name }
  return {
    id: random.uuid(),
    ...named,
    createdAt: clock.now(),
    bucket: input.S3BucketName,
    ...(prefix && { prefix }),
    includesGlobalServices,
    isMultiRegion,
    validatesFiles: input.EnableLogFileValidation ?? false,
    ...(keyId && { kmsKeyArn: await usableKey(named, keyId, context) }),
    ...(logs && { logs }),
    selectors: DEFAULT_SELECTORS,
    hasOwnSelectors: false,
    tags: withTags([], input.TagsList ?? []),
    isLogging: false,
  }
}

export const countKey = (account: string, region: string) =>
  key('cloudtrail.count', account, region)

async function commitNew(trail: Trail, { documents }: CloudTrailContext): Promise<void> {
  const { account, homeRegion } = trail
  const counter = countKey(account, homeRegion)
  try {
    await documents.commit([
      trailWrite(trail),
      { type: 'add', key: counter, amount: 1, max: LIMITS.trailsPerRegion },
    ])
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
    throw MaximumNumberOfTrailsExceededException(
      `User: ${account} already has ${LIMITS.trailsPerRegion} trails in ${homeRegion}.`,
    )
  }
}
