import type { Check, CheckedResource } from '../access/check.ts'

/** A check on a resource: its ARN, the set of its equivalent spellings, or `'any'`. */
export function check(
  action: string,
  resource: string | readonly [string, ...string[]] | CheckedResource,
  more: Omit<Check, 'action' | 'resource'> = {},
): Check {
  return { action, resource: resourceOf(resource), ...more }
}

function resourceOf(
  resource: string | readonly [string, ...string[]] | CheckedResource,
): CheckedResource {
  if (resource === 'any') return { arns: 'any' }
  if (typeof resource === 'string') return { arns: [resource] }
  return 'arns' in resource ? resource : { arns: resource }
}

/**
 * Handing a role to a service demands `iam:PassRole` on it (spec/iam.md §5.1). A foreign role is refused
 * by the engine's fixed rule before any policy is read.
 */
export function passedRole(
  roleArn: string,
  passedToService: string,
  associatedResourceArn?: string,
): Check {
  return check(
    'iam:PassRole',
    { arns: [roleArn], ...accountOf(roleArn) },
    {
      context: {
        'iam:PassedToService': passedToService,
        'iam:AssociatedResourceArn': associatedResourceArn,
      },
    },
  )
}

function accountOf(arn: string): { account?: string } {
  const account = arn.split(':')[4]
  return account ? { account } : {}
}
