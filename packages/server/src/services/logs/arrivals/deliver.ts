import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { JobHandler } from '../../../jobs/job.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { Logger } from '../../../kernel/log.ts'
import type { Store } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import { lambda } from '../../../wire/models/lambda.ts'
import { sourceArn } from '../arns.ts'
import { callAsLogs } from '../as-logs.ts'
import { createBreath } from '../breath.ts'
import { eventId } from '../event-tokens.ts'
import type { StoredEvent } from '../events.ts'
import { parseFilterPattern } from '../filter-pattern/filter-pattern.ts'
import { LIMITS } from '../limits.ts'
import type { Subscription } from '../records.ts'
import { type Arrival, eventsOfArrival, groupOfArrival, nextTry } from './arrival.ts'
import { requestIdOf } from './request-id.ts'

export interface ArrivalParts {
  readonly store: Store
  readonly clock: Clock
  readonly calls: Calls
  readonly log: Logger
}

/**
 * Sends the events of an arrival that fit a subscription's pattern to its function, asynchronously as AWS does,
 * so that a function that fails is tried again by Lambda. While the function's policy or KMS denies it, it is tried
 * again for ten minutes, after other errors for a day.
 */
export function deliverHandler(parts: ArrivalParts): JobHandler {
  const { store, clock, log } = parts
  return async ({ payload }, { signal }) => {
    // The store's border: this payload is written by `arrivalWrites` alone.
    const arrival = payload as unknown as Arrival & { readonly subscription: string }
    const group = await groupOfArrival(arrival, store)
    const subscription = group?.subscriptions?.find(({ name }) => name === arrival.subscription)
    if (!subscription) return { kind: 'done' }
    try {
      await deliver(arrival, subscription, parts, signal)
      return { kind: 'done' }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      const { groupName } = arrival
      const told = { group: groupName, subscription: subscription.name, reason: error.message }
      const runAt = nextTry(arrival, clock.now(), error)
      if (runAt !== undefined) return { kind: 'again', runAt }
      log.warn('events for a subscription were given up', told)
      return { kind: 'done' }
    }
  }
}

async function deliver(
  arrival: Arrival,
  subscription: Subscription,
  { store, clock, calls }: ArrivalParts,
  signal: AbortSignal,
): Promise<void> {
  const pattern = parseFilterPattern(subscription.pattern)
  const events = await eventsOfArrival(arrival, { store, calls })
  const breath = createBreath(clock, signal)
  const fitting: StoredEvent[] = []
  for (const event of events) {
    if (pattern.fits(event.message)) fitting.push(event)
    await breath()
  }
  for (const [index, payload] of (await payloadsOf(arrival, subscription, fitting)).entries()) {
    signal.throwIfAborted()
    const requestId = requestIdOf(arrival.seq, subscription.name, String(index))
    await invoke(payload, { arrival, subscription, requestId }, calls)
  }
}

/**
 * What a subscriber is sent: `{"awslogs":{"data":…}}` with gzipped JSON, in as many parts as the size of an
 * asynchronous invocation demands. An event that does not fit by itself is left out.
 */
export async function payloadsOf(
  origin: Pick<Arrival, 'account' | 'groupName' | 'streamName' | 'streamId'>,
  { name }: Pick<Subscription, 'name'>,
  events: readonly StoredEvent[],
): Promise<readonly Uint8Array[]> {
  if (events.length === 0) return []
  const { account, groupName, streamName, streamId } = origin
  const message = {
    messageType: 'DATA_MESSAGE',
    owner: account,
    logGroup: groupName,
    logStream: streamName,
    subscriptionFilters: [name],
    logEvents: events.map(({ id, time, message }) => ({
      id: eventId(id, streamId),
      timestamp: time,
      message,
    })),
  }
  const data = (await zipped(JSON.stringify(message))).toString('base64')
  const payload = Buffer.from(JSON.stringify({ awslogs: { data } }))
  if (payload.length <= LIMITS.subscriptionBytes) return [payload]
  if (events.length === 1) return []
  const half = Math.ceil(events.length / 2)
  return [
    ...(await payloadsOf(origin, { name }, events.slice(0, half))),
    ...(await payloadsOf(origin, { name }, events.slice(half))),
  ]
}

const zipped = promisify<string, Buffer>(gzip)

interface Delivery {
  readonly arrival: Arrival
  readonly subscription: Subscription
  readonly requestId: string
}

async function invoke(
  Payload: Uint8Array,
  { arrival, subscription, requestId }: Delivery,
  calls: Calls,
): Promise<void> {
  const { account, region, groupName: name } = arrival
  const FunctionName = subscription.destinationArn
  const input = { FunctionName, InvocationType: 'Event' as const, Payload }
  const group = { account, region, name }
  const behalf = { group, sourceArn: sourceArn(group) }
  await callAsLogs(lambda.Invoke, input, behalf, { calls, requestId })
}
