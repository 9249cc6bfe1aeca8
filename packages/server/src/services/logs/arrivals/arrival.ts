import { scheduleJob } from '../../../jobs/runner.ts'
import type { ServiceError } from '../../../kernel/errors.ts'
import type { Store, Write } from '../../../store/store.ts'
import type { Calls } from '../../../wire/calls.ts'
import type { InputLogEvent } from '../../../wire/models/logs.ts'
import { createKeyring } from '../encryption/keyring.ts'
import { eventsOf, type StoredEvent } from '../events.ts'
import { DELIVER, MEASURE } from '../job-kinds.ts'
import { LIMITS } from '../limits.ts'
import { bucketOf, chunkKey, groupKey, groupOf, type LogGroup, type LogStream } from '../records.ts'

/** The events that one PutLogEvents call has stored, as a job names them. */
export interface Arrival {
  readonly account: string
  readonly region: string
  readonly groupId: string
  readonly groupName: string
  readonly streamId: string
  readonly streamName: string
  readonly seq: string
  readonly buckets: readonly number[]
  readonly at: number
}

/**
 * What must happen with events once they are stored, for the commit that stores them: one job for each
 * subscription, one for all metric filters.
 */
export function arrivalWrites(
  group: LogGroup,
  stream: LogStream,
  events: readonly InputLogEvent[],
  { now, seq }: { readonly now: number; readonly seq: string },
): readonly Write[] {
  const { account, region, id: groupId, name: groupName, subscriptions = [] } = group
  if (subscriptions.length === 0 && !group.metricFilterCount) return []
  const buckets = events.map(({ timestamp }) => bucketOf(timestamp, LIMITS.bucketMs))
  const arrival = {
    ...{ account, region, groupId, groupName, streamId: stream.id, streamName: stream.name },
    ...{ seq, buckets: [...new Set(buckets)], at: now },
  }
  const writes: Write[] = subscriptions.map(({ name }) =>
    scheduleJob({
      kind: DELIVER,
      id: `${seq}.${name}`,
      runAt: now,
      payload: { ...arrival, subscription: name },
    }),
  )
  if (group.metricFilterCount) {
    writes.push(scheduleJob({ kind: MEASURE, id: seq, runAt: now, payload: arrival }))
  }
  return writes
}

/** The group of an arrival as it is now; undefined when it was deleted. */
export async function groupOfArrival(
  { account, region, groupName, groupId }: Arrival,
  store: Pick<Store, 'get'>,
): Promise<LogGroup | undefined> {
  const document = await store.get(groupKey(account, region, groupName))
  const group = document && groupOf(document)
  return group?.id === groupId ? group : undefined
}

/** The events of an arrival that are still there. @throws ServiceError when KMS refuses */
export async function eventsOfArrival(
  { groupId, streamId, buckets, seq }: Arrival,
  { store, calls }: { readonly store: Store; readonly calls: Calls },
): Promise<readonly StoredEvent[]> {
  const keyring = createKeyring({ documents: store, calls })
  const keys = buckets.map(bucket => chunkKey(groupId, streamId, bucket, seq))
  const events: StoredEvent[] = []
  for (const document of await store.getMany(keys)) {
    if (document) events.push(...(await eventsOf(document, groupId, keyring)))
  }
  return events
}

/**
 * When to try again what an error stopped: the wait grows with the age; undefined when it is given up. What somebody's
 * policy denies is given up sooner, as with AWS: else it would pile up.
 */
export function nextTry({ at }: Arrival, now: number, { code }: ServiceError): number | undefined {
  const ageMs = now - at
  const isDenied = code === 'AccessDeniedException' || code === 'ResourceNotFoundException'
  const { shortestArrivalRetryMs: shortest, longestArrivalRetryMs: longest } = LIMITS
  if (ageMs >= (isDenied ? LIMITS.deniedArrivalAgeMs : LIMITS.arrivalAgeMs)) return undefined
  return now + Math.min(Math.max(ageMs, shortest), longest)
}
