import type { JobHandler } from '../../../jobs/job.ts'
import { type Arn, parseArn } from '../../../kernel/arn.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { OutgoingFetch } from '../../../kernel/fetch.ts'
import type { Json } from '../../../kernel/json.ts'
import type { Store } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import { lambda } from '../../../wire/models/lambda.ts'
import type { Scope } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { acted, historyWrite } from './history.ts'
import { instant } from './reasons.ts'
import { type Alarm, type AlarmState, alarmArn, type StateValue } from './records.ts'
import { isWebhook, post } from './webhook.ts'

export const ACTION_JOB = 'cloudwatch-action'

/** One action of one transition. */
export interface ActionPayload extends Scope {
  readonly alarmName: string
  readonly action: string
  readonly state: StateValue
  /** When the state changed, epoch ms. */
  readonly since: number
  readonly event: Json
}

export interface ActionParts {
  readonly store: Pick<Store, 'commit'>
  readonly clock: Clock
  readonly calls: Calls
  /** The way to webhooks, at addresses that the operator allowed. */
  readonly webhooks: OutgoingFetch
}

/** How an action came out. What may still succeed is tried again for a while. */
export type Performed =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string; readonly isFinal: boolean }

/** Does what an alarm asks for when its state changes; the history tells whether it was done, and why not. */
export function actionHandler(parts: ActionParts): JobHandler {
  const { store, clock } = parts
  return async ({ id, payload }, { signal }) => {
    const asked = payload as unknown as ActionPayload
    const performed = await perform(asked, parts, { requestId: id, signal })
    const now = clock.now()
    if (performed.kind === 'failed' && !performed.isFinal) {
      const again = now + LIMITS.actionRetryMs
      if (again < asked.since + LIMITS.actionPatienceMs) return { kind: 'again', runAt: again }
    }
    const failure = performed.kind === 'failed' ? performed.reason : undefined
    const item = acted(asked.alarmName, { ...asked, at: now }, failure)
    await store.commit([historyWrite(asked, item, id)])
    return { kind: 'done' }
  }
}

function perform(
  asked: ActionPayload,
  { calls, webhooks }: ActionParts,
  attempt: Attempt,
): Promise<Performed> {
  const { action, event } = asked
  if (isWebhook(action)) return post(action, event, webhooks, attempt.signal)
  const target = parseArn(action)
  if (target?.service === 'lambda') return invoke(asked, target, calls, attempt)
  const reason = 'there is no service here that takes this action'
  return Promise.resolve({ kind: 'failed', reason, isFinal: true })
}

interface Attempt {
  /** The same for each attempt at one action: Lambda holds an event once under it. */
  readonly requestId: string
  readonly signal: AbortSignal
}

async function invoke(
  { account, region, alarmName, action, event }: ActionPayload,
  target: Arn,
  calls: Calls,
  attempt: Attempt,
): Promise<Performed> {
  const as = {
    kind: 'service',
    principal: 'lambda.alarms.cloudwatch.amazonaws.com',
    sourceArn: alarmArn({ account, region }, alarmName),
    sourceAccount: account,
  } as const
  const input = {
    FunctionName: action,
    InvocationType: 'Event',
    Payload: Buffer.from(JSON.stringify(event)),
  } as const
  try {
    await calls.call(lambda.Invoke, input, as, {
      account: target.account,
      region: target.region,
      ...attempt,
    })
    return { kind: 'done' }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const reason = `${error.code}: ${error.message}`
    return { kind: 'failed', reason, isFinal: error.fault === 'client' && error.status !== 429 }
  }
}

export const actionPayload = (
  alarm: Alarm,
  before: AlarmState,
  action: string,
  metricId: string,
): ActionPayload => ({
  account: alarm.account,
  region: alarm.region,
  alarmName: alarm.name,
  action,
  state: alarm.state.value,
  since: alarm.state.updatedAt,
  event: eventOf(alarm, before, metricId),
})

/** What a function is told, as recorded. */
function eventOf(alarm: Alarm, before: AlarmState, metricId: string): Json {
  const { account, region, name, description, state } = alarm
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(alarm, name),
    accountId: account,
    time: instant(state.updatedAt),
    region,
    alarmData: {
      alarmName: name,
      state: stateOf(state),
      previousState: stateOf(before),
      configuration: {
        ...(description !== undefined && { description }),
        metrics: metricsOf(alarm, metricId),
      },
    },
  }
}

const stateOf = ({ value, reason, reasonData, updatedAt }: AlarmState): Json => ({
  value,
  reason,
  ...(reasonData !== undefined && { reasonData }),
  timestamp: instant(updatedAt),
})

function metricsOf({ watches }: Alarm, metricId: string): Json {
  if (watches.kind === 'queries') {
    return watches.queries.map(query => {
      const { Id: id, Expression: expression, Label: label, MetricStat } = query
      const { Metric: metric, Period: period, Stat: stat, Unit: unit } = MetricStat ?? {}
      const { Namespace: namespace = '', MetricName: metricName = '' } = metric ?? {}
      return {
        id,
        ...(expression !== undefined && { expression }),
        ...(label !== undefined && { label }),
        ...(MetricStat && {
          metricStat: {
            metric: { namespace, name: metricName, dimensions: named(metric?.Dimensions ?? []) },
            period: period ?? 0,
            stat: stat ?? '',
            ...(unit !== undefined && { unit }),
          },
        }),
        returnData: query.ReturnData ?? true,
      }
    })
  }
  const { namespace, metricName: name, dimensions, periodSeconds: period, unit } = watches
  const stat = watches.statistic ?? watches.extendedStatistic ?? ''
  const metric = { namespace, name, dimensions: named(dimensions) }
  const metricStat = { metric, period, stat, ...(unit !== undefined && { unit }) }
  return [{ id: metricId, metricStat, returnData: true }]
}

const named = (dimensions: readonly { readonly Name: string; readonly Value: string }[]) =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]))
