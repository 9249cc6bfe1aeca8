import { trailArn } from '../../../audit/trail.ts'
import { statusKey, statusOf } from '../../../audit/trail-status.ts'
import { check } from '../../../operation/check.ts'
import { cloudtrail } from '../../../wire/models/cloudtrail.ts'
import { shownTrailCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { findTrail, getTrail, trailsOfAccount } from '../find.ts'
import { trailOutput } from '../outputs.ts'

export const getTrailOperation = operation(cloudtrail.GetTrail, {
  readOnly: true,
  authorize: ({ Name }, context) => shownTrailCheck('cloudtrail:GetTrail', Name, context),
  handle: async ({ Name }, context) => ({ Trail: trailOutput(await getTrail(Name, context)) }),
})

/** The trails of the region, with those of other regions that cover it; or those named, without what is unknown. */
export const describeTrails = operation(cloudtrail.DescribeTrails, {
  readOnly: true,
  authorize: () => check('cloudtrail:DescribeTrails', 'any'),

  async handle({ trailNameList: names = [], includeShadowTrails = true }, context) {
    if (names.length > 0) {
      const found = await Promise.all(names.map(name => findTrail(name, context)))
      return { trailList: found.flatMap(trail => (trail ? [trailOutput(trail)] : [])) }
    }
    const trails = await trailsOfAccount(context)
    const shown = trails.filter(
      ({ homeRegion, isMultiRegion }) =>
        homeRegion === context.region || (includeShadowTrails && isMultiRegion),
    )
    return { trailList: shown.map(trailOutput) }
  },
})

/** The trails of all regions. */
export const listTrails = operation(cloudtrail.ListTrails, {
  readOnly: true,
  authorize: () => check('cloudtrail:ListTrails', 'any'),

  async handle(_input, context) {
    const trails = await trailsOfAccount(context)
    const shown = trails.map(trail => ({
      TrailARN: trailArn(trail),
      Name: trail.name,
      HomeRegion: trail.homeRegion,
    }))
    return { Trails: shown, NextToken: undefined }
  },
})

export const getTrailStatus = operation(cloudtrail.GetTrailStatus, {
  readOnly: true,
  authorize: ({ Name }, context) => shownTrailCheck('cloudtrail:GetTrailStatus', Name, context),

  async handle({ Name }, context) {
    const trail = await getTrail(Name, context)
    const status = statusOf(await context.documents.get(statusKey(trail.id)))
    const attempt = textOf(status.attemptedAt)
    return {
      IsLogging: trail.isLogging,
      LatestDeliveryError: status.error,
      LatestNotificationError: undefined,
      LatestDeliveryTime: status.deliveredAt,
      LatestNotificationTime: undefined,
      StartLoggingTime: trail.startedAt,
      StopLoggingTime: trail.stoppedAt,
      LatestCloudWatchLogsDeliveryError: status.logsError,
      LatestCloudWatchLogsDeliveryTime: status.loggedAt,
      LatestDigestDeliveryTime: status.digestedAt,
      LatestDigestDeliveryError: status.digestError,
      LatestDeliveryAttemptTime: attempt,
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: status.error === undefined ? attempt : '',
      TimeLoggingStarted: textOf(trail.startedAt),
      TimeLoggingStopped: textOf(trail.stoppedAt),
    }
  },
})

const textOf = (time: number | undefined) =>
  time === undefined ? '' : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
