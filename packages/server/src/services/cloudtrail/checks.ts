import type { Check } from '../../access/check.ts'
import { trailArn } from '../../audit/trail.ts'
import { check } from '../../operation/check.ts'
import type { CloudTrailContext } from './context.ts'
import { findTrail } from './find.ts'
import { arnOfNamed, namedTrail } from './names.ts'

/** A check on a trail, by name or ARN; its tags are read when a policy asks for them. */
export function trailCheck(
  action: string,
  text: string,
  context: CloudTrailContext,
  more: Pick<Check, 'requestTags' | 'requestTagKeys'> = {},
): Check {
  const named = namedTrail(text, context)
  return check(
    action,
    { arns: [arnOfNamed(named)], account: named.account },
    { ...more, tags: async () => (await findTrail(text, context))?.tags },
  )
}

/** Of reading, likewise: what is shown here by its bare name may be a trail of another region, whose ARN decides. */
export async function shownTrailCheck(
  action: string,
  text: string,
  context: CloudTrailContext,
): Promise<Check> {
  const trail = await findTrail(text, context)
  return trailCheck(action, trail ? trailArn(trail) : text, context)
}
