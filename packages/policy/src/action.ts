import { FIXED_RULES, type FixedRule, isOutsideRcp } from './exemptions.ts'
import { LIMITS } from './limits.ts'

/** An action with what follows from its name alone. One record a name, so that comparing two is comparing pointers. */
export interface Action {
  readonly name: string
  /** Where a policy keeps what it says about it; few actions share a place. */
  readonly place: number
  readonly fixedRule: FixedRule | undefined
  readonly isOutsideRcp: boolean
  /** What the owner's root may always do to its bucket. */
  readonly repairsBuckets: boolean
  /** The layer of the policy that its resource carries: trust policies are the resource policies of roles. */
  readonly layer: 'resource' | 'trust'
}

export const ACTION_PLACES = 16

const actions = new Map<string, Action>()

/** Forgetting them costs speed, nothing else. */
export function actionOf(name: string): Action {
  const known = actions.get(name)
  if (known) return known
  if (actions.size >= LIMITS.knownActions) actions.clear()
  const action: Action = {
    name,
    place: actions.size % ACTION_PLACES,
    fixedRule: FIXED_RULES.get(name),
    isOutsideRcp: isOutsideRcp(name),
    repairsBuckets: /^s3:(?:Get|Put|Delete)BucketPolicy$/.test(name),
    layer: /^sts:(?:AssumeRole|TagSession|SetSourceIdentity|SetContext)/.test(name)
      ? 'trust'
      : 'resource',
  }
  actions.set(name, action)
  return action
}
