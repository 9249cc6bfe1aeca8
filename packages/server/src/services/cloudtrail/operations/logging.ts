import { trailKey, trailWrite } from '../../../audit/trail.ts'
import {
  DELIVERY_MS,
  DIGEST_MS,
  DIGEST_TRAIL,
  deliverTrailJob,
  digestTrailJob,
  lastDeliveryJob,
} from '../../../audit/trail-jobs.ts'
import { cancelJob, scheduleJob } from '../../../jobs/runner.ts'
import { cloudtrail } from '../../../wire/models/cloudtrail.ts'
import { trailCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { homeTrail } from '../find.ts'
import { countKey } from './create-trail.ts'

/** From now on the trail selects events. */
export const startLogging = operation(cloudtrail.StartLogging, {
  authorize: ({ Name }, context) => trailCheck('cloudtrail:StartLogging', Name, context),

  async handle({ Name }, context) {
    const { clock, documents } = context
    const trail = await homeTrail(Name, context)
    if (trail.isLogging) return {}
    const startedAt = clock.now()
    await documents.commit([
      trailWrite({ ...trail, isLogging: true, startedAt }),
      scheduleJob(deliverTrailJob(trail, startedAt + DELIVERY_MS)),
      ...(trail.validatesFiles ? [scheduleJob(digestTrailJob(trail, startedAt + DIGEST_MS))] : []),
    ])
    return {}
  },
})

/** The trail selects nothing more; what it has selected is delivered at once. */
export const stopLogging = operation(cloudtrail.StopLogging, {
  authorize: ({ Name }, context) => trailCheck('cloudtrail:StopLogging', Name, context),

  async handle({ Name }, context) {
    const { clock, documents } = context
    const trail = await homeTrail(Name, context)
    if (!trail.isLogging) return {}
    const stoppedAt = clock.now()
    await documents.commit([
      trailWrite({ ...trail, isLogging: false, stoppedAt }),
      scheduleJob(deliverTrailJob(trail, stoppedAt)),
    ])
    return {}
  },
})

/** The trail is gone; the files that it delivered stay, and what it has selected still arrives. */
export const deleteTrail = operation(cloudtrail.DeleteTrail, {
  authorize: ({ Name }, context) => trailCheck('cloudtrail:DeleteTrail', Name, context),

  async handle({ Name }, context) {
    const { clock, documents } = context
    const trail = await homeTrail(Name, context)
    const { account, homeRegion } = trail
    await documents.commit([
      { type: 'delete', key: trailKey(account, homeRegion, trail.name) },
      { type: 'add', key: countKey(account, homeRegion), amount: -1 },
      scheduleJob(lastDeliveryJob(trail, clock.now())),
      cancelJob(DIGEST_TRAIL, trail.id),
    ])
    return {}
  },
})
