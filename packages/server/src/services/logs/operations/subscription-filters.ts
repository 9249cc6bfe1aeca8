import { parseArn } from '../../../kernel/arn.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { passedRole } from '../../../operation/check.ts'
import { lambda } from '../../../wire/models/lambda.ts'
import {
  InvalidParameterException,
  LimitExceededException,
  logs,
  type PutSubscriptionFilterRequest,
  ResourceNotFoundException,
} from '../../../wire/models/logs.ts'
import { sourceArn } from '../arns.ts'
import { mayAsLogs } from '../as-logs.ts'
import { groupCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { parseFilterPattern } from '../filter-pattern/filter-pattern.ts'
import { assertText, type GroupName, named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { subscriptionOutput } from '../outputs.ts'
import { pageToken, placeOf } from '../page-tokens.ts'
import { groupWrite, type Subscription } from '../records.ts'

const LISTING = 'subscription-filters'

/** From now on the function is sent the events of the group that fit the pattern. */
export const putSubscriptionFilter = operation(logs.PutSubscriptionFilter, {
  authorize({ logGroupName, filterName, roleArn }, context) {
    assertText(filterName, 'filterName')
    const group = groupCheck('logs:PutSubscriptionFilter', named(logGroupName, context), context)
    return roleArn === undefined ? group : [group, passedRole(roleArn, 'logs.amazonaws.com')]
  },

  async handle(input, context) {
    const { filterName: name, filterPattern: pattern, destinationArn } = input
    refuseUnsupported(input)
    assertDestination(input, context)
    parseFilterPattern(pattern)
    const group = await getGroup(named(input.logGroupName, context), context)
    const { subscriptions = [] } = group
    const before = subscriptions.find(one => one.name === name)
    const others = subscriptions.filter(one => one !== before)
    if (others.length >= LIMITS.subscriptionsPerGroup) {
      throw LimitExceededException('Resource limit exceeded.')
    }
    await assertInvocable(destinationArn, group, context)
    const subscription: Subscription = {
      name,
      pattern,
      destinationArn,
      distribution: input.distribution ?? 'ByLogStream',
      createdAt: before?.createdAt ?? context.clock.now(),
      appliesOnTransformed: input.applyOnTransformedLogs ?? false,
    }
    const all = [...others, subscription].sort((a, b) => (a.name < b.name ? -1 : 1))
    await context.documents.commit([groupWrite({ ...group, subscriptions: all })])
  },
})

export const deleteSubscriptionFilter = operation(logs.DeleteSubscriptionFilter, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:DeleteSubscriptionFilter', named(logGroupName, context), context),

  async handle({ logGroupName, filterName }, context) {
    const group = await getGroup(named(logGroupName, context), context)
    const { subscriptions = [] } = group
    const left = subscriptions.filter(({ name }) => name !== filterName)
    if (left.length === subscriptions.length) {
      throw ResourceNotFoundException('The specified subscription filter does not exist.')
    }
    await context.documents.commit([groupWrite({ ...group, subscriptions: left })])
  },
})

export const describeSubscriptionFilters = operation(logs.DescribeSubscriptionFilters, {
  readOnly: true,
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:DescribeSubscriptionFilters', named(logGroupName, context), context),

  async handle({ logGroupName, filterNamePrefix = '', nextToken, limit }, context) {
    const group = await getGroup(named(logGroupName, context), context)
    const after = placeOf(nextToken, LISTING, 1)?.[0]
    const rest = (group.subscriptions ?? []).filter(
      ({ name }) => name.startsWith(filterNamePrefix) && (after === undefined || name > after),
    )
    const shown = rest.slice(0, limit ?? LIMITS.describedAtOnce)
    const last = rest.length > shown.length ? shown.at(-1) : undefined
    return {
      subscriptionFilters: shown.map(subscription => subscriptionOutput(group, subscription)),
      nextToken: last && pageToken(LISTING, last.name),
    }
  },
})

function refuseUnsupported({
  fieldSelectionCriteria,
  emitSystemFields,
}: PutSubscriptionFilterRequest) {
  if (fieldSelectionCriteria !== undefined) {
    throw InvalidParameterException('fieldSelectionCriteria is not available here.')
  }
  if (emitSystemFields?.length) {
    throw InvalidParameterException('emitSystemFields is not available here.')
  }
}

/** What the ARN and the role alone decide, in the words of AWS. @throws ServiceError */
function assertDestination(
  { destinationArn, roleArn, logGroupName }: PutSubscriptionFilterRequest,
  { account, region }: LogsContext,
): void {
  const arn = parseArn(destinationArn)
  const vendor = arn?.service ?? ''
  if (!arn || !['lambda', 'kinesis', 'firehose', 'logs'].includes(vendor)) {
    throw InvalidParameterException(`destinationArn is not valid: ${destinationArn}`)
  }
  if (vendor === 'lambda') {
    if (arn.account !== account) {
      const message =
        'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.'
      throw new ServiceError('AccessDeniedException', message, { status: 400 })
    }
    const [kind, name] = arn.resource.split(':')
    if (arn.region !== region || kind !== 'function') throw notInvocable()
    // Each of its invocations would be the reason of the next.
    if (logGroupName === `/aws/lambda/${name}`) {
      throw InvalidParameterException(
        'The log group provided is reserved for the function logs of the destination function.',
      )
    }
    if (roleArn === undefined) return
    throw InvalidParameterException('destinationArn for vendor lambda cannot be used with roleArn')
  }
  if (vendor === 'logs') throw InvalidParameterException('There are no destinations here.')
  if (roleArn === undefined) {
    throw InvalidParameterException(
      `destinationArn for vendor ${vendor} cannot be used without roleArn`,
    )
  }
  // Neither service is part of this server, so no stream of them is active.
  const stream = vendor === 'kinesis' ? 'Kinesis stream' : 'Firehose stream'
  throw InvalidParameterException(
    `Could not deliver test message to specified ${stream}. Check if the given ${stream} is in ACTIVE state.`,
  )
}

/** The function's own policy decides, as it will when there are events. @throws InvalidParameterException */
async function assertInvocable(
  FunctionName: string,
  group: GroupName,
  context: LogsContext,
): Promise<void> {
  const input = { FunctionName, InvocationType: 'DryRun' as const }
  const behalf = { group, sourceArn: sourceArn(group) }
  if (!(await mayAsLogs(lambda.Invoke, input, behalf, context))) throw notInvocable()
}

const notInvocable = () =>
  InvalidParameterException(
    'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
  )
