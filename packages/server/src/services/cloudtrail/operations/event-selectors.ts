import { trailArn, trailWrite } from '../../../audit/trail.ts'
import { cloudtrail } from '../../../wire/models/cloudtrail.ts'
import { shownTrailCheck, trailCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { getTrail, homeTrail } from '../find.ts'
import { requestedSelectors, selectorsOutput } from '../selector-input.ts'

/** Replaces what the trail keeps; basic and advanced selectors exclude each other. */
export const putEventSelectors = operation(cloudtrail.PutEventSelectors, {
  authorize: ({ TrailName }, context) =>
    trailCheck('cloudtrail:PutEventSelectors', TrailName, context),

  async handle(input, context) {
    const trail = await homeTrail(input.TrailName, context)
    const selectors = requestedSelectors(input)
    await context.documents.commit([trailWrite({ ...trail, selectors, hasOwnSelectors: true })])
    return { TrailARN: trailArn(trail), ...selectorsOutput(selectors) }
  },
})

export const getEventSelectors = operation(cloudtrail.GetEventSelectors, {
  readOnly: true,
  authorize: ({ TrailName }, context) =>
    shownTrailCheck('cloudtrail:GetEventSelectors', TrailName, context),

  async handle({ TrailName }, context) {
    const trail = await getTrail(TrailName, context)
    return { TrailARN: trailArn(trail), ...selectorsOutput(trail.selectors) }
  },
})
